"""Documents: frozen data and a template in, tagged PDF out. The only user of WeasyPrint.

    pdf = render("documents/letter.html", letter, title="Decision about NHS continuing healthcare")

The same data gives the same bytes. See `parts` for what every document has,
`engine` for the limits, and `press` for the process that prints.
"""

from .engine import Printed, presses
from .errors import DocumentFailed, DocumentRefused, DocumentTimedOut
from .pages import to_html
from .parts import (
    Addressee,
    Contact,
    DoesNotAddUp,
    Format,
    Organisation,
    Person,
    Stamp,
    fingerprint,
    must_equal,
)

__all__ = [
    "Addressee",
    "Contact",
    "DocumentFailed",
    "DocumentRefused",
    "DocumentTimedOut",
    "DoesNotAddUp",
    "Format",
    "Organisation",
    "Person",
    "Printed",
    "Stamp",
    "fingerprint",
    "must_equal",
    "print_document",
    "render",
    "to_html",
]


def print_document(
    template: str,
    document: object,
    *,
    title: str,
    language: str = "en-GB",
    format: Format = Format.STANDARD,
    **more: object,
) -> Printed:
    """The tagged PDF of a document, and the characters that no font here has.

    ``template`` is a path below templates/; ``document`` is frozen data with a
    ``stamp``; ``more`` is seen by the template and is no part of the fingerprint. At most 30 seconds and 1 GiB. Raises DocumentRefused or
    DocumentTimedOut with a sentence for the user.
    """
    return presses.print(to_html(template, document, title=title, language=language, format=format, **more))


def render(
    template: str,
    document: object,
    *,
    title: str,
    language: str = "en-GB",
    format: Format = Format.STANDARD,
) -> bytes:
    """The tagged PDF of a document; otherwise as `print_document`."""
    return print_document(template, document, title=title, language=language, format=format).pdf
