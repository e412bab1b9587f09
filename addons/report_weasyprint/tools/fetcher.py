# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Read what a report refers to, inside Odoo, with the reader's rights, and nothing else.

A report may hold text written by anybody (a comment, an e-mail), so each address in it is hostile
until proven otherwise: only the routes below are answered, no socket or local file is ever opened.
"""

import base64
import io
import logging
import mimetypes
import posixpath
import re
import ssl
import warnings
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

import psycopg2
from lxml import etree
from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from odoo import SUPERUSER_ID
from odoo.exceptions import MissingError, UserError
from odoo.tools import file_open, str2bool
from odoo.tools.image import image_guess_size_from_field_name, image_process
from odoo.tools.mimetypes import guess_mimetype

_logger = logging.getLogger(__name__)

MAX_RESOURCE_BYTES = 25 * 1024 * 1024
MAX_TOTAL_BYTES = 250 * 1024 * 1024  # of one document
MAX_IMAGE_PIXELS = 50_000_000
MAX_REDIRECTIONS = 3
PLACEHOLDER = "web/static/img/placeholder.png"
SVG_LINKS = ("href", "{http://www.w3.org/1999/xlink}href", "src")

_IMAGE_SOURCES = ("<string:xmlid>", "<string:model>/<int:id>/<string:field>", "<int:id>")
_IMAGE_SUFFIXES = (
    "",
    "/<string:filename>",
    "/<int:width>x<int:height>",
    "/<int:width>x<int:height>/<string:filename>",
)


def _rules():
    yield Rule("/<string:module>/static/<path:resource>", endpoint="static")
    yield Rule("/web/assets/<string:unique>/<string:filename>", endpoint="assets")
    yield Rule("/report/barcode", endpoint="barcode")
    yield Rule("/report/barcode/<barcode_type>/<path:value>", endpoint="barcode")
    for path in ("/logo", "/logo.png", "/web/binary/company_logo"):
        yield Rule(path, endpoint="logo")
    yield Rule("/web/image", endpoint="image")
    yield Rule("/web/content", endpoint="content")
    for source in (*_IMAGE_SOURCES, "<int:id>-<string:unique>"):
        for suffix in _IMAGE_SUFFIXES:
            yield Rule(f"/web/image/{source}{suffix}", endpoint="image")
    for source in _IMAGE_SOURCES:
        for suffix in _IMAGE_SUFFIXES[:2]:
            yield Rule(f"/web/content/{source}{suffix}", endpoint="content")


ROUTES = Map(list(_rules()), strict_slashes=False, merge_slashes=False)


class Refused(ValueError):
    """An address that a report may not read. WeasyPrint then draws the alternative text."""


class Resource(NamedTuple):
    """Content of an address and its media type."""

    body: bytes
    mimetype: str


def _integer(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused(f"not a number: {value!r}") from None


def clean_svg(body):
    """An SVG image that refers to nothing outside itself, as in a browser's ``<img>``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(f"unreadable SVG image: {error}") from None
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            continue
        if etree.QName(node).localname == "style" and "@import" in (node.text or "").lower():
            node.text = ""
        for name in SVG_LINKS:
            link = node.get(name, "#").strip()
            if not link.startswith(("#", "data:image/")):
                del node.attrib[name]
    return etree.tostring(root)


def check_image(resource):
    """Return the resource, its SVG cleaned; refuse an image too large to be decoded safely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(resource.body)) as image:
                width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("image too large") from None
    except Exception:  # no raster image: SVG, or a font or style sheet, which need no check
        return _check_vector(resource)
    if width * height > MAX_IMAGE_PIXELS:
        raise Refused(f"image of {width} x {height} pixels is too large")
    return resource


def _check_vector(resource):
    # WeasyPrint tries to draw any content as SVG, whatever media type it is said to have.
    if resource.mimetype == "text/css":
        return resource
    try:
        return Resource(clean_svg(resource.body), "image/svg+xml")
    except Refused:
        if resource.mimetype == "image/svg+xml":
            raise
        return resource


def _first_line(error):
    return str(error).partition("\n")[0]


def read_data_url(url):
    """Content of a ``data:`` address."""
    header, comma, payload = url[len("data:") :].partition(",")
    if not comma:
        raise Refused("malformed data address")
    if len(payload) > MAX_RESOURCE_BYTES * 1.4:
        raise Refused("data address too large")
    parts = [part.strip() for part in header.split(";")]
    body = unquote_to_bytes(payload)
    if parts[-1].lower() == "base64":
        try:
            body = base64.b64decode(re.sub(rb"\s+", b"", body) + b"==")
        except ValueError as error:
            raise Refused(f"malformed data address: {error}") from None
    return Resource(body, parts[0].lower() or "text/plain")


class ReportFetcher(URLFetcher):
    """Answers WeasyPrint's requests out of the database and the addons' static folders.

    :param env: environment of the *reader*: never a superuser one (see
        ``ir.actions.report._weasyprint_reader``).
    :param set hosts: network locations ("host:port") that mean this server.
    :param int log_level: how loud a refusal is told.
    """

    def __init__(self, env, hosts=(), log_level=logging.INFO):
        # An empty TLS context: the default one loads all certificates, for nothing.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().__init__(ssl_context=context, allowed_protocols=(), allow_redirects=False)
        # Belt and braces: without handlers the parent class cannot open any address.
        self.handlers.clear()
        self.handle_open.clear()
        self.env = env
        self.log_level = log_level
        self.hosts = frozenset(host.lower() for host in hosts if host)
        self.remaining_bytes = MAX_TOTAL_BYTES

    def fetch(self, url, headers=None):
        """WeasyPrint's hook.

        :raises Refused: the address is not answered; WeasyPrint goes on without it.
        :raises FatalURLFetchingError: the database failed; rendering must stop.
        """
        try:
            resource = self.load(url)
        except psycopg2.Error as error:
            # Swallowed by WeasyPrint, it would hide that the transaction is lost.
            raise FatalURLFetchingError(str(error)) from error
        except (Refused, OSError, UserError, HTTPException) as error:
            _logger.log(self.log_level, "Left out of the PDF: %.100s (%s)", url, _first_line(error))
            raise Refused(str(error)) from error
        return URLFetcherResponse(url, resource.body, {"Content-Type": resource.mimetype})

    def load(self, url):
        """Content of ``url`` as a :class:`Resource`, within the limits of size.

        :raises Refused: outside address, unknown route, or too large.
        """
        if url[:5].lower() == "data:":
            resource = read_data_url(url)
        else:
            resource = self._read_local(url)
        if len(resource.body) > min(MAX_RESOURCE_BYTES, self.remaining_bytes):
            raise Refused(f"{len(resource.body)} bytes are too much")
        self.remaining_bytes -= len(resource.body)
        return check_image(resource)

    # ------------------------------------------------------------------ routes

    def _read_local(self, url, redirections=0):
        parts = urlsplit(url)
        is_local = not parts.netloc or parts.netloc.lower() in self.hosts
        if parts.scheme not in ("", "http", "https") or not is_local:
            raise Refused("outside address")
        try:
            endpoint, values = ROUTES.bind("localhost").match(unquote(parts.path))
        except HTTPException:
            raise Refused("no such address in a report") from None
        values = {**dict(parse_qsl(parts.query)), **values}
        if endpoint in ("image", "content"):
            return self._read_record(values, endpoint == "image", redirections)
        return getattr(self, f"_read_{endpoint}")(values)

    def _read_static(self, values):
        path = f"{values['module']}/static/{values['resource']}"
        if not re.fullmatch(r"\w+", values["module"]) or "\\" in path or "\0" in path:
            raise Refused("malformed path")
        if posixpath.normpath(path) != path:
            raise Refused("path out of the static folder")
        with file_open(path, "rb") as file:
            body = file.read(MAX_RESOURCE_BYTES + 1)
        return Resource(body, mimetypes.guess_type(path)[0] or "application/octet-stream")

    def _read_assets(self, values):
        """A bundle of assets: public, as in core's controller, which anybody may read."""
        filename, unique = values["filename"], values["unique"]
        if not filename.endswith(".css"):
            raise Refused("only style sheets are used in a PDF")
        url = self.env["ir.asset"]._get_asset_bundle_url(filename, unique, {})
        attachment = (
            self.env["ir.attachment"]
            .sudo()  # bundles are public, but not readable as records by everybody
            .search(
                [
                    ("public", "=", True),
                    ("url", "=", url),
                    ("res_model", "=", "ir.ui.view"),
                    ("res_id", "=", 0),
                    ("create_uid", "=", SUPERUSER_ID),
                ],
                limit=1,
            )
        )
        return Resource(attachment.raw or self._build_bundle(filename), "text/css")

    def _build_bundle(self, filename):
        """Compile a bundle that no page has asked for yet, and keep it for the next reader."""
        try:
            name, rtl, _type, autoprefix = self.env["ir.asset"]._parse_bundle_name(filename, False)
        except ValueError as error:
            raise Refused(str(error)) from None
        bundle = self.env["ir.qweb"]._get_asset_bundle(name, css=True, js=False, rtl=rtl, autoprefix=autoprefix)
        if not bundle.stylesheets:
            return b""
        if self.env.cr.readonly:
            # The route of a report may have a read-only cursor: compile, but keep nothing.
            bundle.save_attachment = lambda extension, content: content
            result = bundle.css()
            if isinstance(result, str):
                return result.encode()
            return result.sudo().raw  # saved meanwhile; public, but a record of the superuser
        return bundle.css().sudo().raw  # public, but the record belongs to the superuser

    def _read_barcode(self, values):
        kind, value = values.pop("barcode_type", None), values.pop("value", None)
        if not kind or not value:
            raise Refused("barcode without a type or a value")
        try:
            body = self.env["ir.actions.report"].barcode(kind, value, **values)
        except (ValueError, AttributeError, KeyError) as error:
            raise Refused(f"barcode: {error}") from None
        return Resource(body, "image/png")

    def _read_logo(self, values):
        company = self.env.company
        if values.get("company"):
            company = company.browse(_integer(values["company"])).exists()
        # Core shows any company's logo to anybody at this address.
        logo = company.sudo().logo_web
        if not logo:
            return self._read_static({"module": "web", "resource": "img/nologo.png"})
        body = base64.b64decode(logo)
        return Resource(body, guess_mimetype(body, default="image/png"))

    # ------------------------------------------------------------------ records

    def _read_record(self, values, is_image, redirections):
        """Content of a binary field, if the reader may see it; else a placeholder image."""
        try:
            resource = self._read_field(values, redirections)
        except UserError as error:
            if not is_image:
                raise
            _logger.info("Image replaced by a placeholder: %s", _first_line(error))
            resource = self._placeholder()
        if not is_image:
            return resource
        if not resource.body:
            resource = self._placeholder()
        if not resource.mimetype.startswith("image/"):
            raise Refused("not an image")
        return self._resize(resource, values)

    def _read_field(self, values, redirections):
        field_name = values.get("field") or "raw"
        record_id = values.get("id")
        record = self.env["ir.binary"]._find_record(
            values.get("xmlid"),
            values.get("model") or "ir.attachment",
            None if record_id is None else _integer(record_id),
            values.get("access_token"),
            field=field_name,
        )
        field = record._fields.get(field_name)
        if field is None or field.type != "binary":
            raise MissingError(self.env._("There is no file in the field “%s”.", field_name))
        record._check_field_access(field, "read")
        if record._name == "ir.attachment" and field_name in ("raw", "datas", "db_datas"):
            return self._read_attachment(record, redirections)
        body = base64.b64decode(record.with_context(bin_size=False)[field_name] or b"")
        return Resource(body, guess_mimetype(body))

    def _read_attachment(self, attachment, redirections):
        if attachment.type == "url":
            # Never followed outside: a link is read again by the same rules.
            if redirections >= MAX_REDIRECTIONS:
                raise Refused("too many redirections")
            return self._read_local(attachment.url or "", redirections + 1)
        if attachment.file_size > MAX_RESOURCE_BYTES:
            raise Refused(f"{attachment.file_size} bytes are too much")
        return Resource(attachment.raw or b"", attachment.mimetype or "application/octet-stream")

    def _placeholder(self):
        with file_open(PLACEHOLDER, "rb") as file:
            return Resource(file.read(), "image/png")

    def _resize(self, resource, values):
        width, height = _integer(values.get("width", 0)), _integer(values.get("height", 0))
        if (width, height) == (0, 0):
            width, height = image_guess_size_from_field_name(values.get("field") or "raw")
        crop = values.get("crop")
        if not (width or height or crop) or resource.mimetype.startswith("image/svg"):
            return resource
        check_image(resource)
        if crop not in ("top", "bottom", "center"):
            crop = "center" if crop and str2bool(crop, False) else False
        body = image_process(resource.body, size=(width, height), crop=crop)
        return Resource(body, resource.mimetype)
