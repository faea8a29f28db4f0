"""Decisions questioned: the list, one of them, what is open on a case, and the clocks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from eligibility.enums import CaseState, FormState, Matter, Route, Tool
from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome as O
from eligibility.enums import Decision as DecisionCode
from eligibility.models import Assessment, Case, Challenge, Decision, Letter
from eligibility.rules.disputes import (
    BOARD,
    OUTCOME_LETTERS,
    OUTSIDE_BOARD,
    WAYS,
    Possible,
    Standing,
    next_way,
    ways_open,
)
from eligibility.selectors.cases import cases, decision_in_force
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Move, Organisation
from phb.core.selectors import counted_people

OPEN = sorted(Challenge.life_cycle.groups["open"])
# Outcomes after which the decision is as it was, so that the next way is open.
UNCHANGED = (O.NOT_UPHELD, O.UPHELD_IN_PART)
_MATTERS = {K.PHB_REVIEW: Matter.PHB_REQUEST, K.DIRECT_PAYMENT: Matter.DIRECT_PAYMENT}


def challenges(actor: Actor) -> QuerySet[Challenge]:
    """The challenges on cases that the actor may see."""
    return Challenge.objects.filter(case__in=cases(actor))


def challenges_for_list(actor: Actor) -> QuerySet[Challenge]:
    """With person and case joined, so that a list asks once whatever its length."""
    return challenges(actor).select_related("person", "case")


def challenge_for(actor: Actor, challenge_id: int) -> Challenge:
    """One challenge with its person, case and what it questions, or NotVisible."""
    found = (
        challenges(actor)
        .select_related(
            "case", "person__named_contact__user", "person__place", "about__decided_by", "about_form__completed_by",
            "after", "received_by", "decided_by",
        )
        .filter(pk=challenge_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise NotVisible
    return found


def locked_challenge(actor: Actor, challenge_id: int) -> Challenge:
    """One challenge, locked until the transaction ends. Raises NotVisible."""
    found = challenges(actor).select_for_update(of=("self",)).filter(pk=challenge_id).first()
    if found is None:
        raise NotVisible
    return found


def challenges_of(case: Case) -> list[Challenge]:
    """The challenges on a case, newest first."""
    return list(case.challenges.select_related("about", "about_form", "received_by", "decided_by").order_by("-id"))


# --- What is questioned


def screening_of(case: Case) -> Assessment | None:
    """The negative Checklist that a case ended with, if it did."""
    if case.state != CaseState.SCREENED_OUT:
        return None
    kept = case.assessments.filter(tool=Tool.CHECKLIST, state=FormState.COMPLETED, outcome="NEGATIVE")
    return kept.select_related("completed_by").order_by("-id").first()


def newest(case: Case, matter: str) -> Decision | None:
    """The newest decision in one matter of a case."""
    if matter == Matter.ELIGIBILITY:
        return decision_in_force(case)
    return case.decisions.filter(matter=matter).select_related("decided_by", "assessment").order_by("-id").first()


def is_refused(case: Case, decision: Decision | None) -> bool:
    """Whether the decision in force says not eligible. A closed case keeps it: it may still be questioned."""
    said_no = decision is not None and decision.decision == DecisionCode.NOT_ELIGIBLE
    return said_no and case.state in (CaseState.NOT_ELIGIBLE, CaseState.CLOSED)


def questioned(case: Case, kind: str, after: Challenge | None = None) -> tuple[Decision | None, Assessment | None]:
    """The decision and the form that a challenge of this kind is about: those of the stage before, if there is one."""
    if after is not None:
        return after.about, after.about_form
    if kind in (K.PAST_PERIOD, K.BODIES, K.PLAN_SERVICE, K.SEND):
        return None, None
    if kind in (K.CHECKLIST, K.COMPLAINT, K.OMBUDSMAN) and (form := screening_of(case)) is not None:
        return None, form
    if kind in _MATTERS:
        return newest(case, _MATTERS[K(kind)]), None
    # A complaint does not decide on continuing healthcare: local resolution and the panel do.
    decision = newest(case, Matter.ELIGIBILITY)
    if not is_refused(case, decision) or (kind == K.COMPLAINT and case.route == Route.CHC):
        return None, None
    return decision, None


def former_stage(case: Case, kind: str, made: Iterable[Challenge] | None = None) -> Challenge | None:
    """The stage that comes before one of this kind: decided, and with the decision left as it was."""
    before = {
        K.INDEPENDENT_REVIEW: (K.LOCAL_RESOLUTION,),
        K.OMBUDSMAN: (K.INDEPENDENT_REVIEW, K.COMPLAINT),
        K.COMPLAINT: (K.CHECKLIST, K.PHB_REVIEW, K.DIRECT_PAYMENT, K.PLAN_SERVICE),
        K.LOCAL_RESOLUTION: (K.PAST_PERIOD,),
    }.get(K(kind), ())
    decision, form = decision_in_force(case), screening_of(case)
    if kind == K.LOCAL_RESOLUTION and is_refused(case, decision):
        return None
    rows = [
        one
        for one in (challenges_of(case) if made is None else made)
        if one.kind in before and counts_for(one, case, decision, form)
    ]
    return next((one for one in rows if one.state == "DECIDED" and one.outcome in UNCHANGED), None)


def counts_for(one: Challenge, case: Case, decision: Decision | None, form: Assessment | None) -> bool:
    """Whether a stage belongs to what is questioned now: a later decision begins all stages anew."""
    if one.about_form_id is not None:
        return form is not None and one.about_form_id == form.pk
    if one.about_id is not None and one.about is not None and one.about.matter == Matter.ELIGIBILITY:
        return decision is not None and one.about_id == decision.pk
    # Stages of a past period (about nothing decided here) do not use up those of a later refusal.
    staged = one.kind in (K.LOCAL_RESOLUTION, K.INDEPENDENT_REVIEW)
    return not (staged and one.about_id is None and is_refused(case, decision))


def standing_of(case: Case, made: list[Challenge] | None = None) -> Standing:
    """What the rules need to know of a case: stages done count for the decision in force, not for an older one."""
    rows = challenges_of(case) if made is None else made
    decision, form = newest(case, Matter.ELIGIBILITY), screening_of(case)
    matters = set(case.decisions.values_list("matter", flat=True))

    mine = [one for one in rows if counts_for(one, case, decision, form)]
    return Standing(
        route=case.route,
        screened_out=form is not None,
        refused=is_refused(case, decision),
        eligible=case.state == CaseState.ELIGIBLE,
        decided_request=Matter.PHB_REQUEST in matters,
        decided_payment=Matter.DIRECT_PAYMENT in matters,
        done=frozenset(one.kind for one in mine if one.state == "DECIDED" and one.outcome in UNCHANGED),
        running=frozenset(one.kind for one in mine if one.state in OPEN),
    )


def possible_ways(case: Case) -> list[Possible]:
    """Every way for this case, those open now first, each with what it is or why it is not open."""
    return ways_open(standing_of(case))


def notice_day(case: Case, decision: Decision | None, form: Assessment | None, after: Challenge | None) -> date | None:
    """The day of the notice that is questioned: when its letter was sent, else the letter's own date, else the decision's.

    For a next stage it is the outcome letter of the stage before.
    """
    letters = Letter.objects.filter(case=case).exclude(state="CANCELLED").order_by("-id")
    if after is not None:
        letter = letters.filter(challenge=after, kind__in=set(OUTCOME_LETTERS.values())).first()
        return _day(letter) or after.outcome_on
    if decision is not None:
        return _day(letters.filter(decision=decision, challenge=None).first()) or decision.decided_on
    if form is not None:
        return _day(letters.filter(kind__startswith="CHECKLIST").first()) or form.completed_on
    return None


def _day(letter: Letter | None) -> date | None:
    return None if letter is None else letter.sent_on or letter.dated


def earlier_days(
    case: Case, kind: str, *, decision: Decision | None = None, details: dict[str, Any]
) -> tuple[date, ...]:
    """The days on which the same was looked at before: reviews of that decision; the same payment change or service."""
    rows = case.challenges.filter(kind=kind, state="DECIDED", outcome_on__isnull=False)
    if kind == K.PHB_REVIEW:
        rows = rows.filter(about=decision)
    if kind == K.DIRECT_PAYMENT:
        rows = rows.filter(details__change=details.get("change", ""))
        if details.get("change") != "REFUSE":
            rows = rows.filter(notice_on=details.get("notice_on"))
    if kind == K.PLAN_SERVICE:
        rows = rows.filter(details__service__iexact=str(details.get("service", "")).strip())
    return tuple(rows.values_list("outcome_on", flat=True))


def root_of(challenge: Challenge) -> Challenge:
    """The first stage that this one goes back to."""
    found = challenge
    while found.after is not None:
        found = found.after
    return found


def _add_decider(found: dict[int, str], decision: Decision) -> None:
    # Whoever brought in a decision of the past did not make it.
    if not decision.decider_name:
        found.setdefault(decision.decided_by_id, "made the decision that is questioned")


def judged_before(challenge: Challenge) -> dict[int, str]:
    """Who may not decide this challenge, and why: whoever made, recommended or looked again at what is questioned."""
    found: dict[int, str] = {}
    if challenge.about is not None:
        if challenge.about.recommended_by_id:
            found[challenge.about.recommended_by_id] = "recorded the recommendation"
        _add_decider(found, challenge.about)
    if challenge.about_form is not None and challenge.about_form.completed_by_id:
        found[challenge.about_form.completed_by_id] = "completed the form that is questioned"
    # A service of a plan: the plan tells who refused it, and they do not look at it again.
    found |= dict.fromkeys(challenge.details.get("refused_by", []), "refused the service that is questioned")
    stage = challenge.after
    while stage is not None:
        # Whoever writes down what a body outside has decided does not judge.
        if stage.decided_by_id and not OUTSIDE_BOARD & {K(stage.kind), K(challenge.kind)}:
            found[stage.decided_by_id] = "decided an earlier stage"
        if stage.about is not None:
            _add_decider(found, stage.about)
        stage = stage.after
    return found


def moves_of(challenge: Challenge) -> list[Move]:
    """How a challenge moved, newest first."""
    found = Move.objects.filter(
        organisation_id=challenge.organisation_id, subject="eligibility.challenge", subject_id=challenge.pk
    )
    return list(found.order_by("-id"))


def authorities_named(actor: Actor) -> list[str]:
    """The local authorities in this board's area, as they were last named for a panel."""
    last = (
        Challenge.objects.filter(person__in=counted_people(actor), details__has_key="authorities")
        .order_by("-id")
        .first()
    )
    return last.details["authorities"] if last is not None else []


def refunds_due(actor: Actor) -> QuerySet[Challenge]:
    """The challenges whose outcome asks for care costs to be made good."""
    return challenges_for_list(actor).filter(state="DECIDED", refund__days__gt=0)


ADDRESSES = {
    K.OMBUDSMAN: "Parliamentary and Health Service Ombudsman, www.ombudsman.org.uk, telephone 0345 015 4033",
}


def address_used(actor: Actor, way: str, board: Organisation) -> str:
    """Where requests by this way go: as the board last wrote it in an outcome letter, else what is published."""
    before = {kind for kind in K if next_way(kind) == way}
    last = (
        Challenge.objects.filter(person__in=counted_people(actor), kind__in=before, details__has_key="next_address")
        .order_by("-id")
        .first()
    )
    if last is not None:
        return str(last.details["next_address"])
    own = ", ".join(part for part in (board.name, *board.address.splitlines(), board.email, board.phone) if part)
    return ADDRESSES.get(K(way), own if WAYS[K(way)].heard_by == BOARD else "")
