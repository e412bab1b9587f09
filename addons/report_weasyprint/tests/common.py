# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from PIL import Image
from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

MM_PER_POINT = 25.4 / 72
TEMPLATE_KEY = "report_weasyprint.test_document"


def png(width, height, color="red"):
    """A plain image, as bytes."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), color).save(stream, "PNG")
    return stream.getvalue()


def data_url(content, mimetype="image/png"):
    return f"data:{mimetype};base64,{base64.b64encode(content).decode()}"


class PdfChecks:
    """Questions about a PDF."""

    @staticmethod
    def open_pdf(pdf):
        return PdfReader(io.BytesIO(pdf))

    def texts(self, pdf):
        """The text of each page, white space made single."""
        return [" ".join(page.extract_text().split()) for page in self.open_pdf(pdf).pages]

    def sizes(self, pdf):
        """(width, height) of each page in millimetres."""
        return [
            (round(float(box.width) * MM_PER_POINT), round(float(box.height) * MM_PER_POINT))
            for box in (page.mediabox for page in self.open_pdf(pdf).pages)
        ]

    def image_sizes(self, pdf):
        """Set of (width, height) in pixels of all images drawn."""
        found = set()
        for page in self.open_pdf(pdf).pages:
            objects = page["/Resources"].get("/XObject", {}) or {}
            for reference in objects.values():
                item = reference.get_object()
                if item["/Subtype"] == "/Image":
                    found.add((item["/Width"], item["/Height"]))
        return found

    def distance_from_top(self, page, words):
        """Millimetres from the top edge of the page to the base line of the text ``words``."""
        found = []

        def visit(text, cm, tm, _font, _size):
            if words in text:
                found.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

        page.extract_text(visitor_text=visit)
        self.assertTrue(found, f"{words!r} is not on the page")
        return (float(page.mediabox.height) - found[0]) * MM_PER_POINT


class WeasyPrintCase(PdfChecks, TransactionCase):
    """A report over partners; each test says what stands in its body."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("report_weasyprint.engine", False)
        cls.paperformat = cls.env["report.paperformat"].create(
            {
                "name": "Test",
                "format": "A4",
                "orientation": "Portrait",
                "margin_top": 40,
                "margin_bottom": 25,
                "margin_left": 10,
                "margin_right": 10,
                "header_spacing": 35,
                "dpi": 96,
            }
        )
        cls.env.company.write(
            {
                "external_report_layout_id": cls.env.ref("web.external_layout_standard").id,
                "report_header": "<p>Slogan of the test</p>",
                "report_footer": "<p>Footer of the test</p>",
                "company_details": "<p>Company of the test</p>",
                "paperformat_id": cls.paperformat.id,
            }
        )
        cls.partners = cls.env["res.partner"].create([{"name": "Ada"}, {"name": "Grace"}])
        cls.partner = cls.partners[0]
        cls.view = cls.env["ir.ui.view"].create({"name": "Test", "type": "qweb", "key": TEMPLATE_KEY, "arch": "<t/>"})
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Test document",
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": TEMPLATE_KEY,
                "paperformat_id": cls.paperformat.id,
            }
        )
        cls.set_body("<p>Body</p>")
        cls.user = new_test_user(
            cls.env,
            "weasyprint_reader",
            groups="base.group_user",
            company_ids=[Command.set(cls.env.company.ids)],
        )

        # Compiles the assets once for the class instead of once per test.
        report = cls.env["ir.actions.report"].with_context(force_report_rendering=True)
        report._render_qweb_pdf(cls.report.id, cls.partner.ids)

    @classmethod
    def set_body(cls, body, settings=""):
        """Make the template print ``body``, in Odoo's own layout."""
        cls.set_arch(f"""{settings}<t t-call="web.html_container">
            <t t-foreach="docs" t-as="o"><t t-call="web.external_layout">
            <div class="page">{body}</div></t></t></t>""")

    @classmethod
    def set_plain(cls, body, header="", footer="", attributes=""):
        """Make the template print parts without any layout of Odoo's."""
        cls.set_arch(f"""<t t-call="web.html_container"><t t-foreach="docs" t-as="o">
            <div class="header">{header}</div>
            <div class="article" t-att-data-oe-model="o._name" t-att-data-oe-id="o.id"
            {attributes}>{body}</div><div class="footer">{footer}</div></t></t>""")

    @classmethod
    def set_arch(cls, arch):
        cls.view.arch = f'<t t-name="{TEMPLATE_KEY}">{arch}</t>'

    def print_report(self, records=None, user=None, **context):
        """The PDF of the report for the records, printed by ``user``."""
        records = self.partner if records is None else records
        report = self.env["ir.actions.report"].with_user(user or self.env.user)
        report = report.with_context(force_report_rendering=True, **context)
        content, kind = report._render_qweb_pdf(self.report.id, records.ids)
        self.assertEqual(kind, "pdf")
        return content
