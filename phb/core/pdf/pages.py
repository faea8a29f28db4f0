"""Frozen data and a template to finished, well-formed HTML. Nothing of Django is needed."""

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from phb.core.money import format_pounds

from .parts import Format, Person, fingerprint

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"

#: Control characters cannot be printed; direction overrides could make text read as other than it is.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def clean(value: object) -> object:
    """Text as it may be printed; everything else as it is."""
    if isinstance(value, Markup):
        return Markup(UNPRINTABLE.sub("", value))  # noqa: S704  (was Markup before)
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def day(value: date) -> str:
    """ "28 June 2026", with spaces that do not break."""
    return f"{value.day}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"


def short_day(value: date) -> str:
    """ "28 Jun 2026", for the columns of tables."""
    return f"{value.day}\u00a0{MONTHS[value.month - 1][:3]}\u00a0{value.year}"


def nhs_number(value: str) -> str:
    """ "999 123 4567", as the NHS prints it."""
    return f"{value[:3]}\u00a0{value[3:6]}\u00a0{value[6:]}"


def paragraphs(text: str) -> Markup:
    """What a person typed, a paragraph for each of its lines."""
    lines = [line.strip() for line in text.splitlines()]
    return Markup("").join(Markup("<p{}>{}</p>").format(towards(line), line) for line in lines if line)


def towards(text: str) -> Markup:
    """The attribute for words that run from right to left, by their first letter that has a direction; else nothing."""
    first = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    return Markup("") if first == "L" else Markup(' dir="rtl"')


def brief(text: str, room: int = 30) -> str:
    """The beginning of a name, for the foot of a page."""
    return text if len(text) <= room else f"{text[:room].rsplit(' ', 1)[0]}…"


def known_as(person: Person) -> str:
    """The name to speak to somebody with."""
    return person.preferred_name or person.name


@cache
def environment() -> Environment:
    """The templates of documents: always escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    made.filters.update(
        pounds=format_pounds,
        day=day,
        short_day=short_day,
        nhs_number=nhs_number,
        paragraphs=paragraphs,
        towards=towards,
        known_as=known_as,
        brief=brief,
    )
    return made


def to_html(
    template: str,
    document: object,
    *,
    title: str,
    language: str = "en-GB",
    format: Format = Format.STANDARD,
    **more: object,
) -> str:
    """The finished HTML of a document. ``template`` is a path below templates/; it sees ``more`` by name."""
    return (
        environment()
        .get_template(template)
        .render(
            document=document,
            title=title,
            language=language,
            format=Format(format).value,
            fingerprint=fingerprint(document, format=format),
            **more,
        )
    )
