# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import WeasyPrintCase

ROWS = """<table class="table"><thead><tr><th>Heading</th></tr></thead><tbody>
<t t-foreach="range(%s)" t-as="i"><tr><td>Row <t t-out="i"/>.</td></tr></t></tbody></table>"""


@tagged("post_install", "-at_install")
class TestLayout(WeasyPrintCase):
    def test_header_and_footer_on_every_page(self):
        self.set_body(ROWS % 90)
        texts = self.texts(self.print_report())
        self.assertGreater(len(texts), 2)
        for number, text in enumerate(texts, start=1):
            self.assertIn("Slogan of the test", text)
            self.assertIn("Company of the test", text)
            self.assertIn("Footer of the test", text)
            self.assertIn(f"Page {number} / {len(texts)}", text)

    def test_every_layout_of_odoo(self):
        for name in ("standard", "boxed", "bold", "striped", "folder", "wave", "bubble"):
            with self.subTest(layout=name):
                layout = self.env.ref(f"web.external_layout_{name}")
                self.env.company.external_report_layout_id = layout
                self.set_body(ROWS % 60)
                texts = self.texts(self.print_report())
                self.assertGreater(len(texts), 1)
                for number, text in enumerate(texts, start=1):
                    self.assertIn("Company of the test", text)
                    self.assertIn(f"Page {number} / {len(texts)}", text)

    def test_table_head_is_repeated(self):
        self.set_body(ROWS % 90)
        texts = self.texts(self.print_report())
        self.assertNotIn("Row 0.", texts[1])
        for text in texts:
            self.assertEqual(text.count("Heading"), 1)
        rows = " ".join(texts)
        for number in range(90):
            self.assertEqual(rows.count(f"Row {number}."), 1)

    def test_margins(self):
        self.paperformat.write({"margin_top": 90, "header_spacing": 80})
        self.set_plain("<p>Body</p>" * 30, header="<p>Head</p>", footer="<p>Foot</p>")
        pages = self.open_pdf(self.print_report()).pages
        self.assertEqual(len(pages), 2)
        for page in pages:
            head, body = (self.distance_from_top(page, word) for word in ("Head", "Body"))
            foot = self.distance_from_top(page, "Foot")
            self.assertAlmostEqual(head, 10 + 4, delta=3)
            self.assertAlmostEqual(body, 90 + 4, delta=3)
            self.assertAlmostEqual(foot, 297 - 25 + 4, delta=3)

    def test_margins_of_the_template(self):
        self.set_body(
            "<p>Body</p>",
            settings="""<t t-set="data_report_margin_top" t-value="120"/>
            <t t-set="data_report_header_spacing" t-value="110"/>""",
        )
        page = self.open_pdf(self.print_report()).pages[0]
        self.assertAlmostEqual(self.distance_from_top(page, "Body"), 124, delta=4)
        self.assertAlmostEqual(self.distance_from_top(page, "Slogan"), 17, delta=7)

    def test_header_taller_than_its_margin(self):
        header = "<p>Head</p>" * 10 + "<p>Last of head</p>"
        self.set_plain("<p>Body</p>" * 90, header=header, footer="<p>Foot</p>")
        pages = self.open_pdf(self.print_report()).pages
        self.assertGreater(len(pages), 1)
        for page in pages:
            last = self.distance_from_top(page, "Last of head")
            self.assertGreater(last, 60)
            self.assertGreater(self.distance_from_top(page, "Body"), last + 2)

    def test_footer_taller_than_its_margin(self):
        footer = "<p>First of foot</p>" + "<p>Foot</p>" * 20 + "<p>Last of foot</p>"
        self.set_plain("<p>Body</p>" * 60 + "<p>The end</p>", footer=footer)
        page = self.open_pdf(self.print_report()).pages[-1]
        self.assertLess(self.distance_from_top(page, "Last of foot"), 297)
        self.assertGreater(self.distance_from_top(page, "First of foot"), self.distance_from_top(page, "The end"))

    def test_enormous_header_still_prints(self):
        self.set_plain("<p>Body</p>", header="<p>Head</p>" * 400)
        self.assertIn("Body", " ".join(self.texts(self.print_report())))

    def test_landscape_and_sizes(self):
        self.assertEqual(self.sizes(self.print_report()), [(210, 297)])
        self.assertEqual(self.sizes(self.print_report(landscape=True)), [(297, 210)])
        self.paperformat.orientation = "Landscape"
        self.assertEqual(self.sizes(self.print_report()), [(297, 210)])
        self.paperformat.write({"format": "A5", "orientation": "Portrait"})
        self.assertEqual(self.sizes(self.print_report()), [(148, 210)])
        self.paperformat.write({"format": "custom", "page_width": 120, "page_height": 200})
        self.assertEqual(self.sizes(self.print_report()), [(120, 200)])

    def test_landscape_asked_by_the_template(self):
        self.set_body("<p>x</p>", settings='<t t-set="data_report_landscape" t-value="True"/>')
        self.assertEqual(self.sizes(self.print_report()), [(297, 210)])

    def scale(self, extra=""):
        """Millimetres on paper of one CSS pixel, in a document with ``extra`` in it."""
        self.set_plain(f"<p>First</p><div style='height: 400px'>.</div><p>Second</p>{extra}")
        page = self.open_pdf(self.print_report()).pages[0]
        second, first = (self.distance_from_top(page, word) for word in ("Second", "First"))
        return (second - first) / 440  # a line of 24 px and its margin of 16 px

    def test_dpi_and_shrinking_change_the_scale(self):
        shrunk = self.scale()
        self.assertAlmostEqual(shrunk, 25.4 / 96 / 1.25, delta=0.005)
        self.paperformat.disable_shrinking = True
        self.assertAlmostEqual(self.scale() / shrunk, 1.25, delta=0.01)
        self.paperformat.write({"disable_shrinking": False, "dpi": 192})
        self.assertAlmostEqual(self.scale() / shrunk, 0.5, delta=0.01)

    def test_wide_table_is_made_smaller(self):
        table = '<table style="width: 1200px"><tr><td>Wide</td></tr></table>'
        # 190 mm between the margins, 1200 px of table after 12 px of padding.
        expected = 190 / (1200 + 12)
        self.assertLess(expected, self.scale())
        self.assertAlmostEqual(self.scale(table), expected, delta=0.005)
        self.assertEqual(self.sizes(self.print_report()), [(210, 297)])
        self.paperformat.disable_shrinking = True
        self.assertAlmostEqual(self.scale(table), self.scale(), delta=0.001)

    def test_responsive_columns(self):
        """A page is as wide as a screen, so columns of wide screens show."""
        self.set_body('<p class="d-none d-md-block">Wide</p><p class="d-md-none">Narrow</p><p class="d-none">Never</p>')
        text = self.texts(self.print_report())[0]
        self.assertIn("Wide", text)
        self.assertNotIn("Narrow", text)
        self.assertNotIn("Never", text)

    def test_style_of_the_template_comes_after_the_bundle(self):
        self.set_body(
            "<style>.d-md-block.shy {display: none !important}</style>"
            '<p class="d-md-block shy">Hidden</p><p class="d-md-block">Shown</p>'
        )
        text = self.texts(self.print_report())[0]
        self.assertIn("Shown", text)
        self.assertNotIn("Hidden", text)

    def test_language_is_told(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.set_plain("<p>x</p>", attributes='data-oe-lang="fr_FR"')
        self.assertEqual(self.open_pdf(self.print_report()).trailer["/Root"].get("/Lang"), "fr-FR")

    def test_body_without_article(self):
        self.set_arch('<t t-call="web.html_container"><p>Bare words</p></t>')
        self.assertIn("Bare words", self.texts(self.print_report())[0])

    def test_empty_body(self):
        content = self.env["ir.actions.report"]._run_wkhtmltopdf([""], report_ref=self.report.id)
        self.assertEqual(self.texts(content), [""])
