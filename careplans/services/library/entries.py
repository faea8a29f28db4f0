"""Entries of the library: proposed, approved by a second person, corrected, retired. History stays."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from careplans.enums import LibraryKind, LibraryState, ServiceKind
from careplans.models import LibraryChange, LibraryItem
from careplans.selectors import library as selectors
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once

WORDS = ("name", "description", "topic", "service_kind", "measure", "evidence")
MAY_NOT_PROPOSE = "Your role reads the library but proposes nothing in it. Ask a care coordinator or a commissioner."
MAY_NOT_APPROVE = "Your role does not approve entries of the library. A commissioner or a finance officer does."


@transaction.atomic
def propose_entry(*, kind: str, values: Mapping[str, Any], by: Actor, key: str | None = None) -> LibraryItem:
    """Propose a service, a piece of equipment, a treatment or an outcome; a second person approves it.

    With `key`, the same page sent twice proposes one. Raises RuleBroken without a name, or when the library has it.
    """
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    if kind not in set(LibraryKind):
        raise RuleBroken("Choose what kind of entry it is.", "kind")
    words = _words(values)

    def effect() -> dict[str, int]:
        _check_name(by.organisation_id, kind, words["name"])
        item = LibraryItem.objects.create(
            organisation_id=by.organisation_id, kind=kind, proposed_by_id=by.user_id, **words
        )
        moving.note(item, "created", by=by, before="", after=item.state)
        return {"id": item.pk}

    if key is None:
        return LibraryItem.objects.get(pk=effect()["id"])
    answer, _ = once("careplans.propose_entry", key, {"kind": kind, **words}, effect, by=by)
    return LibraryItem.objects.get(pk=answer["id"])


@transaction.atomic
def edit_proposal(*, item_id: int, values: Mapping[str, Any], edits: int, by: Actor) -> LibraryItem:
    """Change what a proposal says before anybody approved it; whoever wrote last is the one who proposes.

    Raises RuleBroken once it is in use (propose a correction then), or when somebody saved it after the page was opened.
    """
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    item = locked_item(by, item_id)
    if item.state != LibraryState.PROPOSED:
        raise RuleBroken("This entry is no longer a proposal. Propose a correction instead.")
    words = _words(values)
    if all(getattr(item, name) == value for name, value in words.items()):
        return item
    if item.edits != edits:
        raise RuleBroken("Somebody has changed this proposal since you opened it. Open it again, then write yours.")
    _check_name(by.organisation_id, item.kind, words["name"], besides=item.pk)
    for name, value in words.items():
        setattr(item, name, value)
    item.edits += 1
    item.proposed_by_id = by.user_id
    item.save(update_fields=[*words, "edits", "proposed_by"])
    return item


@transaction.atomic
def decide_entry(*, item_id: int, approve: bool, edits: int, by: Actor, reason: str = "") -> LibraryItem:
    """A second person takes a proposed entry into use, or not, with the reason. `edits` names what was read.

    Raises RuleBroken for whoever proposed it, without a reason for a no, and when it changed since it was read.
    """
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    item = locked_item(by, item_id)
    done = LibraryState.IN_USE if approve else LibraryState.REJECTED
    if item.state == done and (not approve or item.approved_by_id == by.user_id):
        return item
    type(item).life_cycle.check(item.state, "approve" if approve else "reject")
    not_oneself(item, by, "entry")
    if item.edits != edits:
        raise RuleBroken("This proposal has changed since you opened it. Read it again before you answer.")
    if approve:
        moving.move(item, "approve", by=by, reason=reason.strip(), approved_by_id=by.user_id)
    else:
        moving.move(item, "reject", by=by, reason=why(reason))
    return item


@transaction.atomic
def propose_change(*, item_id: int, values: Mapping[str, Any], reason: str, edits: int, by: Actor) -> LibraryChange:
    """Propose a correction of an entry in use; it says what it said until a second person takes the correction up.

    `edits` names the entry that was read. The same correction sent twice is one. Raises RuleBroken when nothing
    would change, without a reason, while another correction waits, or when the entry changed since it was read.
    """
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    item = locked_item(by, item_id)
    if item.state != LibraryState.IN_USE:
        raise RuleBroken("Only an entry in use is corrected. Open the entry to see where it stands.")
    new = {name: value for name, value in _words(values).items() if value != getattr(item, name)}
    waits = LibraryChange.objects.filter(item=item, state="proposed").first()
    if waits is not None and waits.proposed_by_id == by.user_id and waits.values == new:
        return waits
    if waits is not None:
        raise RuleBroken("Another correction of this entry waits for a second person. Let it be decided first.")
    if item.edits != edits:
        raise RuleBroken("This entry has changed since you opened it. Read it again, then propose your correction.")
    if not new:
        raise RuleBroken("Nothing is different from what the entry says now.")
    if "name" in new:
        _check_name(by.organisation_id, item.kind, new["name"], besides=item.pk)
    change = LibraryChange.objects.create(
        organisation_id=by.organisation_id, item=item, values=new, before={name: getattr(item, name) for name in new},
        reason=why(reason), proposed_by_id=by.user_id,
    )  # fmt: skip
    moving.note(change, "created", by=by, before="", after=change.state, reason=change.reason)
    return change


@transaction.atomic
def decide_change(*, change_id: int, approve: bool, on: date, by: Actor, reason: str = "") -> LibraryChange:
    """A second person takes a correction up, or not, with the reason. Plans keep the words they took. Raises RuleBroken."""
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    found = selectors.change_for(by, change_id)
    item = locked_item(by, found.item_id)
    change = moving.locked(LibraryChange.objects.filter(organisation_id=by.organisation_id), pk=change_id)
    if change.state == ("approved" if approve else "rejected") and (not approve or change.approved_by_id == by.user_id):
        return change
    type(change).life_cycle.check(change.state, "approve" if approve else "reject")
    not_oneself(change, by, "correction")
    if not approve:
        moving.move(change, "reject", by=by, reason=why(reason), decided_on=on)
        return change
    if "name" in change.values:
        _check_name(by.organisation_id, item.kind, change.values["name"], besides=item.pk)
    moving.move(
        change,
        "approve",
        by=by,
        reason=reason.strip(),
        approved_by_id=by.user_id,
        decided_on=on,
        edition=item.edits + 1,
    )
    for name, value in change.values.items():
        setattr(item, name, value)
    item.edits += 1
    item.save(update_fields=[*change.values, "edits"])
    return change


@transaction.atomic
def retire_entry(*, item_id: int, reason: str, by: Actor) -> LibraryItem:
    """Take an entry out of use, with the reason: it can no longer be taken into plans. Lines that took it stay as they are.

    Its prices stay on record. Raises RuleBroken.
    """
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    item = locked_item(by, item_id)
    if item.state == LibraryState.RETIRED:
        return item
    moving.move(item, "retire", by=by, reason=why(reason))
    return item


@transaction.atomic
def propose_again(*, item_id: int, reason: str, by: Actor) -> LibraryItem:
    """Propose an entry anew that was not taken up or is no longer offered. Raises RuleBroken."""
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    item = locked_item(by, item_id)
    if item.state == LibraryState.PROPOSED and item.proposed_by_id == by.user_id:
        return item
    moving.move(
        item, "propose_again", by=by, reason=why(reason), proposed_by_id=by.user_id, approved_by_id=None,
    )  # fmt: skip
    return item


def find_entry(*, kind: str, name: str, by: Actor) -> LibraryItem:
    """An entry by its kind and name, capitals aside. Raises NotVisible."""
    found = selectors.items(by).filter(kind=kind, name__iexact=name).first()
    if found is None:
        raise NotVisible
    return found


def locked_item(by: Actor, item_id: int) -> LibraryItem:
    """The entry, locked until the transaction ends. Raises NotVisible, also for everybody outside."""
    if by.is_outside:
        raise NotVisible
    return moving.locked(LibraryItem.objects.all(), pk=selectors.item_for(by, item_id).pk)


def not_oneself(thing: Any, by: Actor, what: str) -> None:
    """Refuse the one who proposed it (RuleBroken)."""
    if thing.proposed_by_id == by.user_id:
        raise RuleBroken(f"You proposed this {what}, so a colleague approves it or not.")


def why(reason: str) -> str:
    """The reason, which must be there (RuleBroken, field "reason")."""
    if not reason.strip():
        raise RuleBroken("Write down why.", "reason")
    return reason.strip()


def _words(values: Mapping[str, Any]) -> dict[str, str]:
    words = {name: str(values.get(name) or "").strip() for name in WORDS}
    if not words["name"]:
        raise RuleBroken("Give the entry a name.", "name")
    if words["service_kind"] and words["service_kind"] not in set(ServiceKind):
        raise RuleBroken("Choose one of the kinds of service shown.", "service_kind")
    return words


def _check_name(organisation_id: int, kind: str, name: str, *, besides: int | None = None) -> None:
    same = LibraryItem.objects.filter(organisation_id=organisation_id, kind=kind, name__iexact=name).exclude(pk=besides)
    if (there := same.first()) is not None:
        stands = there.get_state_display().lower()
        raise RuleBroken(f"The library already has “{there.name}” ({stands}). Open that entry and go on there.", "name")
