"""Consent and capacity for an assessment: what may be done, and with whom it may be shared (reference 1.13)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import Capacity
from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

AUTHORITIES = {
    "LPA_HW": "Lasting power of attorney for health and welfare",
    "DEPUTY_HW": "Deputy for health and welfare",
    "NONE": "No legal authority",
}


@tool(
    "consent",
    "chc_tools",
    "capacity_presumed capacity_assessment_id best_interests_record_id legal_authority consent_examination "
    "consent_share_third_party declined_participation explanation_recorded advocate_considered",
    aliases="consent_and_capacity capacity capacity_and_consent",
    same={"best_interests": "best_interests_record_id", "declined": "declined_participation"},
)
def consent(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MAY_PROCEED, DECLINED (the offer stays open), BEST_INTERESTS_REQUIRED or INCOMPLETE.

    Answers: `capacity` or `capacity_presumed`, `capacity_assessment_id`, `best_interests_record_id`, `legal_authority`
    (a code of AUTHORITIES), `consent_examination`, `consent_share_third_party` (a list of names, or of name and consents),
    `declined_participation` with `explanation_recorded`, `advocate_considered`, `date_of_birth`.
    facts: `may_examine`, `may_share_with`, `offer_stays_open`. Professionals who take part share on another legal basis.
    """
    age = read.age(answers, on)
    if age is not None and age < 16:
        return _child(answers, rule_set)
    lacks = read.one_of(answers, "capacity", [code.value for code in Capacity]) == Capacity.LACKS_CAPACITY
    if lacks and not read.text(answers, "capacity_assessment_id"):
        problem = Problem("capacity_assessment_id", "Record the assessment of capacity for this decision first.")
        return incomplete("consent", rule_set, "CON-PRESUME", problem)
    if lacks:
        return _best_interests(answers, rule_set)
    if read.yes_no(answers, "declined_participation"):
        if not read.yes_no(answers, "explanation_recorded"):
            problem = Problem(
                "explanation_recorded", "Explain that the council cannot take over what is the NHS’s, and record it."
            )
            return incomplete("consent", rule_set, "CON-DECLINED", problem, offer_stays_open=True)
        return tell("consent", rule_set, "DECLINED", "CON-DECLINED", offer_stays_open=True, **_allowed(answers))
    if read.yes_no(answers, "consent_examination") is None:
        problem = Problem("consent_examination", "Ask whether the person consents to an examination.")
        return incomplete("consent", rule_set, "CON-SHARE", problem)
    return tell(
        "consent", rule_set, "MAY_PROCEED", "CON-PRESUME", "CON-SHARE", "CON-PROFESSIONALS", **_allowed(answers)
    )


def _allowed(answers: Mapping[str, Any]) -> dict[str, Any]:
    rows = read.named_rows(answers, "consent_share_third_party", "name")
    named = tuple(read.text(row, "name") for row in rows if read.yes_no(row, "consents") is not False)
    return {"may_examine": bool(read.yes_no(answers, "consent_examination")), "may_share_with": named}


def _best_interests(answers: Mapping[str, Any], rule_set: str) -> Result:
    authority = read.one_of(answers, "legal_authority", AUTHORITIES)
    decided = read.text(answers, "best_interests_record_id")
    problems = [] if authority else [Problem("legal_authority", "Say whether anybody has legal authority, or NONE.")]
    if not decided:
        problems.append(Problem("best_interests_record_id", "Record the decision in the person’s best interests."))
    warnings = [] if read.yes_no(answers, "advocate_considered") else ["CON-ADVOCATE"]
    rules = ["CON-BEST-INTERESTS", "CON-FAMILY"] if authority in ("", "NONE") else ["CON-BEST-INTERESTS"]
    outcome = "MAY_PROCEED" if decided and authority else "BEST_INTERESTS_REQUIRED"
    facts: dict[str, Any] = {"legal_authority": authority or None, **_allowed(answers)}
    return tell("consent", rule_set, outcome, *rules, problems=problems, warnings=warnings, **facts)


def _child(answers: Mapping[str, Any], rule_set: str) -> Result:
    """Under 16: somebody with parental responsibility, or a child who is competent to decide, consents."""
    if read.yes_no(answers, "declined_participation"):
        return tell("consent", rule_set, "DECLINED", "CON-CHILD", offer_stays_open=True, **_allowed(answers))
    return tell("consent", rule_set, "MAY_PROCEED", "CON-CHILD", "CON-SHARE", "CON-PROFESSIONALS", **_allowed(answers))
