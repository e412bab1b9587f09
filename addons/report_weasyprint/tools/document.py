# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the HTML that Odoo prepared for wkhtmltopdf to the PDF of one document."""

import re
from urllib.parse import urljoin

import lxml.html
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import MarginBox, TableBox, TextBox

from .styles import Sheet, parse_sheet

HEADER, FOOTER = "header", "footer"
CONTAINERS = {
    HEADER: "minimal_layout_report_headers",
    FOOTER: "minimal_layout_report_footers",
}
# Classes by which a header or footer asks for page numbers (wkhtmltopdf filled them by script).
COUNTERS = {"page": "page", "sitepage": "page", "topage": "pages", "sitepages": "pages"}

# Weaker than any style sheet of the report.
DEFAULTS = """
thead { display: table-header-group }
tr, img, svg { break-inside: avoid }
h1, h2, h3, h4, h5, h6 { break-after: avoid }
"""
# Undoes what only makes sense in a browser window; stronger than the report's style sheets.
PAGE_RULES = """
html { height: auto !important }
body { height: auto !important; margin: 0 !important; max-width: none !important;
       overflow: visible !important }
.o_weasyprint_header, .o_weasyprint_footer {
    box-sizing: border-box; width: 100%; max-width: none !important; margin: 0 !important;
    height: auto !important; overflow: visible !important }
.o_weasyprint_header { position: running(o_weasyprint_header) }
.o_weasyprint_footer { position: running(o_weasyprint_footer) }
.o_weasyprint_page::after { content: counter(page) }
.o_weasyprint_pages::after { content: counter(pages) }
"""
MEASURE_RULES = """
.o_weasyprint_header, .o_weasyprint_footer { position: static !important;
                                             display: flow-root !important }
.o_weasyprint_end { height: 0; margin: 0; padding: 0 }
"""
RX_SAFE_VALUE = re.compile(r"[\w#.%-]+")


def parse_html(text):
    """Tree of a page; ``huge_tree`` for the large images that reports carry in their text."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    # Core hands over an empty text for a document that it could not render.
    text = str(text).strip() or "<p></p>"
    return lxml.html.document_fromstring(text.encode(), parser=parser)


def _class_is(name):
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


class RunningParts:
    """All headers, or all footers, of a print: the n-th one belongs to the n-th document."""

    def __init__(self, kind, html):
        self.kind = kind
        self.parts, self.body_class, self.direction, self.tree = [], "", None, None
        if not html:
            return
        self.tree = parse_html(html)
        body = self.tree.find("body")
        self.body_class, self.direction = body.get("class", ""), body.get("dir")
        for container in self.tree.xpath("//*[@id=$id]", id=CONTAINERS[kind]):
            self.parts = [node for node in container if isinstance(node.tag, str)]

    def box(self, index):
        """The element to run on each page of a document, or None.

        It repeats the classes of the page it comes from: style sheets give them their padding.
        """
        if index >= len(self.parts):
            return None
        box = lxml.html.Element("div")
        box.set("class", f"{self.body_class} o_weasyprint_{self.kind}".strip())
        if self.direction:
            box.set("dir", self.direction)
        box.append(self.parts[index])
        for name, counter in COUNTERS.items():
            for node in box.xpath(f".//*[{_class_is(name)}]"):
                tail = node.tail
                node.clear(keep_tail=False)
                node.tail = tail
                node.set("class", f"{name} o_weasyprint_{counter}")
        return box


def presentation_rules(tree):
    """Rules for HTML attributes that set an appearance (``<img width="90">``).

    They come before the report's style sheets, which is the strength that browsers give them.
    """
    patterns = (
        ("width", "//img[@width]|//table[@width]|//td[@width]|//th[@width]|//col[@width]"),
        ("height", "//img[@height]|//table[@height]|//tr[@height]|//td[@height]|//th[@height]"),
        ("text-align", "//td[@align]|//th[@align]|//tr[@align]|//p[@align]|//div[@align]"),
        ("vertical-align", "//td[@valign]|//th[@valign]|//tr[@valign]"),
        ("background-color", "//td[@bgcolor]|//th[@bgcolor]|//tr[@bgcolor]|//table[@bgcolor]"),
    )
    attributes = {"text-align": "align", "vertical-align": "valign", "background-color": "bgcolor"}
    rules = {}
    for name, xpath in patterns:
        attribute = attributes.get(name, name)
        for node in tree.xpath(xpath):
            value = node.get(attribute).strip()
            if RX_SAFE_VALUE.fullmatch(value):
                css = f"{value}px" if re.fullmatch(r"[\d.]+", value) else value
                rules[f'{node.tag}[{attribute}="{value}"]'] = f"{name}:{css}"
    return "".join(f"{selector}{{{rule}}}" for selector, rule in rules.items())


def content_edge(pages):
    """How far right texts and tables reach on any of the pages, in CSS pixels.

    WeasyPrint has no public way to ask. Headers and footers do not count.
    """
    edge = 0.0
    for page in pages:
        for part in page._page_box.children:
            if isinstance(part, MarginBox):
                continue
            for box in part.descendants():
                if isinstance(box, TextBox | TableBox):
                    edge = max(edge, box.position_x + box.width)
    return edge


class ReportDocument:
    """One document of a print: its body, with its own header and footer.

    :param str body: page as prepared by core.
    :param dict running: :class:`RunningParts` by kind.
    :param int index: rank of the document in the print.
    :param str base_url: what relative links start from.
    """

    def __init__(self, body, running, index, base_url):
        self.tree = parse_html(body)
        self.boxes = {kind: parts.box(index) for kind, parts in running.items()}
        base = self.tree.find(".//base[@href]")
        self.base_url = urljoin(base_url, base.get("href")) if base is not None else base_url
        for script in self.tree.xpath("//script"):
            script.drop_tree()
        self._set_language()

    def _articles(self):
        return self.tree.xpath(f"//*[{_class_is('article')}][@data-oe-model][@data-oe-id]")

    @property
    def record_key(self):
        """(model, id) of the record printed, or None when the template does not tell."""
        for article in self._articles():
            return article.get("data-oe-model"), article.get("data-oe-id")
        return None

    def _set_language(self):
        """Tell the language, for hyphens and for who has the document read aloud."""
        for article in self.tree.xpath("//*[@data-oe-lang]"):
            self.tree.set("lang", article.get("data-oe-lang").replace("_", "-"))
            break

    def take_sheets(self, read, trees=()):
        """Remove the style sheets from the tree and return them, in order, without doubles.

        :param read: function from an absolute address to the text of a sheet, or None.
        :param trees: other trees whose sheets count too (those of header and footer).
        :return: pair (linked :class:`Sheet` list, list of the ``<style>`` elements' sheets).
        """
        linked, inline = {}, []
        for tree in (self.tree, *trees):
            for node in tree.xpath("//link[@rel='stylesheet'][@href]|//style"):
                if node.tag == "style":
                    inline.append(Sheet(self.base_url, node.text or ""))
                elif (url := urljoin(self.base_url, node.get("href"))) not in linked:
                    linked[url] = read(url)
        for node in self.tree.xpath("//link|//style"):
            node.drop_tree()
        sheets = [Sheet(url, text) for url, text in linked.items() if text]
        return sheets, inline

    def _page(self, content, text=None):
        """The document's page with only ``text`` and the elements of ``content`` in it."""
        page = lxml.html.Element("html")
        for name, value in self.tree.attrib.items():
            page.set(name, value)
        body = lxml.html.Element("body")
        for name, value in self.tree.find("body").attrib.items():
            body.set(name, value)
        page.append(body)
        body.text = text
        body.extend(content)
        return lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")

    def running_text(self):
        """Header and footer as a page to measure; the same text always has the same height."""
        content = []
        for kind, box in self.boxes.items():
            if box is not None:
                end = lxml.html.Element("div", id=f"o_weasyprint_{kind}_end")
                end.set("class", "o_weasyprint_end")
                content += [parse_fragment(box), end]
        return self._page(content) if content else ""

    def text(self):
        """The whole document as text. To be called once: it takes the tree to pieces."""
        boxes = [box for box in self.boxes.values() if box is not None]
        body = self.tree.find("body")
        return self._page(boxes + list(body), body.text)


def parse_fragment(node):
    """A copy of an element."""
    return lxml.html.fragment_fromstring(lxml.html.tostring(node, encoding="unicode"))


class Renderer:
    """Lays documents out on the paper of one print.

    :param PageGeometry geometry: paper, before header and footer are known.
    :param ReportFetcher fetcher: what the documents may read.
    :param ParsedStyle style: the linked style sheets.
    :param list inline: sheets of the ``<style>`` elements, in order.
    """

    def __init__(self, geometry, fetcher, style, inline):
        self.geometry, self.fetcher, self.style, self.inline = geometry, fetcher, style, inline
        self.images = {}

    def _render(self, text, base_url, extra_rules):
        viewport = self.geometry.viewport
        own = [presentation_rules(parse_html(text)), DEFAULTS]
        sheets = [self._parse(rules, base_url) for rules in own]
        sheets += self.style.sheets
        sheets += [parse_sheet(sheet, viewport, self.fetcher, self.style.fonts) for sheet in self.inline]
        rules = PAGE_RULES + extra_rules
        if self.geometry.header_line:
            rules += ".o_weasyprint_header { border-bottom: 1px solid }"
        sheets.append(self._parse(rules, base_url))
        page = HTML(string=text, base_url=base_url, url_fetcher=self.fetcher)
        return page.render(stylesheets=sheets, font_config=self.style.fonts, cache=self.images)

    def _parse(self, rules, base_url):
        return parse_sheet(Sheet(base_url, rules), self.geometry.viewport, self.fetcher, self.style.fonts)

    def measure(self, document):
        """Heights of header and footer in CSS pixels, 0 for one that is missing."""
        text = document.running_text()
        if not text:
            return 0.0, 0.0
        rules = MEASURE_RULES + self.geometry.measure_rule()
        page = self._render(text, document.base_url, rules).pages[0]
        ends = [page.anchors.get(f"o_weasyprint_{kind}_end", (0.0, None))[1] for kind in document.boxes]
        header_end, footer_end = ends
        header = header_end or 0.0
        return header, max((footer_end or header) - header, 0.0)

    def to_pdf(self, document, heights):
        """The document as PDF.

        :param tuple heights: result of :meth:`measure`.
        :rtype: bytes
        """
        text = document.text()
        geometry = self.geometry.fit(*heights)
        rendered = self._render(text, document.base_url, geometry.page_rule())
        smaller = self.geometry.shrink(content_edge(rendered.pages))
        if smaller is not self.geometry:
            geometry = smaller.fit(*heights)
            rendered = self._render(text, document.base_url, geometry.page_rule())
        return rendered.write_pdf(zoom=geometry.zoom)
