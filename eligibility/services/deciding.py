"""The board's decision on a case, in the words of its route, made by a person who did not recommend it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import Decision as Code
from eligibility.enums import Recommendation, Route, Tool
from eligibility.models import Assessment, Case, Decision
from eligibility.rules import evaluate
from eligibility.rules.decided_as import DECISIONS, EXPECTED, LOCAL, SETTLED_BY_LAW, Choice
from eligibility.selectors import decision_in_force, kept_form, locked_case, right_of
from eligibility.selectors.clocks import delays_of
from eligibility.selectors.letters import JOB as LETTER
from eligibility.selectors.routes import proposed_terms, read_of, recommended
from eligibility.services.deciders import check_decider
from eligibility.services.following import after_yes, clocks_after
from eligibility.services.letters import write_for_decision
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.periods import say_date

VERBS = {
    Code.ELIGIBLE: "find_eligible",
    Code.NOT_ELIGIBLE: "find_not_eligible",
    Code.RETURNED_FOR_EVIDENCE: "return_for_evidence",
}


@transaction.atomic
def decide(
    *,
    case_id: int,
    decision: str,
    reasons: str,
    on: date,
    by: Actor,
    reason_codes: Sequence[str] = (),
    departs_from_mdt: bool = False,
    exceptional_reason: str = "",
    review_rights_given: bool = False,
    primary_health_need: bool | None = None,
    delay_reason: str = "",
    delay_unjustified: bool = False,
    assessment_id: int | None = None,
    la_consulted: bool | None = None,
    la_consultation: str = "",
    terms: Mapping[str, Any] | None = None,
) -> Decision:
    """Make the decision on a case and ask for its letter.

    `decision` is an answer of the route ("HAS_CC_NEED", "OFFERED") or what a case keeps of it ("ELIGIBLE").
    `assessment_id` names the form that the decider read: if another has taken its place, nothing is decided.
    `la_consulted`: whether the local authority was consulted first (SI 2012/2996 reg 22(1)); if not,
    `la_consultation` says why it was not practicable. `terms`: what is said beside the reasons, by the route's parts;
    what the form says stands for a part that is not given.
    Raises RuleBroken, with its field: no completed assessment, a reason that may not decide, a departure from what
    was recommended without an exceptional reason, a refusal that does not tell of review, a late decision without
    its reason, a part that is missing, or a decider who recommended.
    """
    case = locked_case(by, case_id)
    choice = DECISIONS[Route(case.route)].choice(decision)
    if choice is None:
        raise RuleBroken("Choose the decision.", "decision")
    code = choice.keeps
    Case.life_cycle.check(case.state, VERBS[code])
    form = _form_read(case, assessment_id)
    recommended_by = form.completed_by_id if form.tool != Tool.FAST_TRACK else None
    check_decider(by, recommended_by)
    _check_days(case, form, on)
    _check_consultation(la_consulted, la_consultation)
    given: dict[str, Any] = {
        "decision": code,
        "decision_date": on,
        "reasons": reasons,
        "reason_codes": list(reason_codes),
        "departs_from_mdt": departs_from_mdt,
        "exceptional_reason": exceptional_reason,
        "primary_health_need": primary_health_need,
        "review_rights_given": review_rights_given,
        "delay_unjustified": delay_unjustified,
    }
    facts = _check_by_rule(case, form, given) if case.route == Route.CHC else _check_route(case, form, choice, given)
    facts |= _own_clock(case, on, code)
    why_late = delay_reason.strip() or "\n".join(each.reason for each in reversed(delays_of(case)))
    if facts.get("breach") and not why_late:
        raise RuleBroken(
            f"The decision was due by {say_date(facts['deadline'])}. Write why it comes later.", "delay_reason"
        )
    if code is Code.ELIGIBLE:
        _check_age(case, on)
    said = _terms(case, form, choice, terms or {})
    if la_consulted is not None:
        said |= {"la_consulted": la_consulted, "la_consultation": la_consultation.strip()}
    changes: dict[str, Any] = {} if code is Code.RETURNED_FOR_EVIDENCE else {"decided_on": on}
    if code is Code.ELIGIBLE:
        changes |= clocks_after(case, on, form)
    moving.move(case, VERBS[code], by=by, reason=reasons.strip(), **changes)
    made = Decision.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        assessment=form,
        decision=code,
        decided_on=on,
        reasons=reasons.strip(),
        reason_codes=list(reason_codes),
        departs_from_mdt=bool(facts.get("departs_from_mdt")),
        exceptional_reason=exceptional_reason.strip(),
        review_rights_given=review_rights_given,
        delay_reason=why_late if facts.get("breach") else "",
        delay_unjustified=delay_unjustified and bool(facts.get("breach")),
        right=right_of(case, on).as_dict(),
        terms=said,
        rule_set=form.rule_set,
        decided_by_id=by.user_id,
        recommended_by_id=recommended_by,
    )
    if code is Code.ELIGIBLE:
        after_yes(case, on, by)
    if code is not Code.RETURNED_FOR_EVIDENCE:
        ask_for_letter(case_id=case.pk, by=by)
    return made


def ask_for_letter(*, case_id: int, by: Actor) -> Job | None:
    """Ask for the letter of the decision in force, dated the day of the decision; the same decision's letter is written
    once. None where the record lacks what the letter must tell: the case then shows that it is still to be written."""
    case = locked_case(by, case_id)
    made = decision_in_force(case)
    letter = None if made is None else write_for_decision(decision_id=made.pk, by=by, on=made.decided_on)
    return None if letter is None else Job.objects.filter(kind=LETTER, key=f"decision-{made.pk}").first()


def _form_read(case: Case, assessment_id: int | None) -> Assessment:
    form = kept_form(case)
    if form is None:
        needed = "Decision Support Tool" if case.route == Route.CHC else "assessment"
        raise RuleBroken(f"Complete the {needed} before deciding.")
    if assessment_id is not None and form.pk != assessment_id:
        raise RuleBroken("The assessment was replaced after you opened this page. Read the new one, then decide.")
    return form


def _check_days(case: Case, form: Assessment, on: date) -> None:
    first = max(day for day in (case.received_on, form.completed_on, case.clock_started_on) if day is not None)
    if on < first:
        raise RuleBroken(
            f"The decision cannot be earlier than the assessment, which was ready on {say_date(first)}.", "on"
        )


def _check_consultation(consulted: bool | None, words: str) -> None:
    if consulted is False and not words.strip():
        raise RuleBroken(
            "Write why it was not practicable to consult the local authority before deciding.", "la_consultation"
        )


def _check_by_rule(case: Case, form: Assessment, given: Mapping[str, Any]) -> dict[str, Any]:
    """Adult continuing healthcare: the rule's facts for a decision that may stand; RuleBroken for any other."""
    fast = form.tool == Tool.FAST_TRACK
    answers = {
        **given,
        "decision": str(given["decision"]),
        "basis": "FAST_TRACK" if fast else "DST",
        "dst_complete": True,
        "mdt_recommendation": form.answers.get("recommendation", "") if not fast else "",
    }
    if answers["mdt_recommendation"] not in set(Recommendation):
        answers["mdt_recommendation"] = ""
    if case.due_clock == "K1":
        answers["received_by_icb"] = case.clock_started_on
    # The commissioner's own length of the clock is looked at below, so the rule need not ask why it is late.
    result = evaluate("decision", answers, given["decision_date"])
    problems = [each for each in result.problems if each.field not in ("delay_reason", "delay_unjustified")]
    if problems:
        raise RuleBroken(problems[0].words, {"decision_date": "on"}.get(problems[0].field, problems[0].field))
    return dict(result.facts)


def _check_route(case: Case, form: Assessment, choice: Choice, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every other route: reasons, a departure with its reason, review rights, and what the law itself settles."""
    route = DECISIONS[Route(case.route)]
    if not str(given["reasons"]).strip():
        raise RuleBroken("Write the reasons for the decision.", "reasons")
    if choice.keeps is Code.RETURNED_FOR_EVIDENCE:
        return {"departs_from_mdt": False}
    settled = SETTLED_BY_LAW.get(Route(case.route), frozenset())
    if choice.keeps is Code.ELIGIBLE and form.outcome in settled:
        raise RuleBroken(
            "By what the form says, the law does not allow this answer. Return it for evidence if the form is wrong.",
            "decision",
        )
    if choice.code == "NOT_AVAILABLE_IN_AREA" and case.offer_id is not None:
        raise RuleBroken("An offer was in force on the day received. Decide under it.", "decision")
    expected = EXPECTED.get(form.outcome)
    departs = recommended(form) not in ("", choice.keeps) or bool(expected and expected != choice.code)
    if departs and not str(given["exceptional_reason"]).strip():
        raise RuleBroken(
            f"This departs from what {route.recommender} recommended or the form indicates. Write the reason for it.",
            "exceptional_reason",
        )
    if choice.keeps is Code.NOT_ELIGIBLE and not given["review_rights_given"]:
        raise RuleBroken("Say to the person how the decision can be questioned.", "review_rights_given")
    if case.route == Route.CYPCC:
        _check_panel(case, form, choice, given)
    return {"departs_from_mdt": departs}


def _check_panel(case: Case, form: Assessment, choice: Choice, given: Mapping[str, Any]) -> None:
    """A child's decision: the four areas of evidence and the panel's reasons, as the rule asks for them."""
    answers = {
        "panel_decision": choice.code,
        "decision_date": given["decision_date"],
        "reasons": given["reasons"],
        "evidence_areas": read_of(form).get("evidence_areas", {}),
        "date_of_birth": case.person.date_of_birth,
    }
    problems = evaluate("children_decision", answers, given["decision_date"]).problems
    if problems:
        raise RuleBroken(problems[0].words, {"decision_date": "on"}.get(problems[0].field, problems[0].field))


def _own_clock(case: Case, on: date, code: Code) -> dict[str, Any]:
    # The 28 days of the rule are the national ones; the commissioner's own or the children's clock ends on due_on.
    if case.due_on is None or case.due_clock == "K2" or code is Code.RETURNED_FOR_EVIDENCE:
        return {}
    return {"deadline": case.due_on, "breach": on > case.due_on}


def _check_age(case: Case, on: date) -> None:
    if case.route != Route.CHC:
        return
    gate = evaluate("gate", {"date_of_birth": case.person.date_of_birth, "care_start": on}, on)
    if gate.outcome not in ("MAY_START", "IN_PRINCIPLE_ONLY"):
        raise RuleBroken(
            "Adult continuing healthcare can be decided from the 17th birthday at the earliest, in principle.",
            "decision",
        )


def _terms(case: Case, form: Assessment, choice: Choice, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the decision says beside its reasons: what the form says already, and what the decider writes (the page asks
    for every part of a yes)."""
    if case.route == Route.CHC:
        return {}
    said: dict[str, Any] = {"answer": choice.code}
    if choice.keeps is Code.RETURNED_FOR_EVIDENCE:
        return said
    written = {key: str(value).strip() for key, value in given.items() if value not in (None, "")}
    said |= {key: value for key, value in proposed_terms(case, form).items() if value} | written
    if choice.keeps is Code.ELIGIBLE and case.route in LOCAL:
        _check_way(case, said)
    if case.offer is not None:
        said |= {"offer": str(case.offer), "decider": case.offer.decider, "review_route": case.offer.review_route}
    return said


def _check_way(case: Case, said: Mapping[str, Any]) -> None:
    way = said.get("way", "")
    allowed = set(case.offer.management_options) if case.offer is not None else set()
    if case.route == Route.MATERNITY:
        allowed = {"NOTIONAL"}
    if way and allowed and way not in allowed:
        raise RuleBroken("The offer does not allow this way of managing the budget. Choose another.", "way")
