"""Raising many budgets on one day: prepared by one person, approved by another who names the edition that was seen.

The amounts are worked out in `uplift_preview` and put in force by `uplift_applying`, as a job.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.models import Uplift, UpliftItem
from budgets.permissions import check_may
from budgets.rules.changes import check_year
from budgets.rules.uplifting import JUDGEMENT, read_terms
from budgets.selectors.uplifts import item_for, uplift_for, versions_on
from budgets.services._common import next_reference
from budgets.services.uplift_preview import preview, sum_up_again
from budgets.services.uplift_reapplying import reapply
from careplans.enums import ServiceKind
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Job, Move, Place
from phb.core.once import once

__all__ = [
    "approve",
    "ask_preview",
    "change",
    "leave_out",
    "prepare",
    "preview",
    "propose",
    "reapply",
    "resume",
    "start_apply",
    "start_undo",
    "take_back",
    "take_in",
    "withdraw",
]

PREVIEW_JOB, APPLY_JOB, UNDO_JOB = "budgets.preview_uplift", "budgets.apply_uplift", "budgets.undo_uplift"
WORDS = ("name", "reason", "stream", "provider", "place_id", "percents", "effective_from", "fixed_providers")
STALE = "The uplift was worked out again since you opened it. Open it again and look at the figures."


@transaction.atomic
def prepare(*, values: Mapping[str, Any], on: date, by: Actor, key: str | None = None) -> Uplift:
    """Begin an uplift. `values`: name, reason, stream, provider, place_id, percents ({"agency": "3.6"}), effective_from
    and fixed_providers. With `key`, the same page sent twice begins one.

    Raises RuleBroken without a name, a reason or a percent, and for a percent below 0.
    """
    check_may(by, "uplift", "W")
    said = _checked(values, by)
    check_year(said["effective_from"], on, "effective_from")

    def effect() -> dict[str, int]:
        uplift = Uplift.objects.create(
            organisation_id=by.organisation_id,
            reference=next_reference("U", Uplift, by, on),
            prepared_by_id=by.user_id,
            **said,
        )
        moving.note(uplift, "created", by=by, before="", after=uplift.state)
        return {"id": uplift.pk}

    if key is None:
        return Uplift.objects.get(pk=effect()["id"])
    answer, _ = once("budgets.prepare_uplift", key, dict(said), effect, by=by)
    return Uplift.objects.get(pk=answer["id"])


@transaction.atomic
def change(*, uplift_id: int, values: Mapping[str, Any], by: Actor) -> Uplift:
    """Change what an uplift in preparation says. Its figures are of before, so it must be worked out again; whoever
    changed it last is the one who prepared it."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state != UpliftState.DRAFT:
        raise RuleBroken("Only an uplift that is being prepared can be changed. Take it back first.")
    said = _checked(values, by)
    if all(getattr(uplift, name) == value for name, value in said.items()):
        return uplift
    for name, value in said.items():
        setattr(uplift, name, value)
    uplift.prepared_by_id = by.user_id
    uplift.previewed_at, uplift.totals = None, {}
    uplift.save(update_fields=[*(name.removesuffix("_id") for name in said), "prepared_by", "previewed_at", "totals"])
    moving.note(uplift, "change", by=by, before=uplift.state, after=uplift.state)
    return uplift


@transaction.atomic
def ask_preview(*, uplift_id: int, on: date, by: Actor) -> Job:
    """Have an uplift worked out by a worker: for more budgets than a page waits for."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state != UpliftState.DRAFT:
        raise RuleBroken("An uplift is worked out again only while it is being prepared. Take it back first.")
    return _ask(PREVIEW_JOB, uplift, on, by, f"-edition-{uplift.edition + 1}")


@transaction.atomic
def leave_out(*, item_id: int, reason: str, on: date, by: Actor) -> UpliftItem:
    """Leave one budget out of an uplift in preparation, with the reason. The totals follow, as a new edition."""
    return _decide(item_id, "out", reason, on, by)


@transaction.atomic
def take_in(*, item_id: int, reason: str, on: date, by: Actor) -> UpliftItem:
    """Take in a budget that was left out, or that somebody had to look at, with the reason. What must change first, such
    as pay under the legal minimum, is not overruled (RuleBroken)."""
    return _decide(item_id, "in", reason, on, by)


def _decide(item_id: int, decided: str, reason: str, on: date, by: Actor) -> UpliftItem:
    check_may(by, "uplift", "W")
    uplift = _locked(by, item_for(by, item_id).uplift_id)
    item = moving.locked(UpliftItem.objects.filter(uplift=uplift), pk=item_id)
    if uplift.state != UpliftState.DRAFT:
        raise RuleBroken("Budgets are left out or taken in while the uplift is being prepared. Take it back first.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", "reason")
    blocked = item.state == UpliftItemState.BLOCKED
    if blocked == (decided == "out"):
        return item
    if decided == "in" and UpliftWhy(item.why_code) not in JUDGEMENT:
        raise RuleBroken(f"It cannot be taken in as it is. {item.why_not}", "reason")
    words = {"decided": decided, "decided_reason": reason.strip()[:300]}
    if decided == "out":
        moving.move(
            item,
            "block",
            by=by,
            reason=reason.strip(),
            why_code=UpliftWhy.LEFT_OUT,
            why_not="Left out by decision.",
            **words,
        )
    else:
        moving.move(item, "unblock", by=by, reason=reason.strip(), why_code="", why_not="", **words)
    uplift.prepared_by_id = by.user_id
    uplift.save(update_fields=["prepared_by"])
    if uplift.previewed_at is not None:
        sum_up_again(uplift, on)
    return item


@transaction.atomic
def propose(*, uplift_id: int, edition: int, by: Actor) -> Uplift:
    """Send an uplift for approval as it was worked out in this edition. Pressed twice, it is sent once."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state == UpliftState.PROPOSED and uplift.edition == edition:
        return uplift
    if uplift.previewed_at is None:
        raise RuleBroken("Work the uplift out first, so that whoever approves it sees what it does.")
    _check_edition(uplift, edition)
    if not uplift.items.filter(state=UpliftItemState.WAITING).exists():
        raise RuleBroken("The uplift raises no budget. Change what it names, or take in a budget that was left out.")
    moving.move(uplift, "propose", by=by)
    return uplift


@transaction.atomic
def approve(*, uplift_id: int, edition: int, on: date, by: Actor) -> Uplift:
    """A second person approves the edition that they saw.

    Raises RuleBroken for whoever prepared it, for another edition, and when amounts have changed since it was worked out.
    """
    check_may(by, "uplift", "A")
    uplift = _locked(by, uplift_id)
    if by.user_id in prepared_by(uplift):
        raise RuleBroken("You prepared this uplift or a part of it, so a colleague approves it.")
    if (
        uplift.state == UpliftState.APPROVED
        and uplift.approved_edition == edition
        and uplift.approved_by_id == by.user_id
    ):
        return uplift
    _check_edition(uplift, edition)
    if uplift.state == UpliftState.PROPOSED and (changed := changed_since(uplift)):
        said = "1 budget has" if changed == 1 else f"{changed} budgets have"
        raise RuleBroken(f"{said} a new amount since the uplift was worked out. Give it back to be worked out again.")
    moving.move(
        uplift, "approve", by=by, approved_by_id=by.user_id, approved_on=on, approved_edition=edition,
        reason=f"Edition {edition}, {uplift.totals.get('budgets', 0)} budgets",
    )  # fmt: skip
    return uplift


def prepared_by(uplift: Uplift) -> set[int | None]:
    """Everybody who had a hand in preparing it: wrote it, changed it, left budgets out, took them in, or sent it."""
    rows = Move.objects.filter(organisation_id=uplift.organisation_id)
    own = rows.filter(subject="budgets.uplift", subject_id=uplift.pk, verb__in=["created", "change", "propose"])
    parts = rows.filter(subject="budgets.upliftitem", subject_id__in=uplift.items.exclude(decided="").values("pk"))
    return {uplift.prepared_by_id, *own.values_list("by_id", flat=True), *parts.values_list("by_id", flat=True)}


def changed_since(uplift: Uplift) -> int:
    """How many of the budgets to be raised have another amount in force on the first day than when it was worked out."""
    there = versions_on(uplift.organisation_id, uplift.effective_from).values("pk")
    return uplift.items.filter(state=UpliftItemState.WAITING).exclude(base_version__in=there).count()


@transaction.atomic
def take_back(*, uplift_id: int, reason: str, by: Actor) -> Uplift:
    """Back to preparation: by whoever prepared it, or by the approver with what is to be put right."""
    check_may(by, "uplift", "WA")
    uplift = _locked(by, uplift_id)
    if uplift.state == UpliftState.DRAFT:
        return uplift
    if not reason.strip():
        raise RuleBroken("Write what is to be put right.", "reason")
    moving.move(uplift, "return", by=by, reason=reason.strip())
    return uplift


@transaction.atomic
def withdraw(*, uplift_id: int, reason: str, by: Actor) -> Uplift:
    """Give an uplift up before it is applied. It stays on record."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state == UpliftState.WITHDRAWN:
        return uplift
    if not reason.strip():
        raise RuleBroken("Write why the uplift is given up.", "reason")
    moving.move(uplift, "withdraw", by=by, reason=reason.strip())
    return uplift


@transaction.atomic
def start_apply(*, uplift_id: int, on: date, by: Actor) -> Uplift:
    """Begin to put an approved uplift in force, by a worker. Pressed twice, it begins once."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state in {UpliftState.APPLYING, UpliftState.APPLIED}:
        return uplift
    moving.move(uplift, "apply", by=by)
    _ask(APPLY_JOB, uplift, on, by)
    return uplift


@transaction.atomic
def start_undo(*, uplift_id: int, reason: str, on: date, by: Actor) -> Uplift:
    """Begin to take an uplift back, by a worker: every budget whose raised amount no payment rests on. While it is still
    being applied, that stops first. Pressed twice, it begins once."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    if uplift.state in {UpliftState.UNDOING, UpliftState.UNDONE}:
        return uplift
    if not reason.strip():
        raise RuleBroken("Write why the uplift is undone.", "reason")
    moving.move(uplift, "undo", by=by, reason=reason.strip())
    _ask(UNDO_JOB, uplift, on, by)
    return uplift


@transaction.atomic
def resume(*, uplift_id: int, on: date, by: Actor) -> Uplift:
    """Go on with an uplift whose work was set aside, from where it stopped; what is done is not done again."""
    check_may(by, "uplift", "W")
    uplift = _locked(by, uplift_id)
    kinds = {UpliftState.APPLYING: APPLY_JOB, UpliftState.UNDOING: UNDO_JOB}
    if (kind := kinds.get(UpliftState(uplift.state))) is None:
        raise RuleBroken("There is nothing to go on with: the uplift is not being applied or undone.")
    _ask(kind, uplift, on, by)
    return uplift


def _ask(kind: str, uplift: Uplift, on: date, by: Actor, more: str = "") -> Job:
    """Ask for work on an uplift, once; after work that was set aside, once more."""
    key = f"uplift-{uplift.pk}{more}"
    rows = Job.objects.filter(
        Q(key=key) | Q(key__startswith=f"{key}-again-"), organisation_id=by.organisation_id, kind=kind
    )
    last = rows.order_by("-id").first()
    if last is not None:
        key = f"{key}-again-{last.pk}" if last.state == "set_aside" else str(last.key)
    return jobs.ask(kind, by=by, payload={"uplift": uplift.pk, "on": on.isoformat()}, key=key)


def _locked(by: Actor, uplift_id: int) -> Uplift:
    uplift_for(by, uplift_id)
    return moving.locked(Uplift.objects.filter(organisation_id=by.organisation_id), pk=uplift_id)


def _check_edition(uplift: Uplift, edition: int) -> None:
    if uplift.edition != edition or uplift.previewed_at is None:
        raise RuleBroken(STALE)


def _checked(values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    said = {name: values.get(name) for name in WORDS}
    for name in ("name", "reason", "stream", "provider"):
        said[name] = str(said[name] or "").strip()
    if not said["name"] or not said["reason"]:
        missing = "name" if not said["name"] else "reason"
        raise RuleBroken(
            "Give the uplift a name." if missing == "name" else "Write the reason, with its source.", missing
        )
    said["percents"] = _percents(said["percents"] or {})
    said["fixed_providers"] = _names(said["fixed_providers"] or ())
    read_terms(said["percents"], said["effective_from"], said["provider"], said["fixed_providers"])
    if said["place_id"] and not Place.objects.filter(organisation_id=by.organisation_id, pk=said["place_id"]).exists():
        raise RuleBroken("Choose a place of your organisation.", "place")
    return said


def _percents(given: Mapping[str, Any]) -> dict[str, str]:
    found = {kind: str(text) for kind, text in given.items() if text not in (None, "")}
    if not found:
        raise RuleBroken("Give at least one kind of line a percent.", "percents")
    if strange := set(found) - {kind.value for kind in ServiceKind}:
        raise RuleBroken(f"There is no kind of line called {', '.join(sorted(strange))}.", "percents")
    return found


def _names(given: Sequence[str]) -> list[str]:
    return sorted({name.strip() for name in given if name.strip()})
