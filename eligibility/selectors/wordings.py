"""An organisation's own words for texts of the product: help beside a form's choices, and parts of letters.

Ours stand wherever an organisation has none in force. Each text has a key ("help.dst.breathing.LOW",
"letter.eligible.opening"); texts that are read together make a group ("help.dst.breathing", "letter.eligible").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Count, Q, QuerySet

from eligibility.enums import Tool, WordingKind, WordingState
from eligibility.models import Wording
from eligibility.rules import letters
from eligibility.rules.domains import help_status
from eligibility.sheets import Kind, fields_of, sheet_parts
from phb.core.actors import Actor
from phb.core.errors import NotVisible

TOOLS_WITH_HELP = (Tool.CHECKLIST, Tool.DST, Tool.CHILDREN)
# Rows that were approved once; withdrawn ones are among them, so that nothing older comes back in their place.
_APPROVED = Q(approved_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be worded: our words, and for letters the names in curly brackets that must stay or may be used."""

    kind: WordingKind
    key: str
    label: str
    ours: str
    required: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are worded and approved together."""

    kind: WordingKind
    key: str
    label: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """An organisation's words in force: who approved them, as what, and when."""

    text: str
    approved_by: str
    approved_as: str
    approved_on: date
    starts: date
    language: str = "en"


# --- which texts there are


@cache
def groups() -> Mapping[str, Group]:
    """Every group of texts by its key, in order: the help by tool and domain, then the letters."""
    found = {}
    for tool in TOOLS_WITH_HELP:
        for field in fields_of(sheet_parts(tool)):
            if field.kind is Kind.DOMAIN:
                key = f"help.{tool.value}.{field.key.split('.')[1]}"
                texts = tuple(
                    Text(WordingKind.HELP, f"{key}.{option.value}", option.label, option.help)
                    for option in field.choices
                )
                found[key] = Group(WordingKind.HELP, key, f"{tool.label}: {field.label}", texts)
    for kind in letters.LETTERS.values():
        own = [text for text in letters.texts().values() if text.key.startswith(f"letter.{kind.key.lower()}.")]
        key = f"letter.{kind.key.lower()}"
        texts = tuple(
            Text(
                WordingKind.LETTER,
                text.key,
                text.label.rpartition(": ")[2].capitalize(),
                text.words,
                text.required,
                text.allowed,
            )
            for text in own
        )
        found[key] = Group(WordingKind.LETTER, key, kind.title, texts)
    return found


def group_named(key: str) -> Group:
    """The group with a key. Raises NotVisible if there is none."""
    if key not in groups():
        raise NotVisible
    return groups()[key]


@cache
def texts() -> Mapping[str, Text]:
    """Every text by its key."""
    return {text.key: text for group in groups().values() for text in group.texts}


def problems_with(key: str, words: str) -> tuple[str, ...]:
    """Why these words may not stand for a text: a sentence for each reason, none if they may."""
    text = texts().get(key)
    if text is None:
        return ("There is no such text. Choose one from the list.",)
    if text.kind is WordingKind.LETTER:
        return letters.check_words(key, words)
    return () if words.strip() else ("Write the words.",)


# --- what is in force

_kept: WeakKeyDictionary[Any, dict[Any, Mapping[str, Words]]] = WeakKeyDictionary()


def in_force(organisation_id: int, kind: str, on: date, language: str = "en") -> Mapping[str, Words]:
    """The organisation's words of one kind in force on a day, by key: one query for a request or job, however often asked."""
    memory = _kept.setdefault(connection.atomic_blocks[0], {}) if connection.in_atomic_block else {}
    asked = (organisation_id, str(kind), on, language)
    if asked not in memory:
        memory[asked] = _read(organisation_id, kind, on, language)
    return memory[asked]


def wording(organisation_id: int, kind: str, key: str, on: date, language: str = "en") -> Words | None:
    """The organisation's words for one text on a day; None where ours stand."""
    return in_force(organisation_id, kind, on, language).get(key)


def forget() -> None:
    """Called when words have changed: what this transaction has read counts no more."""
    if connection.in_atomic_block:
        _kept.pop(connection.atomic_blocks[0], None)


def _read(organisation_id: int, kind: str, on: date, language: str) -> dict[str, Words]:
    rows = (
        Wording.objects.filter(_APPROVED, organisation_id=organisation_id, kind=kind, language=language, starts__lte=on)
        .select_related("approved_by")
        .order_by("key", "-starts", "-id")
        .distinct("key")
    )
    return {
        row.key: Words(row.words, row.approved_by.name, row.approved_as, row.approved_on, row.starts, row.language)
        for row in rows
        if row.state != WordingState.WITHDRAWN
    }


def help_note(organisation_id: int, keys: set[str], on: date, language: str = "en") -> str:
    """What must stand beside help texts: whether all of those shown are approved, some, or none.

    Our own words need an organisation's clinician before they are used.
    """
    approved = len(keys & in_force(organisation_id, WordingKind.HELP, on, language).keys())
    if keys and approved == len(keys):
        return "Approved by your organisation’s clinician"
    return help_status() if not approved else f"{help_status()}, save where it says who approved it"


# --- for the pages


def waiting(actor: Actor) -> QuerySet[Wording]:
    """Words of the actor's organisation that wait for a second person."""
    return Wording.objects.filter(organisation_id=actor.organisation_id, state=WordingState.PROPOSED)


def for_second_person(actor: Actor) -> QuerySet[Wording]:
    """Words that the actor may approve or refuse: never their own; help beside a form only for a clinician."""
    rows = waiting(actor).exclude(proposed_by_id=actor.user_id)
    return rows if actor.role == "CLN" else rows.exclude(kind=WordingKind.HELP)


def counts(actor: Actor, on: date, language: str = "en") -> dict[str, dict[str, int]]:
    """How many texts of each group have own words in force, and how many wait: {group: {"own": 3, "waiting": 1}}."""
    found: dict[str, dict[str, int]] = {key: {"own": 0, "waiting": 0} for key in groups()}
    by_text = {text.key: group.key for group in groups().values() for text in group.texts}
    for kind in WordingKind:
        for key in in_force(actor.organisation_id, kind, on, language):
            if key in by_text:
                found[by_text[key]]["own"] += 1
    for row in waiting(actor).values("key").annotate(rows=Count("id")):
        if row["key"] in by_text:
            found[by_text[row["key"]]]["waiting"] += row["rows"]
    return found


def history(actor: Actor, group: Group) -> dict[str, list[Wording]]:
    """All words ever proposed for a group's texts, the newest first, by key."""
    rows = (
        Wording.objects.filter(organisation_id=actor.organisation_id, key__in=[text.key for text in group.texts])
        .select_related("proposed_by", "approved_by")
        .order_by("key", "-id")
    )
    found: dict[str, list[Wording]] = {text.key: [] for text in group.texts}
    for row in rows:
        found[row.key].append(row)
    return found


def wording_for(actor: Actor, wording_id: int) -> Wording:
    """One row of the actor's organisation. Raises NotVisible for any other."""
    row = (
        Wording.objects.filter(organisation_id=actor.organisation_id, pk=wording_id)
        .select_related("proposed_by", "approved_by")
        .first()
    )
    if row is None:
        raise NotVisible
    return row
