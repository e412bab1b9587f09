# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from urllib.parse import urlsplit

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.document import FOOTER, HEADER, Renderer, ReportDocument, RunningParts
from ..tools.fetcher import FatalURLFetchingError, Refused, ReportFetcher
from ..tools.geometry import PageGeometry
from ..tools.merge import merge_documents
from ..tools.styles import POOL

_logger = logging.getLogger(__name__)

ENGINE_PARAMETER = "report_weasyprint.engine"
WKHTMLTOPDF = "wkhtmltopdf"


class IrActionsReport(models.Model):
    """QWeb PDF reports rendered by WeasyPrint, through the hooks core has for wkhtmltopdf.

    The system parameter ``report_weasyprint.engine`` set to ``wkhtmltopdf`` gives core's engine
    back; any other value, or none, means WeasyPrint.
    """

    _inherit = "ir.actions.report"

    @api.model
    def _weasyprint_enabled(self):
        # An ordinary user may print, but not read system parameters.
        engine = self.env["ir.config_parameter"].sudo().get_param(ENGINE_PARAMETER)
        return (engine or "").strip().lower() != WKHTMLTOPDF

    @api.model
    def get_wkhtmltopdf_state(self):
        """Core and the web client ask this before printing: WeasyPrint is always ready."""
        return "ok" if self._weasyprint_enabled() else super().get_wkhtmltopdf_state()

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        """Render with WeasyPrint what core has prepared for wkhtmltopdf.

        ``set_viewport_size`` has no meaning here: the page itself is the viewport.

        :raises UserError: when the PDF cannot be made, with the reason.
        """
        if not self._weasyprint_enabled():
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        report = self._get_report(report_ref) if report_ref else self
        geometry = PageGeometry.from_paperformat(report.get_paperformat(), landscape, specific_paperformat_args)
        try:
            return self._weasyprint_render(bodies, header, footer, geometry)
        except FatalURLFetchingError as error:
            # The database's own error, which Odoo knows how to retry.
            raise error.__cause__ from None
        except (UserError, psycopg2.Error):
            raise
        except Exception as error:
            name = report.name if report_ref else ""
            _logger.exception("WeasyPrint could not render the report %r", name)
            raise UserError(
                self.env._(
                    "The PDF “%(report)s” could not be made.\n%(kind)s: %(error)s",
                    report=name,
                    kind=type(error).__name__,
                    error=error,
                )
            ) from error

    @api.model
    def _weasyprint_render(self, bodies, header, footer, geometry):
        """PDF of all bodies, each with its own header, footer and page count.

        :param PageGeometry geometry: the paper.
        :rtype: bytes
        """
        base_url = self._get_report_url()
        running = {HEADER: RunningParts(HEADER, header), FOOTER: RunningParts(FOOTER, footer)}
        trees = [parts.tree for parts in running.values() if parts.tree is not None]
        hosts = self._weasyprint_hosts()
        reader = self._weasyprint_reader()
        # Core's own sheets name a hundred fonts of an outside server: nothing to tell each time.
        public = ReportFetcher(self._weasyprint_public().env, hosts, log_level=logging.DEBUG)
        results, heights = [], {}
        for index, body in enumerate(bodies):
            document = ReportDocument(body, running, index, base_url)
            fetcher = ReportFetcher(reader.env, hosts)
            sheets, inline = document.take_sheets(self._weasyprint_sheet_reader(fetcher), trees)
            with POOL.lend(self.env.cr.dbname, sheets, geometry.viewport, public) as style:
                renderer = Renderer(geometry, fetcher, style, inline)
                text = document.running_text()
                if text not in heights:
                    heights[text] = renderer.measure(document)
                content = renderer.to_pdf(document, heights[text])
            results.append((document.record_key, content))
        return merge_documents(results)

    @api.model
    def _weasyprint_sheet_reader(self, fetcher):
        """Function that gives the text of a style sheet, or None when it may not be read."""

        def read(url):
            """Return the text of the style sheet, None when it may not be read."""
            try:
                return fetcher.load(url).body.decode("utf-8", "replace")
            except (Refused, OSError, UserError) as error:
                _logger.info("Style sheet left out of the PDF: %s (%s)", url, error)
                return None

        return read

    @api.model
    def _weasyprint_public(self):
        """``self`` as an anonymous visitor."""
        # Anybody may know which record the public user is.
        public = self.env.ref("base.public_user").sudo()
        return self.with_user(public).with_context(allowed_company_ids=[])

    @api.model
    def _weasyprint_reader(self):
        """``self`` with the rights that images and files of the report are read with.

        These are the rights of the user who prints, even where the report itself is rendered with
        ``sudo`` (the portal does so). A document made by the system user (scheduled action) sees
        what the public sees: its text may come from outside and the file may go outside.
        """
        if self.env.uid == SUPERUSER_ID:
            return self._weasyprint_public()
        allowed = self.env.user._get_company_ids()
        companies = self.env.context.get("allowed_company_ids") or []
        return self.with_user(self.env.user).with_context(
            allowed_company_ids=[company for company in companies if company in allowed]
        )

    @api.model
    def _weasyprint_hosts(self):
        """Network locations ("host:port") that mean this server. Extend it for further domains."""
        # An ordinary user may print, but not read system parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        urls = [
            self._get_report_url(),
            parameters.get_param("web.base.url") or "",
            request.httprequest.host_url if request else "",
        ]
        return {urlsplit(url).netloc for url in urls}
