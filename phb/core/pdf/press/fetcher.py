"""The only way the engine can reach anything outside the HTML it was given."""

import base64
import binascii
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

#: Pictures the product makes itself (a logo from settings, a drawing).
PICTURES = {
    "data:image/png;base64,": "image/png",
    "data:image/jpeg;base64,": "image/jpeg",
}
ASSET = "phb-asset:"


class AddressRefused(Exception):
    """The HTML named something that documents may not use."""


class RefusingFetcher(URLFetcher):
    """Gives out `data:` pictures and the bundled files by name; refuses all else.

    ``assets`` maps a bare file name (no folders) to its path; the files are read
    here and now, because later the press may open none. No address is ever
    opened, so there is nothing to redirect.
    """

    def __init__(self, assets: dict[str, Path]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = {name: path.read_bytes() for name, path in assets.items()}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url.startswith(ASSET):
            name = url.removeprefix(ASSET)
            if name in self._assets:
                drawing = {"Content-Type": "image/svg+xml"} if name.endswith(".svg") else None
                return URLFetcherResponse(url, self._assets[name], drawing)
        for start, kind in PICTURES.items():
            if url.startswith(start):
                return self._picture(url, start, kind)
        self.refused.append(url.split(":", 1)[0][:20])
        raise AddressRefused("documents use no outside addresses")

    def _picture(self, url: str, start: str, kind: str) -> URLFetcherResponse:
        try:
            body = base64.b64decode(url.removeprefix(start), validate=True)
        except binascii.Error as fault:
            raise AddressRefused("the picture is damaged") from fault
        return URLFetcherResponse(url, body, {"Content-Type": kind})
