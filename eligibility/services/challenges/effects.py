"""What follows from an outcome: the case moves, a new decision stands beside the old one, days are refunded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import Answer, CaseState, Matter, Right, Route, Tool, Way
from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome as O
from eligibility.enums import Decision as Code
from eligibility.models import Assessment, Case, Challenge, Decision
from eligibility.rules.decided_as import DECISIONS
from eligibility.rules.refund_days import Days, days_of_reversal, total_days
from eligibility.selectors import locked_case, result_of, right_of
from eligibility.selectors.challenges import root_of
from eligibility.selectors.routes import proposed_terms
from eligibility.services.cases import clock_of_decision
from eligibility.services.deciders import check_decider
from eligibility.services.drafts import start_form
from eligibility.services.following import after_yes, clocks_after
from eligibility.services.suitability import check_permitted
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date
from phb.core.words import capital

Followed = tuple[str, dict[str, Any]]
STANDS = "The decision stands."
TO_ASSESSMENT, TO_CHECKLIST = "ASSESSMENT", "CHECKLIST"


@dataclass(frozen=True, slots=True)
class Wish:
    """An outcome as the decider gave it. Refunded days include both ends."""

    outcome: O
    reasons: str
    on: date
    refund_from: date | None = None
    refund_to: date | None = None
    delay_unjustified: bool = False
    way_on: str = ""
    ways: tuple[str, ...] = ()
    part_granted: str = ""
    responsible: str = ""
    carried_out: bool = True


def carry_out(challenge: Challenge, wish: Wish, *, by: Actor) -> Followed:
    """Do what follows; returns it in words, and the refund to keep. Raises RuleBroken when it cannot follow now."""
    if not wish.carried_out:
        return "The board does not carry out the decision, for the exceptional reasons given.", {}
    root = root_of(challenge)
    if root.kind == K.PAST_PERIOD:
        return _past_period(root, wish)
    if challenge.kind == K.BODIES:
        return _bodies(challenge, wish)
    if wish.outcome in (O.NOT_UPHELD,):
        return STANDS, {}
    case = locked_case(by, challenge.case_id)
    if challenge.about_form_id is not None:
        return _screening(case, challenge, wish, by)
    if challenge.about is None:
        return "The board does what the outcome says; no decision on this case changes.", {}
    if challenge.about.matter == Matter.PHB_REQUEST:
        return _request(case, challenge, wish, by)
    if challenge.about.matter == Matter.DIRECT_PAYMENT:
        return _payment(case, challenge, wish, by)
    return _eligibility(case, challenge, wish, by)


def _screening(case: Case, challenge: Challenge, wish: Wish, by: Actor) -> Followed:
    """A negative Checklist that does not stand: a new Checklist, or straight to the full assessment."""
    if wish.outcome is O.UPHELD_IN_PART:
        return "The Checklist stands; the rest of the outcome is put right.", {}
    if not Case.life_cycle.may(case.state, "repeat_checklist"):
        return "The case had already gone on, so nothing moves.", {}
    if wish.way_on == TO_CHECKLIST:
        start_form(case_id=case.pk, tool="checklist", by=by)
        return "A new Checklist was opened.", {}
    if wish.way_on != TO_ASSESSMENT:
        raise RuleBroken("Choose what follows: a new Checklist, or straight to a full assessment.", "way_on")
    moving.move(
        case,
        "go_to_assessment",
        by=by,
        reason=f"After the Checklist was looked at again ({challenge.reference}).",
        **clock_of_decision(case, wish.on),
    )
    return "The case went to a full assessment. The clock of the decision runs from the outcome.", {}


def _eligibility(case: Case, challenge: Challenge, wish: Wish, by: Actor) -> Followed:
    about = challenge.about
    assert about is not None
    if wish.outcome is O.UPHELD_IN_PART:
        return "The decision on eligibility stands; the rest of the outcome is put right.", {}
    if wish.outcome is O.NEW_ASSESSMENT:
        _refuse_second(case)
        moving.move(
            case,
            "reassess",
            by=by,
            reason=f"A new assessment after {challenge.reference}.",
            decided_on=None,
            ended_on=None,
            **clock_of_decision(case, wish.on),
        )
        return "A new assessment was opened: a new team, a new form, a new decision.", {}
    if wish.on < about.decided_on:
        raise RuleBroken(
            f"The outcome cannot be earlier than the decision it reverses, of {say_date(about.decided_on)}.", "on"
        )
    received = case.clock_started_on if case.due_clock == "K1" else None
    unjustified = about.delay_unjustified or wish.delay_unjustified
    changes = {"decided_on": wish.on, "ended_on": None, **clocks_after(case, wish.on, about.assessment)}
    moving.move(case, "overturn", by=by, reason=f"Overturned by {challenge.reference}.", **changes)
    terms = _terms(case, about)
    made = _decision(case, challenge, wish, by, decision=Code.ELIGIBLE, matter=Matter.ELIGIBILITY, terms=terms)
    after_yes(case, wish.on, by)
    words = f"The person is eligible by a new decision of {say_date(made.decided_on)}."
    if case.route != Route.CHC:
        return words, {}
    lines = days_of_reversal(about.decided_on, wish.on, received=received, delay_unjustified=unjustified)
    return words, _refund(lines)


def _terms(case: Case, about: Decision) -> dict[str, Any]:
    """What the new decision says beside its reasons, by its route's own parts, as the form proposes them."""
    if case.route == Route.CHC:
        return {}
    offer = {key: about.terms[key] for key in ("offer", "decider", "review_route") if about.terms.get(key)}
    said = proposed_terms(case, about.assessment) if about.assessment is not None else {}
    return {"answer": DECISIONS[Route(case.route)].yes.code, **said, **offer}


def _refuse_second(case: Case) -> None:
    undecided = Case.life_cycle.groups["undecided"]
    other = (
        Case.objects.filter(person_id=case.person_id, route=case.route, state__in=undecided).exclude(pk=case.pk).first()
    )
    if other is not None:
        raise RuleBroken(
            f"This person has another case by this route that is not decided yet ({other.reference}). Decide or close it first."
        )


def _request(case: Case, challenge: Challenge, wish: Wish, by: Actor) -> Followed:
    """A budget granted after all, in whole or in part: a new answer stands beside the old one."""
    if wish.outcome is O.NEW_ASSESSMENT:
        return "The request is answered anew: complete its form again, then decide.", {}
    ways = [way for way in wish.ways if way in set(Way)]
    if not ways:
        raise RuleBroken("Choose at least one way of managing the budget.", "ways")
    right = right_of(case, wish.on).outcome
    if right == Right.NO_RIGHT:
        raise RuleBroken("NHS-funded nursing care alone carries no personal health budget.", "outcome")
    whole = wish.outcome is O.UPHELD
    if not whole and not wish.part_granted.strip():
        raise RuleBroken("Write for which part of the care the budget is granted.", "part_granted")
    answer = Answer.GRANTED if whole else Answer.GRANTED_IN_PART
    terms: dict[str, Any] = {
        "extent": "ALL" if whole else "PART",
        "ways": ways,
        "by_right": right == Right.RIGHT_TO_HAVE,
    }
    if not whole:
        terms["part_granted"] = wish.part_granted.strip()
    _decision(case, challenge, wish, by, decision=answer, matter=Matter.PHB_REQUEST, terms=terms)
    return f"A new answer was given: {answer.label.lower()}.", {}


def _payment(case: Case, challenge: Challenge, wish: Wish, by: Actor) -> Followed:
    """A refusal that falls: permitted where the procedure allows it by the newest form, else the form is completed again."""
    again = "The refusal does not stand. Complete the suitability form again with the new evidence, then decide."
    form = case.assessments.filter(tool=Tool.DIRECT_PAYMENT, state="COMPLETED").order_by("-id").first()
    if wish.outcome is not O.UPHELD or form is None or case.state != CaseState.ELIGIBLE:
        return again, {}
    found = result_of(form, wish.on)
    try:
        check_permitted(found)
    except RuleBroken:
        return again, {}
    check_decider(by, form.completed_by_id)
    terms = {
        "indicated": str(found.outcome),
        "code": found.facts.get("code", ""),
        "recipient": found.facts.get("recipient", ""),
        "route": found.facts.get("route", ""),
    }
    _decision(
        case, challenge, wish, by, decision=Answer.PERMITTED, matter=Matter.DIRECT_PAYMENT, terms=terms, form=form
    )
    return "The direct payment is permitted by a new decision.", {}


def _decision(
    case: Case,
    challenge: Challenge,
    wish: Wish,
    by: Actor,
    *,
    decision: str,
    matter: str,
    terms: dict[str, Any],
    form: Assessment | None = None,
) -> Decision:
    about = challenge.about
    assert about is not None
    rests_on = form or about.assessment
    return Decision.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        assessment=rests_on,
        matter=matter,
        decision=decision,
        decided_on=wish.on,
        reasons=wish.reasons,
        review_rights_given=True,
        right=right_of(case, wish.on).as_dict(),
        terms=terms,
        challenge=challenge,
        rule_set=form.rule_set if form is not None else about.rule_set,
        decided_by_id=by.user_id,
        recommended_by_id=form.completed_by_id if form is not None else about.recommended_by_id,
    )


def _past_period(root: Challenge, wish: Wish) -> Followed:
    """The days found eligible within the period asked about, both ends included."""
    assert root.period_from is not None and root.period_to is not None
    if wish.outcome is O.NOT_UPHELD:
        return "No part of the period was found eligible.", {}
    if wish.outcome is O.NEW_ASSESSMENT:
        return "The period is assessed with the tools in force at that time; the outcome is recorded afterwards.", {}
    first, last = root.period_from, root.period_to
    if wish.outcome is O.UPHELD_IN_PART:
        if wish.refund_from is None or wish.refund_to is None:
            field = "refund_from" if wish.refund_from is None else "refund_to"
            raise RuleBroken("Enter the first and the last day that were found eligible.", field)
        first, last = wish.refund_from, wish.refund_to
        if first < root.period_from or last > root.period_to or last < first:
            raise RuleBroken(
                f"The days lie within the period asked about: {say_date(root.period_from)} to {say_date(root.period_to)}.",
                "refund_from",
            )
    lines = (Days("REFUND-PAST", "A past period of care was found eligible.", first, last),)
    return f"Eligible from {say_date(first)} to {say_date(last)}.", _refund(lines)


def _bodies(challenge: Challenge, wish: Wish) -> Followed:
    """Which body is responsible; whoever paid meanwhile without prejudice and is not gets those days back."""
    if wish.responsible not in ("NHS", "LA"):
        raise RuleBroken("Choose which body is responsible.", "responsible")
    names = {"NHS": "the NHS", "LA": challenge.details.get("authority", "the local authority")}
    words = f"{names[wish.responsible].capitalize() if wish.responsible == 'NHS' else names['LA']} is responsible."
    paid, since = challenge.details.get("interim_funder", ""), challenge.details.get("interim_from", "")
    if not paid or paid == wish.responsible or not since:
        return words, {}
    first = date.fromisoformat(since)
    if first > wish.on:
        return words, {}
    line = Days("REFUND-INTERIM", f"{names[paid]} paid meanwhile, without prejudice.", first, wish.on)
    kept = _refund((line,))
    kept["statement"] = (
        f"{capital(names[wish.responsible])} owes {names[paid]} what it paid for care from {say_date(first)} to "
        f"{say_date(wish.on)}: {_days(line.days)}, both included. Agree the amount with the other body."
    )
    return words, kept


def _refund(lines: tuple[Days, ...]) -> dict[str, Any]:
    first, last, days = lines[0].first, lines[-1].last, total_days(lines)
    return {
        "lines": [line.as_dict() for line in lines],
        "from": first.isoformat(),
        "to": last.isoformat(),
        "days": days,
        "statement": (
            f"Make good the care costs of {say_date(first)} to {say_date(last)}: {_days(days)}, both included. "
            "Ask whoever paid (the person, the family or the local authority) for proof of payment, take off what the NHS "
            "paid for those days already, and pay back the rest. Finance works out the amount."
        ),
    }


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n:,} days"
