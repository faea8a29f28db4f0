"""What every document has: who sends it, to whom, about whom, and its stamp."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import singledispatch

from .errors import DocumentFailed


class Format(StrEnum):
    """The forms in which a document is printed: 12 point, or laid out afresh at 18."""

    STANDARD = "standard"
    LARGE_PRINT = "large-print"


@dataclass(frozen=True)
class Organisation:
    """Who sends the document. ``logo`` is a `data:image/png` picture, or empty."""

    name: str
    address: tuple[str, ...]
    telephone: str
    email: str
    website: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Contact:
    """A named person or team and how to reach them."""

    name: str
    role: str
    telephone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Person:
    """Whom the document is about. ``nhs_number`` is ten digits."""

    name: str
    born: date
    nhs_number: str
    preferred_name: str = ""


@dataclass(frozen=True)
class Addressee:
    """Who receives it. ``address`` None: withheld, so it is not printed."""

    name: str
    address: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Stamp:
    """What tells this document from every other: reference, version from 1, its own date."""

    reference: str
    version: int
    dated: date


class DoesNotAddUp(DocumentFailed):
    """The amounts to be printed contradict each other, so nothing is printed."""


def must_equal(what: str, stated: Decimal, found: Decimal) -> None:
    """Refuse to print a total (pounds) that is not the sum of its parts."""
    if stated != found:
        raise DoesNotAddUp(
            f"{what} should be £{found:,.2f} but is recorded as £{stated:,.2f}. "
            "The document was not made. Ask finance to check the records."
        )


def fingerprint(document: object, *, format: Format = Format.STANDARD) -> str:
    """64 hexadecimal digits that differ whenever anything printed differs.

    The same data gives the same digits on every machine: a document with a
    known fingerprint need not be made again.
    """
    plain = json.dumps([type(document).__name__, format, _plain(document)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


@singledispatch
def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"A document may not hold a {type(value).__name__}.")


@_plain.register(str)
@_plain.register(int)
@_plain.register(type(None))
def _(value: object) -> object:
    return value


@_plain.register(Decimal)
@_plain.register(date)
def _(value: object) -> object:
    return str(value)


@_plain.register(tuple)
def _(value: tuple) -> object:
    return [_plain(part) for part in value]
