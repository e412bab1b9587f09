# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from pypdf import PdfReader, PdfWriter

from odoo.tests import BaseCase, tagged

from ..tools.merge import merge_documents


@tagged("post_install", "-at_install")
class TestMerge(BaseCase):
    @staticmethod
    def blank(pages):
        writer = PdfWriter()
        for _number in range(pages):
            writer.add_blank_page(width=100, height=100)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    def marks(self, content):
        """First pages, read the way core does."""
        root = PdfReader(io.BytesIO(content)).trailer["/Root"]
        node, pages = root["/Outlines"]["/First"], []
        while True:
            pages.append(root["/Dests"][node["/Dest"]][0])
            if "/Next" not in node:
                return pages
            node = node["/Next"]

    def test_one_document_is_left_as_it_is(self):
        content = self.blank(2)
        self.assertIs(merge_documents([(None, content)]), content)

    def test_marks(self):
        content = merge_documents(
            [(("m", "1"), self.blank(2)), (("m", "2"), self.blank(1)), (("m", "3"), self.blank(3))]
        )
        self.assertEqual(self.marks(content), [0, 2, 3])
        self.assertEqual(len(PdfReader(io.BytesIO(content)).pages), 6)

    def test_neighbours_of_one_record_have_one_mark(self):
        content = merge_documents(
            [(("m", "1"), self.blank(1)), (("m", "1"), self.blank(2)), (("m", "2"), self.blank(1))]
        )
        self.assertEqual(self.marks(content), [0, 3])

    def test_unknown_records_are_never_joined(self):
        content = merge_documents([(None, self.blank(1)), (None, self.blank(1))])
        self.assertEqual(self.marks(content), [0, 1])
