# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Route what the PDF libraries say to one logger of ours, at DEBUG.

WeasyPrint warns about each CSS rule it does not know (Bootstrap has hundreds) and fontTools tells
each step of a font's subset: useful to whoever writes a template, noise to whoever runs a server.
"""

import logging
import warnings

LIBRARIES = ("weasyprint", "fontTools")
_logger = logging.getLogger("odoo.addons.report_weasyprint.libraries")


class DebugRelay(logging.Handler):
    """Say a library's record again as a DEBUG message, with its own level in the text."""

    def emit(self, record):
        """Pass the record on to the addon's own logger."""
        if _logger.isEnabledFor(logging.DEBUG):
            _logger.debug("%s %s: %s", record.name, record.levelname, record.getMessage())


def route_library_logs():
    """Detach the libraries' loggers from the root. Calling it twice changes nothing."""
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.propagate = False
        if not any(isinstance(handler, DebugRelay) for handler in library.handlers):
            library.addHandler(DebugRelay())


def import_quietly():
    """Import WeasyPrint; what it tells about missing optional system libraries is information."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import weasyprint  # noqa: F401
    for warning in caught:
        logging.getLogger(__name__).info("WeasyPrint: %s", warning.message)


route_library_logs()
import_quietly()
