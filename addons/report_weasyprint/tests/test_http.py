# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import HttpCase, tagged

from .common import PdfChecks, png


@tagged("post_install", "-at_install")
class TestHttp(PdfChecks, HttpCase):
    """Printing the way the web client does."""

    def test_print_over_http(self):
        self.env["ir.config_parameter"].set_param("report_weasyprint.engine", False)
        image = self.env["ir.attachment"].create({"name": "image.png", "raw": png(37, 23), "public": True})
        self.env["ir.ui.view"].create(
            {
                "name": "Test",
                "type": "qweb",
                "key": "report_weasyprint.test_http",
                "arch": f"""<t t-name="report_weasyprint.test_http">
                    <t t-call="web.html_container"><t t-foreach="docs" t-as="o">
                    <t t-call="web.external_layout"><div class="page">
                    <p>Hello <t t-out="o.name"/></p><img src="/web/image/{image.id}"/>
                    </div></t></t></t></t>""",
            }
        )
        self.env["ir.actions.report"].create(
            {
                "name": "Test",
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": "report_weasyprint.test_http",
            }
        )
        # The bundle must be built during the request, whose cursor may be read-only.
        self.env["ir.attachment"].search([("url", "=like", "/web/assets/%report_assets_pdf%")]).unlink()
        partner = self.env["res.partner"].create({"name": "Ada"})
        self.authenticate("admin", "admin")
        state = self.make_jsonrpc_request("/report/check_wkhtmltopdf")
        self.assertEqual(state, "ok")
        context = json.dumps({"force_report_rendering": True})
        response = self.url_open(f"/report/pdf/report_weasyprint.test_http/{partner.id}?context={context}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("Hello Ada", self.texts(response.content)[0])
        self.assertIn((37, 23), self.image_sizes(response.content))
