# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ..tools.document import FOOTER, HEADER, ReportDocument, RunningParts, parse_html, presentation_rules

PARTS = """<html><body class="o_body_pdf o_css_margins" dir="rtl">
<div id="minimal_layout_report_headers"><div class="header">One <span class="page">?</span> of
<span class="topage"/> pages</div><div class="header">Two</div></div></body></html>"""


@tagged("post_install", "-at_install")
class TestDocument(BaseCase):
    def document(self, body):
        running = {kind: RunningParts(kind, "") for kind in (HEADER, FOOTER)}
        return ReportDocument(body, running, 0, "http://odoo.test/")

    def test_each_document_has_its_own_header(self):
        parts = RunningParts(HEADER, PARTS)
        first, second = parts.box(0), parts.box(1)
        self.assertIn("One", first.text_content())
        self.assertEqual(second.text_content().strip(), "Two")
        self.assertIsNone(parts.box(2))
        self.assertEqual(first.get("class"), "o_body_pdf o_css_margins o_weasyprint_header")
        self.assertEqual(first.get("dir"), "rtl")

    def test_counters_replace_what_was_there(self):
        box = RunningParts(HEADER, PARTS).box(0)
        self.assertEqual(" ".join(box.text_content().split()), "One of pages")
        self.assertEqual(len(box.xpath("//span[@class='page o_weasyprint_page']")), 1)
        self.assertEqual(len(box.xpath("//span[@class='topage o_weasyprint_pages']")), 1)

    def test_attributes_become_rules(self):
        rules = presentation_rules(
            parse_html(
                '<img width="90" height="50%"/><table bgcolor="#eee"><tr valign="top">'
                '<td align="right" width="1;}p{color:red">x</td></tr></table>'
            )
        )
        for rule in (
            'img[width="90"]{width:90px}',
            'img[height="50%"]{height:50%}',
            'table[bgcolor="#eee"]{background-color:#eee}',
            'tr[valign="top"]{vertical-align:top}',
            'td[align="right"]{text-align:right}',
        ):
            self.assertIn(rule, rules)
        self.assertNotIn("color:red", rules)

    def test_style_sheets_are_taken_once_and_in_order(self):
        document = self.document(
            '<html><head><base href="http://odoo.test/sub/"/><link rel="stylesheet" href="a.css"/>'
            '<link rel="stylesheet" href="/b.css"/></head><body><style>p {}</style>'
            '<link rel="stylesheet" href="a.css"/><script>1</script><p>x</p></body></html>'
        )
        asked = []
        linked, inline = document.take_sheets(lambda url: asked.append(url) or f"/* {url} */")
        self.assertEqual(asked, ["http://odoo.test/sub/a.css", "http://odoo.test/b.css"])
        self.assertEqual([sheet.url for sheet in linked], asked)
        self.assertEqual([sheet.text for sheet in inline], ["p {}"])
        for words in ("<link", "<style", "<script"):
            self.assertNotIn(words, document.text())

    def test_record_key(self):
        article = '<div class="x article" data-oe-model="res.partner" data-oe-id="7"/>'
        self.assertEqual(self.document(article).record_key, ("res.partner", "7"))
        self.assertIsNone(self.document('<div class="article"/>').record_key)
