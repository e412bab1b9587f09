# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..tools import styles
from ..tools.fetcher import ReportFetcher
from .common import WeasyPrintCase


@tagged("post_install", "-at_install")
class TestCache(WeasyPrintCase):
    def setUp(self):
        super().setUp()
        styles.POOL.clear()
        self.addCleanup(styles.POOL.clear)

    def parsed_bundles(self, *prints):
        """Addresses of the bundles parsed during the calls, in order."""
        with patch.object(styles, "parse_sheet", wraps=styles.parse_sheet) as spy:
            for function in prints:
                function()
        sheets = [call.args[0] for call in spy.call_args_list]
        return [sheet.url for sheet in sheets if "report_assets_common" in sheet.url]

    def test_bundle_is_parsed_once(self):
        self.assertEqual(len(self.parsed_bundles(self.print_report, self.print_report)), 1)

    def test_bundle_is_parsed_once_for_several_documents(self):
        self.assertEqual(len(self.parsed_bundles(lambda: self.print_report(self.partners))), 1)

    def test_users_share_the_bundle(self):
        other = lambda: self.print_report(user=self.user)  # noqa: E731
        self.assertEqual(len(self.parsed_bundles(self.print_report, other)), 1)

    def test_changed_bundle_is_parsed_again(self):
        self.set_body('<p class="text-center">Body</p>')

        def change():
            attachments = self.env["ir.attachment"].search([("url", "=like", "/web/assets/%report_assets_common%.css")])
            self.assertTrue(attachments)
            for attachment in attachments:
                attachment.raw += b"\n.text-center { display: none }"

        self.assertEqual(len(self.parsed_bundles(self.print_report, change, self.print_report)), 2)
        self.assertNotIn("Body", self.texts(self.print_report())[0])

    def test_broken_style_is_not_lent_again(self):
        fetcher = ReportFetcher(self.env(user=self.user))
        sheets = [styles.Sheet("http://x/report_assets_common", "p { color: red }")]
        with self.assertRaises(ZeroDivisionError), styles.POOL.lend("db", sheets, 800, fetcher):
            raise ZeroDivisionError
        with patch.object(styles, "parse_sheet") as parse:
            with styles.POOL.lend("db", sheets, 800, fetcher):
                pass
            with styles.POOL.lend("db", sheets, 800, fetcher):
                pass
            with styles.POOL.lend("other db", sheets, 800, fetcher):
                pass
        self.assertEqual(parse.call_count, 2)

    def test_one_style_is_never_lent_twice_at_once(self):
        fetcher = ReportFetcher(self.env(user=self.user))
        with styles.POOL.lend("db", [], 800, fetcher) as first:
            with styles.POOL.lend("db", [], 800, fetcher) as second:
                self.assertIsNot(first, second)
                self.assertIsNot(first.fonts, second.fonts)
        with styles.POOL.lend("db", [], 800, fetcher) as again:
            self.assertIn(again, (first, second))

    def test_the_pool_is_bounded(self):
        fetcher = ReportFetcher(self.env(user=self.user))
        for width in range(styles.MAX_KEPT_KEYS + 3):
            with styles.POOL.lend("db", [], width, fetcher):
                pass
        self.assertEqual(len(styles.POOL._free), styles.MAX_KEPT_KEYS)

    def test_media_queries(self):
        cases = {
            "(min-width: 768px)": "all",
            "(min-width:1200px)": "speech",
            "screen and (max-width: 899.98px)": "speech",
            "only screen and (max-width: 60em)": "all",
            "print": "print",
            "not print": "speech",
            "(prefers-reduced-motion: reduce)": "speech",
            "print, (min-width: 9999px)": "print",
            "(min-width: 576px) and (max-width: 1000px)": "all",
        }
        for query, media in cases.items():
            with self.subTest(query=query):
                text = styles.resolve_media(f"a{{}}@media {query}{{b{{c:d}}}}", 900)
                self.assertEqual(text, f"a{{}}@media {media}{{b{{c:d}}}}")
