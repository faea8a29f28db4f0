"""The person and who acts for them write their part of a plan, beside the coordinator; a conversation writes the same way.

What they may write is one table (`careplans.rules.together`); staff write every field. Changes by two people at once are
merged field by field, and where both changed the same words, `Changed` carries what stands there and nothing is written.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from careplans.enums import PlanState
from careplans.models import PARTS, PlanVersion
from careplans.rules.together import may_take_out, refused
from careplans.services.drafting import MAY_NOT_WRITE, SECTIONS, Marks, drop_row, put_row, put_section
from careplans.services.reach import check_open, check_right, locked
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.once import once


@transaction.atomic
def write_words(
    *, version_id: int, part: str, values: Mapping[str, Any], by: Actor, seen: Marks | None = None
) -> PlanVersion:
    """Write fields of one section ("about_me", "support", …). Raises Changed, NotVisible, RuleBroken."""
    version = _open(by, version_id)
    _check(by, part, values)
    return put_section(version, part, {name: values[name] for name in values if name in SECTIONS[part]}, seen)


@transaction.atomic
def write_line(
    *,
    version_id: int,
    part: str,
    values: Mapping[str, Any],
    by: Actor,
    row_id: int | None = None,
    key: str | None = None,
    seen: Marks | None = None,
) -> Any:
    """Add a line, or change one. `key` names a line that a page adds: sent again, it changes the line it made.

    That differs from other forms on purpose: words are saved while they are typed, so the same line comes more than once
    and longer each time, and an answer may be lost on the way. Raises Changed, NotVisible, RuleBroken.
    """
    version = _open(by, version_id)
    if row_id is not None:
        row = PARTS[part].objects.filter(pk=row_id, version=version).first()
        _check(by, part, values, theirs=row is not None and row.from_person)
        return put_row(version, part, values, by=by, row_id=row_id, seen=seen)
    _check(by, part, values, new=True)
    values = _of_new_line(by, version, part, values)
    if key is None:
        return put_row(version, part, values, by=by)
    made: list[Any] = []

    def effect() -> dict[str, int]:
        made.append(put_row(version, part, values, by=by))
        return {"id": made[0].pk}

    answer, again = once("careplans.write_line", key, {"version": version_id, "part": part}, effect, by=by)
    return put_row(version, part, values, by=by, row_id=answer["id"], seen=seen or None) if again else made[0]


@transaction.atomic
def take_out_line(*, version_id: int, part: str, row_id: int, by: Actor) -> PlanVersion:
    """Take a line out; the person only one that they added. Taken out already, nothing happens. Raises NotVisible, RuleBroken."""
    version = _open(by, version_id)
    row = PARTS[part].objects.filter(pk=row_id, version=version).first()
    if row is None:
        return version
    if by.is_outside and not may_take_out(part, theirs=row.from_person):
        raise RuleBroken(
            "Somebody else wrote this line, so it stays. Say what you think of it, and your care coordinator "
            "changes it with you."
        )
    return drop_row(version, part, row_id)


def _open(by: Actor, version_id: int) -> PlanVersion:
    """The version, locked, when this actor may write on it now."""
    check_right(by, "plan", "W", MAY_NOT_WRITE)
    version = locked(by, version_id, part="act_on_plan")
    check_open(version)
    if by.is_outside and version.state != PlanState.SHARED:
        raise RuleBroken("You can write in this plan while it is shared with you.")
    return version


def _check(by: Actor, part: str, values: Mapping[str, Any], *, new: bool = False, theirs: bool = False) -> None:
    if by.is_outside and (why := refused(part, values, new=new, theirs=theirs)):
        raise RuleBroken(why)


def _of_new_line(by: Actor, version: PlanVersion, part: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the person adds as their own doing carries their name."""
    if part == "actions" and not values.get("who"):
        return {**values, "who": version.person.full_name}
    return values
