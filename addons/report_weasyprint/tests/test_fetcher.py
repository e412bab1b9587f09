# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import fetcher as module
from ..tools.fetcher import Refused, ReportFetcher, clean_svg, read_data_url
from .common import WeasyPrintCase, data_url, png


@tagged("post_install", "-at_install")
class TestFetcher(WeasyPrintCase):
    def setUp(self):
        super().setUp()
        self.fetcher = ReportFetcher(self.env(user=self.user), {"odoo.test:8069"})

    def test_everything_else_is_refused(self):
        for url in (
            "http://elsewhere.test/web/static/img/placeholder.png",
            "http://odoo.test/web/static/img/placeholder.png",  # another port
            "http://user@odoo.test:8069@elsewhere.test/web/static/img/placeholder.png",
            "https://elsewhere.test/",
            "file:///etc/hostname",
            "file://odoo.test:8069/web/static/img/placeholder.png",
            "ftp://odoo.test:8069/web/static/img/placeholder.png",
            "gopher://odoo.test:8069/",
            "http://odoo.test:8069/web/session/logout",
            "http://odoo.test:8069/report/pdf/base.report_irmodeloverview/1",
            "http://odoo.test:8069/",
            "http://odoo.test:8069/web/assets/1/web.assets_frontend.min.js",
            "/web/static/",
            "",
        ):
            with self.subTest(url=url), self.assertRaises(Refused):
                self.fetcher.fetch(url)

    def test_no_traversal_out_of_the_static_folder(self):
        for path in (
            "/web/static/../__manifest__.py",
            "/web/static/img/../../__manifest__.py",
            "/web/static/%2e%2e/__manifest__.py",
            "/web/static/..%2f__manifest__.py",
            "/web/static/..%5c__manifest__.py",
            "/web/static//etc/hostname",
            "/web/static/./img/placeholder.png",
            "/../static/x.png",
            "/web/static/img/placeholder.png%00.css",
        ):
            with self.subTest(path=path), self.assertRaises(Refused):
                self.fetcher.fetch(f"http://odoo.test:8069{path}")

    def test_own_address_is_read_in_process(self):
        for base in ("", "http://odoo.test:8069", "http://ODOO.test:8069"):
            response = self.fetcher.fetch(f"{base}/web/static/img/placeholder.png?x=1#y")
            self.assertEqual(response.content_type, "image/png")
            self.assertTrue(response.read().startswith(b"\x89PNG"))

    def test_fetching_parent_class_can_open_nothing(self):
        self.assertFalse(self.fetcher.handlers)
        self.assertFalse(self.fetcher.handle_open)

    def test_bundle_is_built_when_nobody_asked_for_it_yet(self):
        attachments = self.env["ir.attachment"].search([("url", "=like", "/web/assets/%report_assets_pdf%")])
        attachments.unlink()
        resource = self.fetcher.load("/web/assets/1/web.report_assets_pdf.min.css")
        self.assertEqual(resource.mimetype, "text/css")
        self.assertIn(b"margin", resource.body)
        with self.assertRaises(Refused):
            self.fetcher.load("/web/assets/1/nonsense.css")
        self.assertEqual(self.fetcher.load("/web/assets/1/web.none.min.css").body, b"")

    def test_logo(self):
        company = self.env.company
        company.logo = base64.b64encode(png(50, 20))
        for path in ("/logo", "/logo.png", f"/web/binary/company_logo?company={company.id}"):
            self.assertEqual(self.fetcher.load(path).body, base64.b64decode(company.logo_web), path)
        with self.assertRaises(Refused):
            self.fetcher.load("/logo?company=x")
        self.assertTrue(self.fetcher.load("/logo?company=999999").body.startswith(b"\x89PNG"))

    def test_barcode_value_is_decoded(self):
        model = self.registry["ir.actions.report"]
        with patch.object(model, "barcode", return_value=png(5, 5)) as barcode:
            self.fetcher.load("/report/barcode/QR/S%C3%A9curit%C3%A9%201+1/2?width=90")
            self.fetcher.load("/report/barcode/?barcode_type=QR&value=S%C3%A9curit%C3%A9+1%2B1/2&width=90")
        self.assertEqual(barcode.call_count, 2)
        for call in barcode.call_args_list:
            self.assertEqual(call.args, ("QR", "Sécurité 1+1/2"))
            self.assertEqual(call.kwargs, {"width": "90"})

    def test_malformed_requests(self):
        for path in (
            "/report/barcode",
            "/report/barcode/?barcode_type=QR",
            "/web/image?id=x",
            "/web/image?id=1&model=res.partner&field=image_128&width=x",
        ):
            with self.subTest(path=path), self.assertRaises(Refused):
                self.fetcher.fetch(path)

    def test_only_binary_fields_are_read(self):
        with self.assertRaises(UserError):
            self.fetcher.load(f"/web/content/res.partner/{self.partner.id}/name")
        with self.assertRaises(UserError):
            self.fetcher.load(f"/web/content/res.partner/{self.partner.id}/no_such_field")
        with self.assertRaises(UserError):
            self.fetcher.load("/web/content/no.such.model/1/raw")

    def test_field_groups_are_respected(self):
        field = self.env["res.partner"]._fields["image_1920"]
        self.partner.image_1920 = base64.b64encode(png(30, 30))
        url = f"/web/content/res.partner/{self.partner.id}/image_1920"
        self.assertTrue(self.fetcher.load(url).body)
        with patch.object(field, "groups", "base.group_system"), self.assertRaises(AccessError):
            self.fetcher.load(url)

    def test_link_attachments(self):
        create = self.env["ir.attachment"].create
        inside, outside, loop = create(
            [
                {"name": "a", "type": "url", "url": "/web/static/img/logo.png", "public": True},
                {"name": "b", "type": "url", "url": "http://elsewhere.test/", "public": True},
                {"name": "c", "type": "url", "url": "/", "public": True},
            ]
        )
        loop.url = f"/web/content/{loop.id}"
        self.assertEqual(self.fetcher.load(f"/web/image/{inside.id}").mimetype, "image/png")
        for attachment in (outside, loop):
            with self.assertRaises(Refused):
                self.fetcher.load(f"/web/image/{attachment.id}")

    def test_sizes_are_limited(self):
        with patch.object(module, "MAX_RESOURCE_BYTES", 100):
            for url in (
                "/web/static/img/placeholder.png",
                data_url(png(200, 200)),
                "data:text/plain," + "x" * 500,
            ):
                with self.assertRaises(Refused):
                    self.fetcher.load(url)
        attachment = self.env["ir.attachment"].create({"name": "big", "raw": b"x" * 500, "public": True})
        with patch.object(module, "MAX_RESOURCE_BYTES", 100), self.assertRaises(Refused):
            self.fetcher.load(f"/web/content/{attachment.id}")
        self.fetcher.remaining_bytes = 10
        with self.assertRaises(Refused):
            self.fetcher.load(data_url(png(20, 20)))

    def test_pixels_are_limited(self):
        image = data_url(png(10, 10))
        with patch.object(module, "MAX_IMAGE_PIXELS", 99), self.assertRaises(Refused):
            self.fetcher.load(image)
        # The imaging library warns first, then refuses; its warning must not reach the log.
        for limit in (99, 9):
            with (
                patch.object(module.Image, "MAX_IMAGE_PIXELS", limit),
                self.assertRaisesRegex(Refused, "too large"),
            ):
                self.fetcher.load(image)

    def test_data_urls(self):
        self.assertEqual(read_data_url("data:,a%20b").body, b"a b")
        self.assertEqual(read_data_url("data:text/css;charset=utf-8,p%7B%7D").mimetype, "text/css")
        self.assertEqual(read_data_url("data:image/png;base64,QU JD").body, b"ABC")
        with self.assertRaises(Refused):
            read_data_url("data:image/png;base64")

    def test_svg_is_cut_off_from_the_world(self):
        svg = clean_svg(
            b'<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
            b'<style>@import "/web/content/1";</style><style>rect {fill: red}</style>'
            b'<image xlink:href="/web/image/1"/><image href="file:///x"/>'
            b'<use href="#a"/><image href="data:image/png;base64,AA"/><g id="a">&f;</g></svg>'
        )
        for words in (b"@import", b"/web/image", b"file:///x"):
            self.assertNotIn(words, svg)
        for words in (b'"#a"', b"data:image/png;base64,AA", b"fill: red"):
            self.assertIn(words, svg)
        with self.assertRaises(Refused):
            clean_svg(b"<svg")

    def test_svg_is_recognised_whatever_it_is_called(self):
        svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="/web/image/1"/></svg>'
        for mimetype in ("image/svg+xml", "image/png", "text/plain", "application/octet-stream"):
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                with self.subTest(mimetype=mimetype, encoding=encoding):
                    resource = self.fetcher.load(data_url(svg.encode(encoding), mimetype))
                    self.assertEqual(resource.mimetype, "image/svg+xml")
                    self.assertNotIn(b"/web/image", resource.body)
        with self.assertRaises(Refused):
            self.fetcher.load(data_url(b"no image", "image/svg+xml"))
        self.assertEqual(self.fetcher.load(data_url(b"no image")).body, b"no image")

    def test_reader_keeps_only_own_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        report = self.env["ir.actions.report"].with_user(self.user).sudo()
        report = report.with_context(allowed_company_ids=[other.id, self.env.company.id])
        reader = report._weasyprint_reader()
        self.assertFalse(reader.env.su)
        self.assertEqual(reader.env.uid, self.user.id)
        self.assertEqual(reader.env.companies, self.env.company)
        superuser = self.env["ir.actions.report"]._weasyprint_reader()
        self.assertEqual(superuser.env.user, self.env.ref("base.public_user"))
        self.assertFalse(superuser.env.su)
