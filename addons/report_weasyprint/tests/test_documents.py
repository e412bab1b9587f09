# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import WeasyPrintCase, data_url, png

LONG_FIRST = """<h2>Of <t t-out="o.name"/></h2>
<p t-foreach="range(120 if o.name == 'Ada' else 60)" t-as="i">Line</p>"""


@tagged("post_install", "-at_install")
class TestDocuments(WeasyPrintCase):
    def test_pages_are_counted_per_document(self):
        self.set_body(LONG_FIRST)
        texts = self.texts(self.print_report(self.partners))
        first = [text for text in texts if f"/ {len(texts)}" in text]
        self.assertFalse(first, "no document is as long as the whole print")
        counts = [len(self.texts(self.print_report(partner))) for partner in self.partners]
        self.assertGreater(counts[0], counts[1])
        self.assertGreater(counts[1], 1)
        expected = [f"Page {number} / {count}" for count in counts for number in range(1, count + 1)]
        self.assertEqual(len(texts), len(expected))
        for text, words in zip(texts, expected, strict=True):
            self.assertIn(words, text)

    def test_one_stream_per_record(self):
        self.set_body(LONG_FIRST)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        streams = report._render_qweb_pdf_prepare_streams(self.report, {}, self.partners.ids)
        self.assertEqual(list(streams), self.partners.ids)
        for partner in self.partners:
            texts = self.texts(streams[partner.id]["stream"].getvalue())
            self.assertIn(f"Of {partner.name}", texts[0])
            self.assertIn(f"Page {len(texts)} / {len(texts)}", texts[-1])
            self.assertEqual(" ".join(texts).count("Of "), 1)

    def test_attachment_saved_per_record(self):
        self.report.attachment = "'document-%s.pdf' % object.name"
        self.set_body(LONG_FIRST)
        self.print_report(self.partners)
        for partner in self.partners:
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
            )
            self.assertEqual(attachment.name, f"document-{partner.name}.pdf")
            self.assertIn(f"Of {partner.name}", self.texts(attachment.raw)[0])

    def test_saved_document_is_reused(self):
        self.report.write({"attachment": "'document.pdf'", "attachment_use": True})
        self.set_body("<p>Before</p>")
        self.print_report()
        self.set_body("<p>After</p>")
        self.assertIn("Before", self.texts(self.print_report())[0])

    def test_two_articles_of_one_record_stay_together(self):
        self.set_arch("""<t t-call="web.html_container"><t t-foreach="docs" t-as="o">
            <t t-foreach="['one', 'two']" t-as="part"><div class="header"/>
            <div class="article" t-att-data-oe-model="o._name" t-att-data-oe-id="o.id">
            <p>Part <t t-out="part"/> of <t t-out="o.name"/></p></div><div class="footer"/>
            </t></t></t>""")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        streams = report._render_qweb_pdf_prepare_streams(self.report, {}, self.partners.ids)
        for partner in self.partners:
            texts = self.texts(streams[partner.id]["stream"].getvalue())
            self.assertEqual(texts, [f"Part {part} of {partner.name}" for part in ("one", "two")])

    def test_a_part_holds_nothing_of_the_others(self):
        """An image of one record must not travel, unseen, in the file of the next one."""
        self.set_body(
            f"""<img t-if="o.name == 'Ada'" src="{data_url(png(33, 21))}"/>
            <p t-foreach="range(60)" t-as="i">Line</p>"""
        )
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        streams = report._render_qweb_pdf_prepare_streams(self.report, {}, self.partners.ids)
        contents = [streams[partner.id]["stream"].getvalue() for partner in self.partners]
        self.assertIn((33, 21), self.image_sizes(contents[0]))
        self.assertNotIn((33, 21), self.image_sizes(contents[1]))

    def test_print_without_record(self):
        self.set_arch("""<t t-call="web.html_container"><t t-call="web.basic_layout">
            <p>No record here</p></t></t>""")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf(self.report.id)
        self.assertIn("No record here", self.texts(content)[0])
