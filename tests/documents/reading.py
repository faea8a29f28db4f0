"""Reads PDFs back with libraries other than the one that wrote them."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pikepdf
import pypdf

POUNDS = re.compile(r"([−-]?)£([0-9,]+\.[0-9]{2})")
ACTIVE = {
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/EF",
    "/JavaScript",
    "/JS",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/RichMedia",
    "/XFA",
}


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """The text of all pages, spaces made ordinary."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u00a0", " ")


def one_line(pdf: bytes) -> str:
    return " ".join(text(pdf).split())


def amounts(words: str) -> list[Decimal]:
    """All pounds in a text, in its order, with their signs."""
    return [Decimal(digits.replace(",", "")) * (-1 if sign else 1) for sign, digits in POUNDS.findall(words)]


def tags(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """All structure elements in reading order; they live as long as the PDF is kept."""
    found: list[pikepdf.Object] = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for part in node:
                walk(part)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot.K)
    return found


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(tag.S) for tag in tags(pdf)]


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    def names(items: list) -> Iterator[str]:
        for item in items:
            yield str(item.title)
            yield from names(item.children)

    with pdf.open_outline() as outline:
        return list(names(outline.root))


def active_parts(pdf: pikepdf.Pdf) -> set[str]:
    """Keys and actions that make a PDF do something."""
    found: set[str] = set()
    for part in pdf.objects:
        if isinstance(part, pikepdf.Stream):
            part = part.stream_dict
        if isinstance(part, pikepdf.Dictionary):
            found |= ACTIVE & set(part.keys())
            if str(part.get("/S", "")) in ACTIVE:
                found.add(str(part.S))
    return found
