"""Panels: planned, their agenda, held, their minutes. What they decide stands in `careplans.services.deciding`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from careplans.models import Panel, PanelItem
from careplans.selectors import agendas, deciding
from careplans.services.reach import Stale, check_right, locked
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Membership
from phb.core.once import once
from phb.core.periods import say_date

MAY_NOT = "Only a commissioner plans and holds panels."


@transaction.atomic
def plan_panel(
    *,
    name: str,
    held_on: date,
    seats: Sequence[int],
    others: Sequence[str],
    by: Actor,
    key: str,
    place: str = "",
    chair: str = "",
) -> int:
    """Plan a meeting; returns its number. `seats`: memberships of colleagues; `others`: names from outside, each with
    what they stand for; `chair`: a seat as text. With the same `key` one panel is planned. Raises RuleBroken."""
    check_right(by, "panel", "W", MAY_NOT)
    members = _members(by, seats, others, chair)
    _check_named(name)
    asked = {"name": name, "held_on": held_on, "seats": sorted(seats), "others": list(others), "place": place}

    def effect() -> dict[str, int]:
        made = Panel.objects.create(
            organisation_id=by.organisation_id, name=name.strip(), held_on=held_on, place=place.strip(), members=members,
            made_by_id=by.user_id,
        )  # fmt: skip
        moving.note(made, "created", by=by, before="", after=made.state)
        return {"id": made.pk}

    answer, _ = once("careplans.plan_panel", key, asked, effect, by=by)
    return answer["id"]


@transaction.atomic
def change_panel(
    *, panel_id: int, edits: int, name: str, held_on: date, seats: Sequence[int], others: Sequence[str], by: Actor,
    place: str = "", chair: str = "",
) -> Panel:  # fmt: skip
    """Change a panel that is still planned. `edits`: the count on the page that was read; raises Stale when it is older."""
    check_right(by, "panel", "W", MAY_NOT)
    panel = _locked(by, panel_id)
    _check_planned(panel)
    _check_edits(panel, edits)
    _check_named(name)
    panel.name, panel.held_on, panel.place = name.strip(), held_on, place.strip()
    panel.members = _members(by, seats, others, chair)
    panel.edits += 1
    panel.save()
    return panel


@transaction.atomic
def cancel_panel(*, panel_id: int, reason: str, by: Actor) -> Panel:
    """Cancel a planned panel, with the reason. Its plans wait for another agenda. Raises RuleBroken."""
    check_right(by, "panel", "W", MAY_NOT)
    panel = _locked(by, panel_id)
    if panel.state == "cancelled":
        return panel
    Panel.life_cycle.check(panel.state, "cancel")
    if not reason.strip():
        raise RuleBroken("Write down why the panel is cancelled.", "reasons")
    moving.move(panel, "cancel", by=by, reason=reason.strip())
    return panel


@transaction.atomic
def hold_panel(*, panel_id: int, came: Sequence[str], on: date, by: Actor) -> Panel:
    """Record that the panel was held, and which members came (their keys). Raises RuleBroken before its day or without anybody."""
    check_right(by, "panel", "W", MAY_NOT)
    panel = _locked(by, panel_id)
    if panel.state == "held" and {each["key"] for each in panel.members if each.get("came")} == set(came):
        return panel
    Panel.life_cycle.check(panel.state, "hold")
    if on < panel.held_on:
        raise RuleBroken(f"This panel is planned for {say_date(panel.held_on)}. Change its day if it is held earlier.")
    members = [{**each, "came": each["key"] in set(came)} for each in panel.members]
    if not any(each["came"] for each in members):
        raise RuleBroken("Choose who came.", "came")
    moving.move(panel, "hold", by=by, members=members)
    return panel


@transaction.atomic
def write_minutes(*, panel_id: int, edits: int, minutes: str, by: Actor) -> Panel:
    """What was said at the panel, once it was held. Raises Stale when somebody wrote meanwhile, RuleBroken."""
    check_right(by, "panel", "W", MAY_NOT)
    panel = _locked(by, panel_id)
    if panel.state != "held":
        raise RuleBroken("Minutes are written when the panel was held.")
    if panel.minutes == minutes.strip():
        return panel
    _check_edits(panel, edits)
    panel.minutes = minutes.strip()
    panel.edits += 1
    panel.save(update_fields=["minutes", "edits"])
    return panel


@transaction.atomic
def put_to_panel(*, version_id: int, panel_id: int, why: str, by: Actor) -> PanelItem:
    """Put a plan on the agenda of a planned panel, as it stands: the panel decides exactly this version.

    Put again after the plan was changed, the agenda names the newest. Raises RuleBroken when the plan does not wait for
    authorisation, stands on another agenda, or without a reason; NotVisible.
    """
    check_right(by, "panel", "WP", "Your role does not put plans before a panel.")
    version = locked(by, version_id)
    panel = _locked(by, panel_id)
    _check_planned(panel)
    if version.state != "finance_checked":
        raise RuleBroken("A plan goes before a panel when finance has checked it, and before it is authorised.")
    if not why.strip():
        raise RuleBroken("Write down why the panel is to decide this plan.", "why")
    elsewhere = deciding.open_item(version)
    if elsewhere is not None and elsewhere.panel_id != panel.pk:
        raise RuleBroken(
            f"This plan is on the agenda of “{elsewhere.panel.name}” on {say_date(elsewhere.panel.held_on)}. Take it off there first."
        )
    there = PanelItem.objects.filter(panel=panel, version=version).first()
    if there is not None and there.decision:
        raise RuleBroken("This panel has decided this plan. Choose another panel.")
    if there is not None:
        there.why, there.content_hash = why.strip(), version.content_hash
        there.save(update_fields=["why", "content_hash"])
        return there
    last = panel.items.aggregate(last=Max("position"))["last"] or 0
    return PanelItem.objects.create(
        organisation_id=version.organisation_id, person_id=version.person_id, panel=panel, version=version, position=last + 1,
        why=why.strip(), content_hash=version.content_hash, put_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def take_off(*, item_id: int, by: Actor) -> None:
    """Take a plan that is not decided off the agenda. Raises RuleBroken, NotVisible."""
    check_right(by, "panel", "WP", "Your role does not change agendas.")
    item = _locked_item(by, item_id)
    if item.decision:
        raise RuleBroken("The panel has decided this plan, so it stays on the agenda.")
    item.delete()


@transaction.atomic
def move_up(*, item_id: int, by: Actor) -> PanelItem:
    """Take a plan one place earlier on the agenda."""
    check_right(by, "panel", "W", MAY_NOT)
    item = _locked_item(by, item_id)
    earlier = item.panel.items.filter(position__lt=item.position).order_by("-position", "-id").first()
    if earlier is not None and not item.decision and not earlier.decision:
        item.position, earlier.position = earlier.position, item.position
        item.save(update_fields=["position"])
        earlier.save(update_fields=["position"])
    return item


@transaction.atomic
def declare_interest(*, item_id: int, member: str, why: str, by: Actor) -> PanelItem:
    """Record that a member of the panel has an interest in one plan, and takes no part in it. Raises RuleBroken, NotVisible."""
    check_right(by, "panel", "W", MAY_NOT)
    item = _locked_item(by, item_id)
    if item.decision:
        raise RuleBroken("The panel has decided this plan. An interest is declared before.")
    named = next((each for each in item.panel.members if each["key"] == member), None)
    if named is None:
        raise RuleBroken("Choose the member.", "member")
    if not why.strip():
        raise RuleBroken("Write down what the interest is.", "why")
    others = [each for each in item.interests if each["key"] != member]
    item.interests = [*others, {"key": member, "name": named["name"], "why": why.strip()}]
    item.save(update_fields=["interests"])
    return item


def _locked(by: Actor, panel_id: int) -> Panel:
    agendas.panel_for(by, panel_id)
    return moving.locked(Panel.objects.filter(organisation_id=by.organisation_id), pk=panel_id)


def _locked_item(by: Actor, item_id: int) -> PanelItem:
    if not agendas.items(by).filter(pk=item_id).exists():
        raise NotVisible
    return moving.locked(PanelItem.objects.select_related("panel"), pk=item_id)


def _check_planned(panel: Panel) -> None:
    if panel.state != "planned":
        raise RuleBroken(f"This panel is {panel.get_state_display().lower()}. Choose one that is planned.")


def _check_edits(panel: Panel, edits: int) -> None:
    if panel.edits != edits:
        raise Stale


def _check_named(name: str) -> None:
    if not name.strip():
        raise RuleBroken("Enter a name for the panel.", "name")


def _members(by: Actor, seats: Sequence[int], others: Sequence[str], chair: str) -> list[dict[str, Any]]:
    """Each member once: colleagues by their user, people from outside by the words written."""
    here = Membership.objects.filter(pk__in=seats, organisation_id=by.organisation_id).select_related("user")
    found: dict[str, dict[str, Any]] = {}
    for seat in here.order_by("user__name", "id"):
        role = "Chair" if chair == str(seat.pk) else seat.job_title or seat.get_role_display()
        found.setdefault(
            f"u{seat.user_id}", {"user": seat.user_id, "seat": seat.pk, "name": seat.user.name, "role": role}
        )
    for number, words in enumerate((each.strip() for each in others if each.strip()), start=1):
        name, _, role = words.partition(",")
        found[f"o{number}"] = {"user": None, "seat": None, "name": name.strip(), "role": role.strip()}
    if not found:
        raise RuleBroken("Choose at least one member.", "seats")
    return [{"key": key, **member, "came": False} for key, member in found.items()]
