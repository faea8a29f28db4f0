"""The trail. Writes are recorded by the database; what is read is recorded here.

Reads are gathered during a request and written at its end, just before the commit: the
head of the chain is locked for a moment only, and always last, so two requests cannot wait
for each other.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection

from phb.core.actors import Actor


@dataclass
class ReadNotes:
    """What one request showed of whom: (person, what) pairs, each once."""

    seen: dict[tuple[int | None, str], None] = field(default_factory=dict)


_notes: ContextVar[ReadNotes | None] = ContextVar("phb_read_notes", default=None)


def begin() -> None:
    _notes.set(ReadNotes())


def note_read(person_ids: int | Iterable[int], what: str) -> None:
    """Say that this request shows the record of these people; `what` is in plain words.

    `what` is read by the person on their own page: "opened your plan", "saw your name in a list".
    Raises RuntimeError outside a request or job, where nobody would write it.
    """
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("Nobody is gathering reads here: call audit.begin() first.")
    ids = [person_ids] if isinstance(person_ids, int) else person_ids
    for person_id in ids:
        notes.seen[(person_id, what)] = None


def write_reads(actor: Actor) -> int:
    """Write what was gathered, in the running transaction; returns how many events."""
    notes = _notes.get()
    if notes is None or not notes.seen:
        return 0
    people = [person_id for person_id, _ in notes.seen]
    words = [f"read: {what}"[:80] for _, what in notes.seen]
    notes.seen.clear()
    with connection.cursor() as cursor:
        # One statement however many rows a list shows; the order is the order of the page.
        cursor.execute(
            "SELECT phb_audit_append(%s, seen.person, seen.what, '', '', NULL, NULL) FROM "
            "(SELECT * FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS s (person, what, place) ORDER BY place) seen",
            [actor.organisation_id, people, words],
        )
    return len(people)


def record(cursor, organisation_id: int, person_id: int | None, what: str, row: str = "") -> None:
    """Append one event that is no change of a row: a read, an export, a sign-in, a refusal."""
    cursor.execute(
        "SELECT phb_audit_append(%s, %s, %s, '', %s, NULL, NULL)", [organisation_id, person_id, what[:80], row]
    )
