"""About me is the person's own: it changes at any time, without a new version and without new signatures.

The version in force keeps the words that were agreed; the plan holds what was changed since. A new version begins with
the words of the day and, once in force, holds them itself.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from careplans import selectors
from careplans.models import OPEN_STATES, Plan, PlanVersion
from careplans.rules.lifecycle import PLAN
from careplans.rules.merging import mark, merge
from careplans.rules.together import ABOUT_ME
from careplans.selectors.about_me import about_me_of
from careplans.services.drafting import MAY_NOT_WRITE, Marks, put_section
from careplans.services.reach import Changed, Stale, check_right
from careplans.services.sharing import HOW
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken

FROM_AFAR = frozenset(HOW) - {"online"}
ONE_LINE = 200


@transaction.atomic
def write_about_me(
    *,
    plan_id: int,
    values: Mapping[str, Any],
    seen: Marks | None,
    on: date,
    by: Actor,
    said_by: str = "",
    how: str = "",
) -> Plan:
    """Change About me of the plan in force; an empty text takes something away. The same words again change nothing.

    What a version that is being written still says as it was is changed there too, at once or when it begins. `said_by`
    and `how`: whose words staff wrote down, and how they were told. Raises Changed, NotVisible, RuleBroken; Stale when a
    version began or came into force meanwhile.
    """
    check_right(by, "plan", "W", MAY_NOT_WRITE)
    version = _in_force(by, plan_id)
    coming = _coming(version)
    # The version first and the plan after it, as whoever puts a version in force takes them.
    if coming is not None:
        coming = moving.locked(PlanVersion.objects.filter(organisation_id=by.organisation_id), pk=coming.pk)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    _check_still(version, coming)
    version.plan = plan
    now = about_me_of(version)
    result = merge(now, {name: values[name] for name in ABOUT_ME if name in values}, seen)
    if result.disputed:
        raise Changed(result.disputed)
    if not result.take:
        return plan
    _check_words(result.take)
    if coming is not None:
        _carry(plan, coming, now, result.take, by)
    written = {**plan.about_me, **result.take}
    plan.about_me = {
        name: words
        for name, words in written.items()
        if name in plan.about_me_over or mark(words) != mark(getattr(version, name))
    }
    return _save(plan, on, _who(by, said_by, how))


def settle_about_me(version: PlanVersion) -> None:
    """A version has come into force: it holds About me itself now, but for what was changed after it was agreed."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
    if not plan.about_me and not plan.about_me_over:
        return
    plan.about_me = {
        name: plan.about_me[name]
        for name, was in plan.about_me_over.items()
        if name in plan.about_me
        and mark(getattr(version, name)) == mark(was)
        and mark(plan.about_me[name]) != mark(was)
    }
    plan.about_me_over = {}
    _save(plan, plan.about_me_on, plan.about_me_by)


def begin_with_about_me(plan: Plan, source: PlanVersion) -> dict[str, str]:
    """The words that a new version made from `source` begins with, for whoever has locked the plan."""
    if plan.about_me_over:
        plan.about_me_over = {}
        plan.save(update_fields=["about_me_over"])
    # A plan that ended kept its last words; a version that was withdrawn holds its own.
    return (
        {} if source.state == "withdrawn" else {name: plan.about_me[name] for name in ABOUT_ME if name in plan.about_me}
    )


def _save(plan: Plan, on: date | None, by: str) -> Plan:
    plan.about_me_on, plan.about_me_by = (on, by) if plan.about_me else (None, "")
    plan.save(update_fields=["about_me", "about_me_on", "about_me_by", "about_me_over"])
    return plan


def _in_force(by: Actor, plan_id: int) -> PlanVersion:
    """The version in force that this actor may write on. Raises NotVisible, RuleBroken."""
    found = list(selectors.versions(by, part="act_on_plan").filter(plan_id=plan_id))
    if not found:
        raise NotVisible
    version = next((each for each in found if each.state in selectors.IN_FORCE), None)
    if version is None:
        raise RuleBroken("No version of this plan is in force, so there is nothing to change here. Write in the draft.")
    return version


def _coming(version: PlanVersion) -> PlanVersion | None:
    """The version that is being written or signed, if there is one."""
    return PlanVersion.objects.filter(plan_id=version.plan_id, state__in=OPEN_STATES).first()


def _check_still(version: PlanVersion, coming: PlanVersion | None) -> None:
    """Refuse (Stale) when versions have moved on before the plan was locked."""
    now = _coming(version)
    state = PlanVersion.objects.values_list("state", flat=True).get(pk=version.pk)
    if state not in selectors.IN_FORCE or (now and now.pk) != (coming and coming.pk):
        raise Stale


def _check_words(words: Mapping[str, Any]) -> None:
    if len(str(words.get("written_with", ""))) > ONE_LINE:
        raise RuleBroken(f"Use {ONE_LINE} characters or fewer to say who helped.", "written_with")


def _carry(plan: Plan, coming: PlanVersion, before: Mapping[str, str], taken: Mapping[str, str], by: Actor) -> None:
    """Into a version that is being written, where it said the same; over one that was agreed, when it begins.

    Who may sign a plan clinically would sign no draft that they wrote on: their words wait like those over an agreed one.
    """
    there = {name: getattr(coming, name) for name in taken}
    if PLAN.is_in(coming.state, "can_be_edited"):
        there = {name: words for name, words in there.items() if mark(words) == mark(before[name])}
        if not may(by, "clinical sign-off", "A"):
            put_section(coming, "about_me", {name: taken[name] for name in there})
            return
    plan.about_me_over = {**plan.about_me_over, **there}


def _who(by: Actor, said_by: str, how: str) -> str:
    if by.is_outside or not said_by.strip():
        return by.name[:200]
    if how not in FROM_AFAR:
        raise RuleBroken("Say how they told you: on paper, by telephone or at a visit.", "how")
    told = HOW[how][:1].lower() + HOW[how][1:]
    return f"{said_by.strip()[:80]}, {told}; written down by {by.name}"[:200]
