"""Letters as they are printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from phb.core.pdf import Addressee, Contact, Format, Organisation, Person, Printed, Stamp, print_document


class Shape(StrEnum):
    """How a block of a letter is laid out."""

    PARAGRAPH = "p"
    LIST = "list"
    STEPS = "steps"
    TABLE = "table"
    PANEL = "panel"


@dataclass(frozen=True)
class Words:
    """A run of text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """One block. ``lines`` are the runs of a paragraph or of each item; ``head`` and ``rows`` make a table with
    ``heading`` as its caption; ``inside`` are the blocks of a panel with ``heading``."""

    shape: Shape
    lines: tuple[tuple[Words, ...], ...] = ()
    heading: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    inside: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a letter. ``language`` is empty for that of the letter."""

    heading: str
    blocks: tuple[Block, ...]
    leads: bool = False
    language: str = ""


@dataclass(frozen=True)
class CaseLetter:
    """A letter or notice about a case, as it was written.

    ``for_whom`` is empty when the letter goes to the person; otherwise why somebody else receives it. ``note`` stands
    above the letter, for one that is not in the reader's language. ``free`` is what its writer added, a paragraph a line.
    """

    organisation: Organisation
    stamp: Stamp
    to: Addressee
    person: Person
    contact: Contact
    title: str
    parts: tuple[Part, ...]
    signed: tuple[str, ...] = ()
    for_whom: str = ""
    note: str = ""
    free: str = ""
    language: str = "en-GB"

    def __post_init__(self) -> None:
        if not any(part.blocks for part in self.parts):
            raise ValueError("A letter must say something.")


def letter_from(contents: Mapping[str, Any]) -> CaseLetter:
    """The letter that a row keeps: nothing is looked up again, so it never changes."""
    organisation, person, to = contents["organisation"], contents["person"], contents["to"]
    return CaseLetter(
        organisation=Organisation(
            organisation["name"], tuple(organisation["address"]), organisation["telephone"], organisation["email"]
        ),
        stamp=Stamp(contents["reference"], contents["version"], date.fromisoformat(contents["dated"])),
        to=Addressee(to["name"], None if to["address"] is None else tuple(to["address"])),
        person=Person(person["name"], date.fromisoformat(person["born"]), person["nhs_number"], person["known_as"]),
        contact=Contact(**contents["contact"]),
        title=contents["title"],
        parts=parts_from(contents["parts"]),
        signed=tuple(contents["signed"]),
        for_whom=contents["for_whom"],
        note=contents["note"],
        free=contents["free"],
        language=contents["language"],
    )


def parts_from(parts: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """The parts that `eligibility.rules.letters.compose` makes, as they are printed."""
    return tuple(
        Part(part["heading"], _blocks(part["blocks"]), part["part"] == "opening", part.get("lang", ""))
        for part in parts
    )


def _blocks(blocks: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    return tuple(_block(Shape(shape), held) for block in blocks for shape, held in block.items())


def _block(shape: Shape, held: Any) -> Block:
    match shape:
        case Shape.PARAGRAPH:
            return Block(shape, (_line(held),))
        case Shape.TABLE:
            return Block(
                shape, heading=held["caption"], head=tuple(held["head"]), rows=tuple(tuple(row) for row in held["rows"])
            )
        case Shape.PANEL:
            return Block(shape, heading=held["heading"], inside=_blocks(held["blocks"]))
    return Block(shape, tuple(_line(item) for item in held))


def _line(runs: Iterable[tuple[str, bool]]) -> tuple[Words, ...]:
    return tuple(Words(text, bool(bold)) for text, bold in runs)


def print_letter(letter: CaseLetter, *, format: Format = Format.STANDARD) -> Printed:
    """The letter as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/letter.html", letter, title=letter.title, language=letter.language, format=format)
