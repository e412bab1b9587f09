# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Put the documents of several records in one file that Odoo can take apart again."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject


def _add_split_marks(writer, first_pages):
    """Write the outline that core's ``_render_qweb_pdf_prepare_streams`` splits the file by.

    It follows the first level of /Outlines and looks each /Dest up in /Dests, where it wants the
    *number* of the first page of each record, as wkhtmltopdf wrote it.
    """
    outlines = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    outlines_ref = writer._add_object(outlines)
    destinations = DictionaryObject()
    items = []
    for number, page in enumerate(first_pages, start=1):
        name = NameObject(f"/document{number}")
        destinations[name] = ArrayObject([NumberObject(page), NameObject("/Fit")])
        item = DictionaryObject(
            {
                NameObject("/Title"): TextStringObject(str(number)),
                NameObject("/Parent"): outlines_ref,
                NameObject("/Dest"): name,
            }
        )
        items.append((item, writer._add_object(item)))
    for (item, reference), (following, following_ref) in zip(items, items[1:], strict=False):
        item[NameObject("/Next")] = following_ref
        following[NameObject("/Prev")] = reference
    outlines[NameObject("/First")] = items[0][1]
    outlines[NameObject("/Last")] = items[-1][1]
    outlines[NameObject("/Count")] = NumberObject(len(items))
    writer.root_object[NameObject("/Outlines")] = outlines_ref
    writer.root_object[NameObject("/Dests")] = writer._add_object(destinations)


def merge_documents(documents):
    """One PDF out of several.

    Each document keeps its own resources, so that a part cut out again holds nothing of the
    others.

    :param list documents: pairs (record key or None, PDF as bytes), in order. Neighbours with the
        same key are one record; a document without a key stands alone.
    :rtype: bytes
    """
    if len(documents) == 1:
        return documents[0][1]
    writer, first_pages, previous = PdfWriter(), [], None
    for key, content in documents:
        if key is None or key != previous:
            first_pages.append(len(writer.pages))
        previous = key
        writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
    _add_split_marks(writer, first_pages)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()
