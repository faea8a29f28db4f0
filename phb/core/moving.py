"""The one function that moves a thing through its life cycle."""

from collections.abc import Iterable, Mapping
from typing import Any

from phb.core.actors import ROLE_NAMES, Actor
from phb.core.errors import RuleBroken
from phb.core.models import Move, TenantModel
from phb.core.words import capital


def move(thing: TenantModel, verb: str, *, by: Actor, reason: str = "", **changes: object) -> Move:
    """Move `thing.state` by `verb`, save it with `changes`, and leave a row that says who, when and why.

    Call it inside a transaction with the row locked. Raises RuleBroken, with a sentence, when the
    life cycle does not allow the verb now. The database refuses every other way to change a state.
    """
    cycle = type(thing).life_cycle
    if cycle is None:
        raise TypeError(f"{type(thing).__name__} has no life cycle.")
    before = thing.state
    after = cycle.check(before, verb)
    thing.state = after
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save(update_fields=["state", *changes])
    return note(thing, verb, by=by, before=before, after=after, reason=reason)


def note(thing: TenantModel, verb: str, *, by: Actor, before: str, after: str, reason: str = "") -> Move:
    """The row of a move that has been made, the first one ("created") included."""
    return Move.objects.create(
        organisation_id=thing.organisation_id,
        person_id=getattr(thing, "person_id", None),
        subject=thing._meta.label_lower,
        subject_id=thing.pk,
        verb=verb,
        from_state=before,
        to_state=after,
        reason=reason,
        by_id=by.user_id,
        by_name=by.name,
        by_role=by.role,
    )


def note_created(things: Iterable[TenantModel], *, by: Actor) -> None:
    """The first rows of many things of one kind that were made together, in one statement."""
    Move.objects.bulk_create(
        [
            Move(
                organisation_id=thing.organisation_id,
                person_id=getattr(thing, "person_id", None),
                subject=thing._meta.label_lower,
                subject_id=thing.pk,
                verb="created",
                from_state="",
                to_state=getattr(thing, "state", ""),
                by_id=by.user_id,
                by_name=by.name,
                by_role=by.role,
            )
            for thing in things
        ],
        batch_size=500,
    )


def note_all(things: Iterable[TenantModel], verb: str, *, by: Actor, before: str, after: str, reason: str = "") -> None:
    """The same move of many things of one kind, that were moved together by one statement."""
    Move.objects.bulk_create(
        [
            Move(
                organisation_id=thing.organisation_id,
                person_id=getattr(thing, "person_id", None),
                subject=thing._meta.label_lower,
                subject_id=thing.pk,
                verb=verb,
                from_state=before,
                to_state=after,
                reason=reason,
                by_id=by.user_id,
                by_name=by.name,
                by_role=by.role,
            )
            for thing in things
        ],
        batch_size=500,
    )


def in_words(move: Move, verbs: Mapping[str, str] | None = None, *, thing: str = "") -> dict[str, Any]:
    """A move for a page's timeline. `verbs` gives the words of the verbs that do not speak for themselves."""
    words = (verbs or {}).get(move.verb, move.verb.replace("_", " "))
    what = f"{thing}: {words}" if thing else capital(words)
    role = ROLE_NAMES.get(move.by_role, move.by_role).lower()
    return {"when": move.at, "what": what, "who": f"{move.by_name}, {role}", "words": move.reason}


def locked(queryset, **lookup):
    """The one row, locked until the transaction ends. Raises RuleBroken if it is gone."""
    thing = queryset.select_for_update(of=("self",)).filter(**lookup).order_by().first()
    if thing is None:
        raise RuleBroken("This record is no longer here. Go back to the list and open it again.")
    return thing
