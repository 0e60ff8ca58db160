"""The text of PDFs, page by page, read by PDFium: pypdf, which reads their structure, takes half a minute for it."""

from pathlib import Path

from pypdfium2 import PdfDocument

_SIGNS = str.maketrans({"\ufffe": "-", "\u200b": None})  # the hyphen that ends a line; where a line may end


def page_texts(pdf: Path | bytes) -> list[str]:
    """Return the text of each page."""
    with PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().translate(_SIGNS) for page in document]
