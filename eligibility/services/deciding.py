"""The board's decision, made by a person who did not recommend it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import Decision as Code
from eligibility.enums import Recommendation, Route, Tool
from eligibility.models import Assessment, Case, Decision
from eligibility.rules import evaluate
from eligibility.selectors import decision_in_force, kept_form, locked_case, right_of
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.periods import say_date

LETTER = "eligibility.render_letter"
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
    reason_codes: Sequence[str],
    on: date,
    by: Actor,
    departs_from_mdt: bool = False,
    exceptional_reason: str = "",
    review_rights_given: bool = False,
    primary_health_need: bool | None = None,
    delay_reason: str = "",
    delay_unjustified: bool = False,
    assessment_id: int | None = None,
) -> Decision:
    """Make the decision on a case and ask for its letter.

    `assessment_id` names the form that the decider read: if another has taken its place, nothing is decided.
    Raises RuleBroken, with its field: no completed assessment, a reason that may not decide, a departure from the
    team without an exceptional reason, a refusal that does not tell of review, a late decision without its reason,
    or a decider who recommended.
    """
    case = locked_case(by, case_id)
    try:
        code = Code(decision)
    except ValueError as error:
        raise RuleBroken("Choose the decision.", "decision") from error
    Case.life_cycle.check(case.state, VERBS[code])
    form = _form_read(case, assessment_id)
    recommended_by = form.completed_by_id if form.tool != Tool.FAST_TRACK else None
    if by.user_id is None:
        raise RuleBroken("A decision is made by a person, not by the service itself.")
    if recommended_by == by.user_id:
        raise RuleBroken(
            "You recorded the recommendation. Whoever recommends does not decide: ask another commissioner."
        )
    _check_days(case, form, on)
    facts = _check_by_rule(
        case,
        form,
        decision=code,
        decision_date=on,
        reasons=reasons,
        reason_codes=list(reason_codes),
        departs_from_mdt=departs_from_mdt,
        exceptional_reason=exceptional_reason,
        primary_health_need=primary_health_need,
        review_rights_given=review_rights_given,
        delay_unjustified=delay_unjustified,
    )
    if facts.get("breach") and not delay_reason.strip():
        raise RuleBroken(
            f"The decision was due by {say_date(facts['deadline'])}. Write why it comes later.", "delay_reason"
        )
    if code is Code.ELIGIBLE:
        _check_age(case, on)
    changes = {} if code is Code.RETURNED_FOR_EVIDENCE else {"decided_on": on}
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
        delay_reason=delay_reason.strip() if facts.get("breach") else "",
        delay_unjustified=delay_unjustified and bool(facts.get("breach")),
        right=right_of(case, on).as_dict(),
        rule_set=form.rule_set,
        decided_by_id=by.user_id,
        recommended_by_id=recommended_by,
    )
    if code is not Code.RETURNED_FOR_EVIDENCE:
        ask_for_letter(case_id=case.pk, by=by)
    return made


def ask_for_letter(*, case_id: int, by: Actor) -> Job | None:
    """Ask for the decision letter as PDF; the same decision's letter is made once. None where there is no letter.

    Letters exist for adult continuing healthcare, where regulations prescribe the notice (SI 2012/2996 reg 21(10)).
    """
    case = locked_case(by, case_id)
    made = decision_in_force(case)
    if made is None or case.route != Route.CHC:
        return None
    return jobs.ask(LETTER, by=by, payload={"decision": made.pk}, person_id=case.person_id, key=f"decision-{made.pk}")


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


def _check_by_rule(case: Case, form: Assessment, **given: Any) -> dict[str, Any]:
    """The rule's facts for a decision that may stand; RuleBroken with the first problem and its field for any other."""
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
    result = evaluate("decision", answers, given["decision_date"])
    if result.problems:
        problem = result.problems[0]
        raise RuleBroken(problem.words, {"decision_date": "on"}.get(problem.field, problem.field))
    return {**result.facts, **_other_clock(case, given["decision_date"], given["decision"])}


def _other_clock(case: Case, on: date, code: Code) -> dict[str, Any]:
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
