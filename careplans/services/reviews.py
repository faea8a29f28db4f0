"""A review of a plan, from the day it is opened or asked for to its written result."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from careplans.enums import ReviewKind, ReviewState
from careplans.models import OPEN_STATES, ChangeWithoutReview, Plan, Review
from careplans.rules.merging import marks, merge
from careplans.rules.reviewing import CHANGES_PLAN, CODES, Looked, check_done, check_results
from careplans.selectors import reviews as reads
from careplans.services.next_review import plan_next_review
from careplans.services.reach import Changed, Stale, check_right
from careplans.services.versions import new_version
from eligibility import services as eligibility
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once
from phb.core.policies import policy
from phb.core.selectors import people

AREA = "plan review"
MAY_NOT = "Your role may read reviews but not hold them."
FIELDS: dict[str, tuple[str, ...]] = {
    "view": ("persons_view", "persons_view_how"),
    "meeting": ("planned_on", "held_on", "how", "took_part"),
    "looked": tuple(f"{code}_{what}" for code in CODES for what in ("answer", "words")),
    "result": ("sufficient", "sufficient_words", "results", "reasons", "next_due_on"),
}
# The law asks for this review, so it is not called off (2013 Regulations, regulation 14).
MUST_BE_HELD = frozenset({ReviewKind.INSUFFICIENT})
OF_THE_CYCLE = frozenset({ReviewKind.FIRST, ReviewKind.YEARLY, ReviewKind.AGREED, ReviewKind.AGE})
Marks = Mapping[str, str]


@transaction.atomic
def open_review(
    *, plan_id: int, kind: str, why: str, on: date, by: Actor, planned_on: date | None = None, key: str | None = None
) -> Review:
    """Open a review of the plan in force; the version stands “under review” until it is completed or called off.

    With `key`, the same page sent twice opens one. Raises NotVisible; RuleBroken when the plan is not in force, a review
    is open, or the person's request for one waits for its answer.
    """
    check_right(by, AREA, "W", MAY_NOT)
    if key is not None:
        asked = {"plan": plan_id, "kind": kind, "why": why, "planned_on": planned_on}
        answer, _ = once("careplans.open_review", key, asked,
                         lambda: {"id": _open(plan_id, kind, why, planned_on, on, by).pk}, by=by)  # fmt: skip
        return Review.objects.get(pk=answer["id"])
    return _open(plan_id, kind, why, planned_on, on, by)


def _open(plan_id: int, kind: str, why: str, planned_on: date | None, on: date, by: Actor) -> Review:
    plan = _plan(by, plan_id)
    if kind not in set(ReviewKind):
        raise RuleBroken("Select why the plan is reviewed.", "kind")
    if kind not in OF_THE_CYCLE and not why.strip():
        raise RuleBroken("Write what has happened, in a sentence or two.", "why")
    _nothing_under_way(plan)
    due = plan.next_review_on if kind in OF_THE_CYCLE else None
    if due is None:
        due = on + timedelta(days=int(policy("review_after_change_days", on=on, organisation_id=by.organisation_id)))
    review = _made(plan, kind, why.strip(), by, due_on=due, planned_on=planned_on)
    _hold(review, by)
    plan_next_review(plan.pk, on, by)
    return review


@transaction.atomic
def ask_for_review(*, plan_id: int, words: str, on: date, by: Actor, asked_by: str = "") -> Review:
    """The person, or who acts for them, asks for a review; the board answers whether one is held, with reasons.

    Staff write down what was asked on paper or by telephone: `asked_by` then names who asked. The same words sent twice
    ask once. Raises NotVisible; RuleBroken while a review is open or another request waits.
    """
    check_right(by, AREA, "PW", "Your role does not ask for reviews.")
    plan = _plan(by, plan_id, part="act_on_plan")
    if not words.strip():
        raise RuleBroken("Write why the plan should be looked at now.", "words")
    who = asked_by.strip() or (by.name if by.is_outside else "")
    if not who:
        raise RuleBroken("Write who asked.", "asked_by")
    waiting = reads.under_way(plan.pk)
    if waiting is not None and waiting.state == ReviewState.ASKED and waiting.why == words.strip():
        return waiting
    _nothing_under_way(plan)
    due = on + timedelta(days=int(policy("review_request_days", on=on, organisation_id=by.organisation_id)))
    review = _made(plan, ReviewKind.ASKED, words.strip(), by, due_on=due, asked_by=who[:200])
    plan_next_review(plan.pk, on, by)
    return review


@transaction.atomic
def answer_request(*, review_id: int, hold: bool, reasons: str, on: date, by: Actor) -> Review:
    """Answer a person who asked for a review: hold it, or not, with reasons (regulation 14). Sent twice, it is one answer."""
    check_right(by, AREA, "W", MAY_NOT)
    review = _locked(by, review_id)
    if review.state == (ReviewState.OPEN if hold else ReviewState.DECLINED):
        return review
    Review.life_cycle.check(review.state, "hold" if hold else "decline")
    if not hold and not reasons.strip():
        raise RuleBroken("Write why no review is held. The person receives the reasons.", "reasons")
    if hold:
        _hold(review, by, reasons.strip())
    else:
        moving.move(review, "decline", by=by, reason=reasons.strip(), reasons=reasons.strip())
    plan_next_review(review.plan_id, on, by)
    return review


@transaction.atomic
def save_review(
    *, review_id: int, part: str, values: Mapping[str, Any], by: Actor, seen: Marks | None = None
) -> Review:
    """Write one part of an open review (a key of FIELDS). What others changed meanwhile is kept, as in the plan itself.

    The person and who acts for them write their own view ("view"). Raises Changed, NotVisible, RuleBroken.
    """
    outside = by.is_outside
    check_right(by, AREA, "P" if outside else "W", MAY_NOT)
    if outside and part != "view":
        raise NotVisible
    review = _locked(by, review_id, part="act_on_plan" if outside else "see_plan")
    if review.state not in reads.UNDER_WAY:
        raise RuleBroken("This review is over, so its words stay as they are.")
    sent = {name: value for name, value in values.items() if name in FIELDS[part]}
    if outside:
        sent.pop("persons_view_how", None)
    merged = merge({name: now_of_review(review, part)[name] for name in sent}, sent, seen)
    if merged.disputed:
        raise Changed(merged.disputed)
    if merged.take:
        _write(review, part, merged.take)
        if outside:
            review.persons_view_how = "online"
        review.edits += 1
        review.save()
    return review


def now_of_review(review: Review, part: str) -> dict[str, Any]:
    """What a part of the review says now, by the names of its boxes."""
    if part != "looked":
        return {name: getattr(review, name) for name in FIELDS[part]}
    return {
        f"{code}_{what}": review.looked_at.get(code, {}).get(what, "") for code in CODES for what in ("answer", "words")
    }


def marks_of(review: Review, part: str) -> dict[str, str]:
    """The marks of a part as it stands, for a page to carry."""
    return marks(now_of_review(review, part))


def _write(review: Review, part: str, taken: Mapping[str, Any]) -> None:
    if part == "looked":
        now = {**now_of_review(review, part), **taken}
        for code in CODES:
            answer, words = now[f"{code}_answer"], now[f"{code}_words"]
            if answer and answer not in set(Looked):
                raise RuleBroken("Choose one of the answers shown.", f"{code}_answer")
            if answer or words:
                review.looked_at[code] = {"answer": answer, "words": words}
        return
    for name, value in taken.items():
        setattr(review, name, value)
    if part == "result":
        check_results(tuple(review.results), review.sufficient)


@transaction.atomic
def complete_review(*, review_id: int, edits: int, on: date, by: Actor) -> Review:
    """Complete the review on a day: its results stand, the clocks of plan and case go on, and a changed plan gets a new draft.

    `edits`: how often it had been saved when it was read. Pressed twice, it is one completion. Raises Stale when somebody
    wrote in it meanwhile; RuleBroken when it says too little or names a day later than the law allows; NotVisible.
    """
    check_right(by, AREA, "W", MAY_NOT)
    review = _locked(by, review_id)
    if review.state == ReviewState.COMPLETED and review.completed_by_id == by.user_id:
        return review
    Review.life_cycle.check(review.state, "complete")
    if review.edits != edits:
        raise Stale
    check_results(tuple(review.results), review.sufficient)
    check_done(reads.reviewed_of(review), completed_on=on)
    moving.move(review, "complete", by=by, reason=review.reasons, completed_on=on, completed_by_id=by.user_id)
    _back_in_force(review, by)
    eligibility.plan_reviewed(case_id=review.plan.case_id, done_on=on, by=by)
    plan_next_review(review.plan_id, on, by)
    if CHANGES_PLAN & set(review.results):
        _change_the_plan(review, by)
    return review


@transaction.atomic
def cancel_review(*, review_id: int, reasons: str, on: date, by: Actor) -> Review:
    """Call an open review off, with reasons; the plan stays due as before. The law's own reviews are held."""
    check_right(by, AREA, "W", MAY_NOT)
    review = _locked(by, review_id)
    if review.state == ReviewState.CANCELLED:
        return review
    Review.life_cycle.check(review.state, "cancel")
    if review.kind in MUST_BE_HELD:
        raise RuleBroken("The amount may not be enough, so this review must be held (2013 Regulations, regulation 14).")
    if not reasons.strip():
        raise RuleBroken("Write why the review is called off.", "reasons")
    moving.move(review, "cancel", by=by, reason=reasons.strip(), reasons=reasons.strip())
    _back_in_force(review, by)
    plan_next_review(review.plan_id, on, by)
    return review


@transaction.atomic
def change_without_review(
    *,
    plan_id: int,
    changed_on: date,
    what: str,
    why_no_review: str,
    sufficient_words: str,
    on: date,
    by: Actor,
    key: str,
) -> ChangeWithoutReview:
    """Write down a change of health for which no review is held: why not, and that the amount is still enough (13(2)).

    Raises NotVisible; RuleBroken for a day to come, or without all three answers.
    """
    check_right(by, AREA, "W", MAY_NOT)
    plan = _plan(by, plan_id)
    if changed_on > on:
        raise RuleBroken("The day of the change cannot be in the future.", "changed_on")
    said = {"what": what.strip(), "why_no_review": why_no_review.strip(), "sufficient_words": sufficient_words.strip()}
    for name, missing in (("what", "Write what has changed."), ("why_no_review", "Write why no review is needed."),
                          ("sufficient_words", "Write why the amount is still enough. If it is not, open a review.")):  # fmt: skip
        if not said[name]:
            raise RuleBroken(missing, name)

    def effect() -> dict[str, int]:
        row = ChangeWithoutReview.objects.create(
            organisation_id=by.organisation_id, person_id=plan.person_id, plan=plan, changed_on=changed_on, decided_on=on,
            decided_by_id=by.user_id, **said,
        )  # fmt: skip
        return {"id": row.pk}

    answer, _ = once(
        "careplans.change_without_review", key, {"plan": plan_id, "changed_on": changed_on, **said}, effect, by=by
    )
    return ChangeWithoutReview.objects.get(pk=answer["id"])


@transaction.atomic
def council_pays_from(*, plan_id: int, first_payment: date | None, on: date, by: Actor) -> Plan:
    """Record the council's own first direct payment in a joint package: its first review is due within six months of it."""
    check_right(by, AREA, "W", MAY_NOT)
    plan = _plan(by, plan_id)
    if first_payment is not None and first_payment > on:
        raise RuleBroken("The day of the council's first payment cannot be in the future.", "council_payments_from")
    plan.council_payments_from = first_payment
    plan.save(update_fields=["council_payments_from"])
    return plan_next_review(plan.pk, on, by)


# --- shared


def _plan(by: Actor, plan_id: int, *, part: str = "see_plan") -> Plan:
    mine = people(by, part=part if by.is_outside else None)
    if not Plan.objects.filter(pk=plan_id, person__in=mine).exists():
        raise NotVisible
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)


def _locked(by: Actor, review_id: int, *, part: str = "see_plan") -> Review:
    if not reads.reviews(by, part=part).filter(pk=review_id).exists():
        raise NotVisible
    return moving.locked(Review.objects.filter(organisation_id=by.organisation_id), pk=review_id)


def _nothing_under_way(plan: Plan) -> None:
    waiting = reads.under_way(plan.pk)
    if waiting is not None and waiting.state == ReviewState.OPEN:
        raise RuleBroken("A review of this plan is open. Go on with that one.")
    if waiting is not None:
        raise RuleBroken("A review has been asked for already and waits for its answer. Answer that one.")
    if reads.version_in_force(plan.pk) is None:
        raise RuleBroken("Only a plan in force is reviewed. While it is being drafted, change the draft.")


def _made(plan: Plan, kind: str, why: str, by: Actor, **fields: Any) -> Review:
    version = reads.version_in_force(plan.pk)
    assert version is not None
    review = Review.objects.create(
        organisation_id=plan.organisation_id, person_id=plan.person_id, plan=plan, version=version, kind=kind, why=why,
        opened_by_id=by.user_id, **fields,
    )  # fmt: skip
    moving.note(review, "created", by=by, before="", after=review.state, reason=why)
    return review


def _hold(review: Review, by: Actor, reason: str = "") -> None:
    """It is the version in force that is reviewed; another may have come into force since the review was asked for."""
    found = reads.version_in_force(review.plan_id)
    if found is None:
        raise RuleBroken("This plan is no longer in force, so it is not reviewed. Answer why no review is held.")
    version = moving.locked(type(review.version).objects.all(), pk=found.pk)
    moving.move(review, "hold", by=by, reason=reason, version_id=version.pk)
    if version.state == "active":
        moving.move(version, "start_review", by=by, reason=review.why)


def _back_in_force(review: Review, by: Actor) -> None:
    version = reads.version_in_force(review.plan_id)
    if version is not None and version.state == "under_review":
        moving.move(moving.locked(type(version).objects.all(), pk=version.pk), "keep", by=by)


def _change_the_plan(review: Review, by: Actor) -> None:
    """The draft in which the results are written, unless one is being worked on already."""
    if not review.plan.versions.filter(state__in=OPEN_STATES).exists():
        new_version(plan_id=review.plan_id, reason=f"Review completed: {review.reasons}", by=by)
