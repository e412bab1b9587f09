# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Style sheets: parsed once, then lent to one rendering after the other.

Parsing Odoo's report bundle and its fonts takes longer than laying a page out. What is kept is
keyed by the content of the sheets, so a changed asset is seen at once, and holds only public
content: what a sheet refers to (fonts, imports) is read with the public user's rights.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import NamedTuple

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

RX_MEDIA = re.compile(r"@media\b([^{};]+)\{", re.IGNORECASE)
RX_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)\s*\)")
PX_PER_EM = 16
MAX_KEPT_KEYS = 8
MAX_FREE_COPIES = 2


class Sheet(NamedTuple):
    """Text of a style sheet and the address its relative links start from."""

    url: str
    text: str

    @property
    def checksum(self):
        """Return what tells two contents of a sheet apart."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class ParsedStyle(NamedTuple):
    """Parsed sheets with the fonts they declare; used by one rendering at a time (Pango's font
    maps are not made for several threads)."""

    sheets: list
    fonts: FontConfiguration


def _media_type(query, viewport):
    """Media type under which a media query holds at this width, or None if it never does."""
    media = "all"
    for part in re.split(r"\s+and\s+", query.strip().lower()):
        if part.startswith("("):
            match = RX_WIDTH.fullmatch(part)
            if not match:
                return None
            limit = float(match[2]) * (1 if match[3] == "px" else PX_PER_EM)
            if (viewport < limit) if match[1] == "min" else (viewport > limit):
                return None
        else:
            media = part.removeprefix("only ").strip()
    # wkhtmltopdf, for which the templates are drawn, shows pages as on a screen.
    return {"all": "all", "screen": "all", "print": "print"}.get(media)


def resolve_media(text, viewport):
    """Decide the width conditions of a sheet, which WeasyPrint would all ignore.

    :param int viewport: width of the page in CSS pixels.
    """

    def resolve(match):
        """Return the media rule with the types that hold at this width."""
        types = {_media_type(query, viewport) for query in match[1].split(",")}
        return f"@media {', '.join(sorted(types - {None})) or 'speech'}{{"

    return RX_MEDIA.sub(resolve, text)


def parse_sheet(sheet, viewport, fetcher, fonts):
    """A WeasyPrint style sheet; the fonts it declares are added to ``fonts``."""
    return CSS(
        string=resolve_media(sheet.text, viewport),
        base_url=sheet.url,
        url_fetcher=fetcher,
        font_config=fonts,
    )


class StylePool:
    """Parsed styles that no rendering is using. Safe to use from several threads."""

    def __init__(self):
        self._free = OrderedDict()  # key -> parsed styles, oldest key first
        self._lock = threading.Lock()

    def clear(self):
        """Forget everything."""
        with self._lock:
            self._free.clear()

    @contextmanager
    def lend(self, database, sheets, viewport, fetcher):
        """Give a :class:`ParsedStyle` of the sheets for the time of the ``with`` block.

        After an error it is dropped rather than lent again.
        """
        key = (database, viewport, tuple((sheet.url, sheet.checksum) for sheet in sheets))
        with self._lock:
            free = self._free.get(key)
            style = free.pop() if free else None
        if style is None:
            fonts = FontConfiguration()
            style = ParsedStyle([parse_sheet(sheet, viewport, fetcher, fonts) for sheet in sheets], fonts)
        yield style
        with self._lock:
            free = self._free.setdefault(key, [])
            self._free.move_to_end(key)
            if len(free) < MAX_FREE_COPIES:
                free.append(style)
            while len(self._free) > MAX_KEPT_KEYS:
                self._free.popitem(last=False)


POOL = StylePool()
