"""Section 117 aftercare: is the person entitled, and has the duty ended?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result

QUALIFYING = {
    "S3": "Section 3 (treatment)",
    "S37": "Section 37 hospital order",
    "S37_41": "Section 37 hospital order with section 41 restrictions",
    "S45A": "Section 45A hospital direction",
    "S47": "Section 47 transfer of a sentenced prisoner",
    "S47_49": "Section 47 transfer with section 49 restrictions",
    "S48": "Section 48 transfer of another prisoner",
    "S48_49": "Section 48 transfer with section 49 restrictions",
}
JOINT_NOTICE_SET = "s117-mha-2025"


def section_117(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ENTITLED or NOT_ENTITLED to aftercare on a day, or INCOMPLETE.

    Answers: `section`, `ceased_detention` and `left_hospital` dates, `on_cto`, `nhs_satisfied_date`,
    `la_satisfied_date`, and `joint_notice_date` once the 2025 Act's rule is in force. Dates after `on` have not happened.
    """
    section = read.one_of(answers, "section", [*QUALIFYING, "OTHER"])
    if not section:
        return Result(
            "section_117",
            "INCOMPLETE",
            (because("S117-INCOMPLETE"),),
            rule_set,
            problems=(Problem("section", "Choose the section of the detention."),),
        )
    if section not in QUALIFYING:
        return Result("section_117", "NOT_ENTITLED", (because("S117-SECTION"),), rule_set)
    if not (_happened(answers, "ceased_detention", on) and _happened(answers, "left_hospital", on)):
        return Result("section_117", "NOT_ENTITLED", (because("S117-DETAINED"),), rule_set, facts={"may_follow": True})
    return _duty(answers, on, rule_set)


def _duty(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    nhs, la = _happened(answers, "nhs_satisfied_date", on), _happened(answers, "la_satisfied_date", on)
    if (nhs or la) and read.yes_no(answers, "on_cto"):
        return Result("section_117", "ENTITLED", (because("S117-1"), because("S117-CTO")), rule_set)
    if rule_set == JOINT_NOTICE_SET and nhs and la and not _happened(answers, "joint_notice_date", on):
        return Result("section_117", "ENTITLED", (because("S117-1"), because("S117-JOINT-NOTICE")), rule_set)
    if nhs and la:
        return Result("section_117", "NOT_ENTITLED", (because("S117-ENDED"),), rule_set)
    if nhs or la:
        return Result("section_117", "ENTITLED", (because("S117-1"), because("S117-ONE-BODY")), rule_set)
    return Result("section_117", "ENTITLED", (because("S117-1"),), rule_set)


def _happened(answers: Mapping[str, Any], key: str, on: date) -> bool:
    day = read.day(answers, key)
    return day is not None and day <= on
