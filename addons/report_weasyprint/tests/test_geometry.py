# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged

from ..tools.geometry import MM_PER_PX, PageGeometry


@tagged("post_install", "-at_install")
class TestGeometry(TransactionCase):
    def geometry(self, landscape=None, arguments=None, **values):
        defaults = {
            "name": "Test",
            "format": "A4",
            "orientation": "Portrait",
            "margin_top": 40,
            "margin_bottom": 20,
            "header_spacing": 30,
            "dpi": 96,
        }
        paperformat = self.env["report.paperformat"].new({**defaults, **values})
        return PageGeometry.from_paperformat(paperformat, landscape, arguments)

    def test_arguments_of_the_template_come_first(self):
        geometry = self.geometry(
            arguments={
                "data-report-margin-top": "55",
                "data-report-margin-bottom": "33.5",
                "data-report-header-spacing": "50",
                "data-report-dpi": "120",
                "data-report-landscape": "True",
            }
        )
        self.assertEqual((geometry.top, geometry.bottom), (55, 33.5))
        self.assertEqual(geometry.header_offset, 5)
        self.assertAlmostEqual(geometry.zoom, 96 / 120 / 1.25)
        self.assertEqual((geometry.width, geometry.height), (297, 210))

    def test_arguments_that_are_no_numbers_are_ignored(self):
        geometry = self.geometry(arguments={"data-report-margin-top": "10mm", "data-report-dpi": ""})
        self.assertEqual(geometry.top, 40)
        self.assertAlmostEqual(geometry.zoom, 1 / 1.25)
        self.assertEqual(self.geometry(arguments={"data-report-margin-top": "-5"}).top, 0)

    def test_caller_decides_on_landscape(self):
        arguments = {"data-report-landscape": "True"}
        self.assertEqual(self.geometry(False, arguments).width, 210)
        self.assertEqual(self.geometry(True).width, 297)
        self.assertEqual(self.geometry(False, orientation="Landscape").width, 297)

    def test_sizes(self):
        self.assertEqual(self.geometry(format="Letter").width, 215.9)
        self.assertEqual(self.geometry(format=False).width, 210)
        custom = self.geometry(format="custom", page_width=62, page_height=100)
        self.assertEqual((custom.width, custom.height), (62, 100))
        self.assertEqual(self.geometry(format="custom", page_width=62).width, 210)

    def test_margins_only_grow(self):
        geometry = self.geometry(disable_shrinking=True)
        self.assertEqual(geometry.fit(0, 0), geometry)
        low = geometry.fit(20 / MM_PER_PX, 10 / MM_PER_PX)
        self.assertEqual((low.top, low.bottom), (40, 20))
        high = geometry.fit(50 / MM_PER_PX, 45 / MM_PER_PX)
        self.assertAlmostEqual(high.top, 10 + 50 + 2)
        self.assertAlmostEqual(high.bottom, 45)

    def test_room_is_left_for_the_document(self):
        geometry = self.geometry().fit(10000, 10000)
        self.assertAlmostEqual(geometry.top + geometry.bottom, 297 * 0.75)

    def test_content_too_wide_shrinks_the_page(self):
        geometry = self.geometry(margin_left=10, margin_right=10)
        self.assertIs(geometry.shrink(geometry.right_edge), geometry)
        left = 10 / geometry.zoom / MM_PER_PX
        wide = geometry.shrink(left + 1.5 * (geometry.right_edge - left))
        self.assertAlmostEqual(geometry.zoom / wide.zoom, 1.5)
        self.assertAlmostEqual(geometry.zoom / geometry.shrink(1e6).zoom, 1.6)
        fixed = self.geometry(disable_shrinking=True)
        self.assertIs(fixed.shrink(1e6), fixed)

    def test_viewport(self):
        self.assertEqual(self.geometry(disable_shrinking=True).viewport, 794)
        self.assertEqual(self.geometry().viewport, 992)

    def test_page_rule_is_in_css_lengths(self):
        rule = self.geometry().page_rule()
        self.assertIn("size:262.500mm 371.250mm", rule)
        self.assertIn("margin:50.000mm", rule)
        self.assertIn("padding:12.500mm 0 0", rule)
