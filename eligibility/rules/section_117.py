"""Section 117 aftercare: is the person entitled, has the duty ended, and which services does it cover?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import table
from eligibility.rules.results import Problem, Result
from eligibility.rules.section_117_responsible import KEYS as RESPONSIBLE_KEYS
from eligibility.rules.section_117_responsible import responsible_bodies
from eligibility.rules.section_codes import NOT_QUALIFYING, QUALIFYING, section_code
from eligibility.rules.telling import incomplete, tell, tool

# None of these ends the duty by itself.
NOT_ENDED_BY = {
    "TIME_PASSED": "Time has passed",
    "STABLE_BECAUSE_OF_SUPPORT": "The person is stable because of the support",
    "MOVED": "The person has moved",
    "DISCHARGED_FROM_TEAM": "The person was discharged from a team",
    "REFUSED_ONE_SERVICE": "The person refused one service",
    "READMITTED_INFORMALLY": "The person was readmitted informally",
    "READMITTED_SECTION_2": "The person was readmitted under section 2",
}


@tool(
    "section_117",
    "section_117",
    "section ceased_detention left_hospital on_cto nhs_satisfied_date la_satisfied_date nhs_reasons la_reasons "
    f"joint_notice_date duty_ended claimed_end_reason {RESPONSIBLE_KEYS}",
    aliases="s117 s117_entitled section117 s117_aftercare section_117_aftercare aftercare",
    same={
        "qualifying_section": "section",
        "ceased_to_be_detained": "ceased_detention",
        "cto": "on_cto",
        "nhs_satisfied": "nhs_satisfied_date",
        "la_satisfied": "la_satisfied_date",
        "joint_notice": "joint_notice_date",
    },
)
def section_117(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ENTITLED or NOT_ENTITLED to aftercare on a day, or INCOMPLETE.

    Answers: `section` (QUALIFYING, NOT_QUALIFYING or OTHER), `ceased_detention` and `left_hospital` (dates, or yes or no),
    `on_cto`, `nhs_satisfied_date` and `la_satisfied_date` with `nhs_reasons` and `la_reasons`, `claimed_end_reason` (a code
    of NOT_ENDED_BY), and `joint_notice_date` once the 2025 Act's rule is in force; also the answers of
    section_117_responsible. Dates after `on` have not happened. No age limit.
    facts: `may_follow`, `ended_on`, and who is responsible, as far as it is known.
    """
    section = section_code(answers)
    if not section:
        problem = Problem("section", "Choose the section of the detention.")
        return incomplete("section_117", rule_set, "S117-INCOMPLETE", problem)
    if section not in QUALIFYING:
        words = NOT_QUALIFYING.get(section, "Another section")
        return tell("section_117", rule_set, "NOT_ENTITLED", "S117-SECTION", section=section, words=words)
    if not (read.happened(answers, "ceased_detention", on) and read.happened(answers, "left_hospital", on)):
        return tell("section_117", rule_set, "NOT_ENTITLED", "S117-DETAINED", may_follow=True)
    return _duty(answers, on, rule_set)


def _duty(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    nhs, la = (read.happened(answers, key, on) for key in ("nhs_satisfied_date", "la_satisfied_date"))
    said_to_end = bool(read.yes_no(answers, "duty_ended"))
    claimed = read.one_of(answers, "claimed_end_reason", NOT_ENDED_BY)
    if (nhs or la or said_to_end) and read.yes_no(answers, "on_cto"):
        return _entitled(answers, on, rule_set, "S117-CTO")
    needs_notice = bool(table("section_117")[rule_set]["joint_notice"])
    if needs_notice and nhs and la and not read.happened(answers, "joint_notice_date", on):
        return _entitled(answers, on, rule_set, "S117-JOINT-NOTICE")
    if nhs and la:
        days = [read.day(answers, key) for key in _END_DATES if not isinstance(answers.get(key), bool)]
        ended = max((day for day in days if day is not None and day <= on), default=None)
        rules = ["S117-ENDED", *(["S117-JOINT-NOTICE"] if needs_notice else [])]
        return tell("section_117", rule_set, "NOT_ENTITLED", *rules, problems=_sign_offs(answers), ended_on=ended)
    if nhs or la or claimed:
        return _entitled(answers, on, rule_set, "S117-ONE-BODY" if nhs or la else "S117-NOT-ENDED-BY")
    if said_to_end and nhs is None and la is None:
        problem = Problem("duty_ended", "Record when and why each of the two bodies was satisfied.")
        return tell("section_117", rule_set, "NOT_ENTITLED", "S117-ENDED", problems=(problem,), ended_on=None)
    return _entitled(answers, on, rule_set)


_END_DATES = ("nhs_satisfied_date", "la_satisfied_date", "joint_notice_date")


def _sign_offs(answers: Mapping[str, Any]) -> list[Problem]:
    asks = {
        "nhs_reasons": "Record why the NHS body is satisfied that aftercare is no longer needed.",
        "la_reasons": "Record why the local authority is satisfied that aftercare is no longer needed.",
    }
    return [Problem(key, words) for key, words in asks.items() if not read.text(answers, key)]


def _entitled(answers: Mapping[str, Any], on: date, rule_set: str, *rules: str) -> Result:
    bodies = responsible_bodies(answers, rule_set).facts
    return tell("section_117", rule_set, "ENTITLED", "S117-1", *rules, **bodies)


@tool(
    "section_117_service",
    "section_117",
    "arises_from_mental_disorder reduces_risk_of_readmission",
    aliases="s117_service section_117_covers",
    same={"reduces_risk": "reduces_risk_of_readmission", "meets_need_from_disorder": "arises_from_mental_disorder"},
)
def section_117_service(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """COVERED or NOT_COVERED by the aftercare duty for one service, or INCOMPLETE. Both tests must be met.

    Answers: `arises_from_mental_disorder` (it meets a need arising from or related to the disorder) and
    `reduces_risk_of_readmission` (it reduces the risk of the condition getting worse, and so of readmission).
    """
    tests = {
        "arises_from_mental_disorder": "Say whether it meets a need arising from or related to the mental disorder.",
        "reduces_risk_of_readmission": "Say whether it reduces the risk of readmission for mental disorder.",
    }
    given = {key: read.yes_no(answers, key) for key in tests}
    if False in given.values():
        return tell("section_117_service", rule_set, "NOT_COVERED", "S117-NOT-COVERED")
    missing = [Problem(key, tests[key]) for key, value in given.items() if value is None]
    if missing:
        return incomplete("section_117_service", rule_set, "S117-COVERS", *missing)
    return tell("section_117_service", rule_set, "COVERED", "S117-COVERS", "S117-FREE")
