# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sheet of paper: size, margins and scale of a report, from its paper format."""

from dataclasses import dataclass, replace

from odoo.addons.base.models.report_paperformat import PAPER_SIZES

MM_PER_PX = 25.4 / 96
# Reports are drawn for wkhtmltopdf, which lays a page out 1.25 times as wide as the paper and then
# shrinks it ("smart shrinking"). Without the same scale every text would be a quarter too large.
SMART_SHRINKING = 1.25
# How much smaller than that a page too wide for the paper may become (it stops at 2.0 in all).
MAX_EXTRA_SHRINKING = 2.0 / SMART_SHRINKING
REFERENCE_DPI = 96
DEFAULT_SIZE = (210.0, 297.0)
# Share of the height that header and footer may take together; the rest is for the document.
MAX_MARGIN_SHARE = 0.75
HEADER_GAP = 2.0  # mm between a header that needed more room and the document


def _number(value, default):
    """``value`` as a float not below zero, or ``default`` when it is no number."""
    try:
        return max(float(value), 0.0)
    except (TypeError, ValueError):
        return default


def paper_size(paperformat, landscape):
    """Width and height in mm; ``landscape`` forces the long side across."""
    width, height = DEFAULT_SIZE
    if paperformat.format == "custom":
        if paperformat.page_width and paperformat.page_height:
            width, height = float(paperformat.page_width), float(paperformat.page_height)
    elif paperformat.format:
        size = next(size for size in PAPER_SIZES if size["key"] == paperformat.format)
        width, height = float(size["width"]), float(size["height"])
    if landscape or paperformat.orientation == "Landscape":
        width, height = height, width
    return width, height


@dataclass(frozen=True)
class PageGeometry:
    """All lengths are millimetres on paper; ``zoom`` is paper length / CSS length."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    header_offset: float  # from the top edge of the paper to the header
    header_line: bool
    zoom: float
    can_shrink: bool

    @classmethod
    def from_paperformat(cls, paperformat, landscape=None, arguments=None):
        """Geometry of a ``report.paperformat``.

        :param landscape: None when the caller has no opinion; a template may then ask for it.
        :param dict arguments: ``data-report-*`` attributes of the template, which come first.
        """
        arguments = arguments or {}
        if landscape is None:
            landscape = arguments.get("data-report-landscape")
        width, height = paper_size(paperformat, landscape)
        top = _number(arguments.get("data-report-margin-top"), paperformat.margin_top)
        spacing = _number(arguments.get("data-report-header-spacing"), float(paperformat.header_spacing))
        dpi = _number(arguments.get("data-report-dpi"), 0.0) or paperformat.dpi or REFERENCE_DPI
        shrinking = 1.0 if paperformat.disable_shrinking else SMART_SHRINKING
        return cls(
            width=width,
            height=height,
            top=top,
            right=paperformat.margin_right,
            bottom=_number(arguments.get("data-report-margin-bottom"), paperformat.margin_bottom),
            left=paperformat.margin_left,
            header_offset=max(top - spacing, 0.0),
            header_line=paperformat.header_line,
            zoom=REFERENCE_DPI / dpi / shrinking,
            can_shrink=not paperformat.disable_shrinking,
        )

    @property
    def viewport(self):
        """Width in CSS pixels that responsive rules (``@media (min-width: ...)``) see."""
        return round(self.width / self.zoom / MM_PER_PX)

    def css_mm(self, length):
        """A length on paper as a CSS length before zooming."""
        return f"{length / self.zoom:.3f}mm"

    @property
    def right_edge(self):
        """Where the document's part of the page ends, in CSS pixels from the left edge."""
        return (self.width - self.right) / self.zoom / MM_PER_PX

    def shrink(self, content_edge):
        """Geometry small enough for content that reaches ``content_edge`` (CSS pixels).

        The same geometry when it fits, or when the paper format forbids shrinking.
        """
        left = self.left / self.zoom / MM_PER_PX
        ratio = (content_edge - left) / max(self.right_edge - left, 1.0)
        if not self.can_shrink or content_edge <= self.right_edge + 1:
            return self
        return replace(self, zoom=self.zoom / min(ratio, MAX_EXTRA_SHRINKING))

    def fit(self, header_px, footer_px):
        """Geometry whose margins hold a header and a footer of these heights (CSS pixels).

        Margins only grow. A header and a footer that together would leave too little of the page
        are cut to :data:`MAX_MARGIN_SHARE`, so that any document can still be printed.
        """
        top, bottom = self.top, self.bottom
        if header_px:
            header_end = self.header_offset + header_px * MM_PER_PX * self.zoom
            if header_end > top:
                top = header_end + HEADER_GAP
        if footer_px:
            bottom = max(bottom, footer_px * MM_PER_PX * self.zoom)
        excess = (top + bottom) / (self.height * MAX_MARGIN_SHARE)
        if excess > 1:
            top, bottom = top / excess, bottom / excess
        return replace(self, top=top, bottom=bottom)

    def page_rule(self):
        """The ``@page`` rule: size, margins, and where header and footer stand."""
        size = f"{self.css_mm(self.width)} {self.css_mm(self.height)}"
        margins = " ".join(self.css_mm(length) for length in (self.top, self.right, self.bottom, self.left))
        offset = self.css_mm(self.header_offset)
        return (
            f"@page{{size:{size};margin:{margins};"
            "@top-center{content:element(o_weasyprint_header);width:100%;"
            f"vertical-align:top;padding:{offset} 0 0}}"
            "@bottom-center{content:element(o_weasyprint_footer);width:100%;"
            "vertical-align:top;padding:0}}"
        )

    def measure_rule(self):
        """An endless page as wide as the real one, to see how tall header and footer are."""
        return (
            f"@page{{size:{self.css_mm(self.width)} 50000mm;"
            f"margin:0 {self.css_mm(self.right)} 0 {self.css_mm(self.left)}}}"
        )
