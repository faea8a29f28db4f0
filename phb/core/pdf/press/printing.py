"""HTML to tagged PDF with WeasyPrint. The same HTML gives the same bytes."""

import logging
import re
from pathlib import Path
from xml.etree import ElementTree

import cssselect2
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from .fetcher import RefusingFetcher

#: What Arimo's Latin files cover; any other letter brings in the further fonts.
BEYOND_LATIN = re.compile(r"[^\x00-\xff\u2010-\u201e\u2020-\u2026\u20ac\u2122\u2212\u2191\u2193\u2215]")
STAND_IN = "\u25a1"  # an empty square, where no font has the character

OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_identifier": True, "presentational_hints": False}

Image.MAX_IMAGE_PIXELS = 25_000_000


class Page(HTML):
    """Our own well-formed HTML, read by the C parser, with our own base style.

    The library's own parser and built-in style sheet serve the whole web and
    cost a third of the time of a short document.
    """

    base_style: CSS

    def __init__(self, html: str, fetcher: RefusingFetcher, base_style: CSS) -> None:
        self.etree_element = ElementTree.fromstring(html)  # noqa: S314  (our own templates, in a limited process)
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(self.etree_element, content_language=None)
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.base_style = base_style

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self.base_style]


class Laid:
    """On how many pages a document stands, and on which page (from 1) each part that has a name begins."""

    def __init__(self, made: Document) -> None:
        self.pages = len(made.pages)
        self.parts: dict[str, int] = {}
        for number, page in enumerate(made.pages, start=1):
            for name in page.anchors:  # a part that is broken has one on each of its pages
                self.parts.setdefault(name, number)


class MissingLetters(logging.Handler):
    """Collects the characters that the engine says no font has."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if "notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.found.update(part for part in record.args if isinstance(part, str) and len(part) == 1)


class Press:
    """Fonts and style sheets, read once and kept for every document."""

    def __init__(self, styles: Path, fonts: Path) -> None:
        assets = {
            path.name: path
            for folder in (fonts, styles, styles / "images")
            if folder.is_dir()  # git keeps no empty folder: a fresh clone has no images yet
            for path in folder.iterdir()
            if path.suffix in (".woff2", ".svg", ".png")
        }
        self.fetcher = RefusingFetcher(assets)
        self.fonts = FontConfiguration()
        self.base = self._style((styles / "base.css").read_text("utf-8"))
        self.sheets = [self._style((styles / "print.css").read_text("utf-8"))]
        self._further_style = (styles / "further.css").read_text("utf-8")
        self._further: CSS | None = None
        self.missing = MissingLetters()
        logger = logging.getLogger("weasyprint")
        logger.handlers[:] = [self.missing]
        logger.propagate = False

    def _style(self, style: str) -> CSS:
        return CSS(string=style, url_fetcher=self.fetcher, font_config=self.fonts)

    def _letters_beyond_latin(self) -> CSS:
        """Fonts of further scripts: all of them at once, so that what was printed before leaves no trace."""
        if self._further is None:
            self._further = self._style(self._further_style)
        return self._further

    def print(self, html: str) -> tuple[bytes, Laid, list[str]]:
        """The PDF, how it is laid out, and the characters for which an empty square stands in.

        PDF/UA allows no glyph without meaning, so where fonts lack characters
        the document is laid out again with the square in their place.
        """
        pdf, laid, missing = self._once(html)
        if missing:
            stand_in = "?" if STAND_IN in missing else STAND_IN
            pdf, laid, _ = self._once(html.translate({ord(letter): stand_in for letter in missing}))
        return pdf, laid, sorted(missing)

    def _once(self, html: str) -> tuple[bytes, Laid, set[str]]:
        self.missing.found = set()
        sheets = [*self.sheets, self._letters_beyond_latin()] if BEYOND_LATIN.search(html) else self.sheets
        made = Page(html, self.fetcher, self.base).render(font_config=self.fonts, stylesheets=sheets, **OPTIONS)
        pdf = made.write_pdf(**OPTIONS)
        return pdf, Laid(made), self.missing.found
