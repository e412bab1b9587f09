# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common import WeasyPrintCase, data_url, png

SIZE = (37, 23)


class Listener(HTTPServer):
    """A local web server that remembers what it was asked for."""

    def __init__(self):
        hits = self.hits = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                hits.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(png(*SIZE))

            def log_message(self, *args):
                """Nothing on the console."""

        super().__init__(("127.0.0.1", 0), Handler)


@tagged("post_install", "-at_install")
class TestAddresses(WeasyPrintCase):
    """What a printed document may show, and what it must never reach."""

    def test_outside_addresses_are_refused(self):
        server = Listener()
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base = f"http://127.0.0.1:{server.server_port}"
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="10" height="10"><image xlink:href="{base}/svg.png" width="9" height="9"/>'
            f'<style>@import "{base}/svg.css";</style></svg>'
        )
        self.set_plain(
            f"""<link rel="stylesheet" href="{base}/sheet.css"/>
            <style>@import "{base}/import.css"; @font-face {{ font-family: Spy;
            src: url({base}/font.woff) }} p {{ font-family: Spy }}</style>
            <img src="{base}/image.png" alt="Refused image"/>
            <img src="//127.0.0.1:{server.server_port}/relative.png"/>
            <img src="ftp://127.0.0.1:{server.server_port}/ftp.png"/>
            <img src="file:///etc/hostname" alt="Refused file"/>
            <img src="{data_url(svg.encode(), "image/svg+xml")}"/>
            <object data="{base}/object.png"/><embed src="{base}/embed.png"/>
            <link rel="attachment" href="{base}/attachment"/>
            <a rel="attachment" href="file:///etc/hostname">File</a>
            <p style="background: url({base}/background.png)">The document goes on</p>""",
            header=f'<img src="{base}/header.png"/>',
        )
        with patch.object(socket.socket, "connect") as connect:
            pdf = self.print_report()
        connect.assert_not_called()
        self.assertEqual(server.hits, [])
        text = self.texts(pdf)[0]
        for words in ("Refused image", "Refused file", "The document goes on"):
            self.assertIn(words, text)
        self.assertFalse(self.image_sizes(pdf))
        self.assertFalse(self.open_pdf(pdf).attachments)

    def test_data_url(self):
        self.set_body(f'<img src="{data_url(png(*SIZE))}"/>')
        self.assertIn(SIZE, self.image_sizes(self.print_report()))

    def test_image_width_attribute(self):
        def gap(width):
            image = f'<img src="{data_url(png(10, 10))}" width="{width}"/>'
            self.set_plain(f"<p>Above</p>{image}<p>Below</p>")
            page = self.open_pdf(self.print_report()).pages[0]
            below, above = (self.distance_from_top(page, word) for word in ("Below", "Above"))
            return below - above

        self.assertAlmostEqual(gap(300) - gap(100), 200 / 1.25 * 25.4 / 96, delta=0.5)

    def test_barcodes(self):
        self.set_body(
            """<img src="/report/barcode/QR/S%C3%A9curit%C3%A9?width=70&amp;height=70"/>
            <img src="/report/barcode/?barcode_type=auto&amp;value=A&amp;width=321&amp;height=45"/>
            <img src="/report/barcode/Code128/A/B?width=222&amp;height=33"/>
            <img src="/report/barcode/QR/x?width=99999&amp;height=99999" alt="Oversize"/>"""
        )
        pdf = self.print_report()
        self.assertLessEqual({(70, 70), (321, 45), (222, 33)}, self.image_sizes(pdf))
        self.assertIn("Oversize", self.texts(pdf)[0])

    def test_static_file(self):
        self.set_body(
            """<img src="/web/static/img/placeholder.png"/>
            <img src="/web/static/../__manifest__.py" alt="Refused one"/>
            <img src="/web/static/%2e%2e/%2e%2e/base/static/img/avatar_grey.png" alt="Refused two"/>
            <img src="/web/static/img/none.png" alt="Missing"/>"""
        )
        pdf = self.print_report()
        self.assertEqual(len(self.image_sizes(pdf) - self.logo_sizes()), 1)
        for words in ("Refused one", "Refused two", "Missing"):
            self.assertIn(words, self.texts(pdf)[0])

    def logo_sizes(self):
        """Images of a document with an empty body."""
        body = self.view.arch
        self.set_body("<p/>")
        sizes = self.image_sizes(self.print_report())
        self.view.arch = body
        return sizes

    def attachment_of(self, user, **values):
        return self.env["ir.attachment"].with_user(user).create({"name": "image.png", "raw": png(*SIZE), **values})

    def test_image_by_the_reader_s_rights(self):
        other = new_test_user(self.env, "weasyprint_other", groups="base.group_user")
        attachment = self.attachment_of(other)
        for route in ("/web/image/%s", "/web/image/ir.attachment/%s/raw", "/web/image?id=%s"):
            with self.subTest(route=route):
                self.set_body(f'<img src="{route % attachment.id}"/>')
                self.assertIn(SIZE, self.image_sizes(self.print_report(user=other)))
                refused = self.image_sizes(self.print_report(user=self.user))
                self.assertNotIn(SIZE, refused)
                self.assertTrue(refused - self.logo_sizes(), "a placeholder is drawn")

    def test_file_by_the_reader_s_rights(self):
        other = new_test_user(self.env, "weasyprint_other", groups="base.group_user")
        attachment = self.attachment_of(other)
        self.set_body(f'<img src="/web/content/{attachment.id}" alt="Not for you"/>')
        self.assertIn(SIZE, self.image_sizes(self.print_report(user=other)))
        pdf = self.print_report(user=self.user)
        self.assertNotIn(SIZE, self.image_sizes(pdf))
        self.assertIn("Not for you", self.texts(pdf)[0])

    def test_access_token_opens_an_image(self):
        other = new_test_user(self.env, "weasyprint_other", groups="base.group_user")
        attachment = self.attachment_of(other)
        token = attachment.generate_access_token()[0]
        self.set_body(f'<img src="/web/image/{attachment.id}?access_token={token}"/>')
        self.assertIn(SIZE, self.image_sizes(self.print_report(user=self.user)))
        self.set_body(f'<img src="/web/image/{attachment.id}?access_token=wrong"/>')
        self.assertNotIn(SIZE, self.image_sizes(self.print_report(user=self.user)))

    def test_sudo_does_not_open_images(self):
        """The portal renders reports with sudo; the visitor's rights still decide on images."""
        other = new_test_user(self.env, "weasyprint_other", groups="base.group_user")
        attachment = self.attachment_of(other)
        self.set_body(f'<img src="/web/image/{attachment.id}"/>')
        report = self.env["ir.actions.report"].with_user(self.user).sudo()
        report = report.with_context(force_report_rendering=True)
        pdf, _kind = report._render_qweb_pdf(self.report.id, self.partner.ids)
        self.assertNotIn(SIZE, self.image_sizes(pdf))

    def test_system_user_sees_what_the_public_sees(self):
        private = self.attachment_of(self.user)
        public = self.attachment_of(self.env.user, raw=png(41, 17), public=True)
        self.set_body(f'<img src="/web/image/{private.id}"/><img src="/web/image/{public.id}"/>')
        sizes = self.image_sizes(self.print_report())
        self.assertNotIn(SIZE, sizes)
        self.assertIn((41, 17), sizes)

    def test_record_s_image_and_size(self):
        self.partner.image_1920 = base64.b64encode(png(600, 300))
        self.set_body(
            """<img t-att-src="'/web/image/res.partner/%s/image_1920' % o.id"/>
            <img t-att-src="'/web/image/res.partner/%s/image_1920/90x90' % o.id"/>"""
        )
        self.assertLessEqual({(600, 300), (90, 45)}, self.image_sizes(self.print_report(user=self.user)))

    def test_enormous_image_is_refused(self):
        self.set_body(f'<img src="{data_url(png(9000, 9000))}" alt="Oversize"/>')
        self.assertIn("Oversize", self.texts(self.print_report())[0])
