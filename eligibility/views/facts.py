"""What a rule found beside its outcome, in words for a form: dates, amounts, who is responsible, what is covered."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from eligibility.enums import Level, Tool, Way
from eligibility.rules.bodies import national_body
from eligibility.rules.section_117 import section_117_service
from eligibility.rules.wheelchair import OPTIONS
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.money import format_pounds

# Facts in the order of the page: key and label. Codes have their words in CODES.
LABELS: dict[str, dict[str, str]] = {
    Tool.DST: {"counts": "Levels"},
    Tool.CHILDREN: {"counts": "Levels"},
    Tool.WHEELCHAIR: {
        "option": "Option",
        "owner": "Who owns the chair",
        "repairs": "Who repairs it",
        "person_pays": "The person pays",
        "budget_end": "Budget period ends on",
        "handover_target": "Handover aimed at by",
    },
    Tool.SECTION_117: {
        "responsible_la": "Responsible local authority",
        "la_basis": "The authority by",
        "responsible_icb": "Responsible board",
        "icb_basis": "The board by",
        "different_areas": "In different areas",
        "ended_on": "Ended on",
    },
    Tool.FNC: {"weekly_rate": "Weekly rate", "next_step": "Next", "stops_on": "Stops on"},
    Tool.JOINT_PACKAGE: {"consider_fnc": "Consider nursing care too"},
    Tool.LOCAL_OFFER: {
        "decide_by": "To be decided by",
        "over_cap": "Above the offer’s limit",
        "review_route": "Review",
    },
    Tool.REVIEW: {"due": "Was due by", "late": "Late", "next_review_by": "Next review by"},
    Tool.PHB_REQUEST: {"ways": "Ways", "review_from": "A review may be required from"},
    Tool.DIRECT_PAYMENT: {
        "recipient": "Who receives it",
        "route": "Regulation",
        "other_ways": "Offered instead",
        "reconsideration_right": "Reconsideration may be required",
        "body": "For",
    },
}
CODES: dict[str, str] = {
    **{code: words.partition(":")[0] for code, words in OPTIONS.items()},
    **dict(Way.choices()),
    "NHS": "The NHS",
    "NHS_PRESCRIBED_PART": "The NHS, for the prescribed chair; extras often not",
    "PERSON": "The person",
    "REPRESENTATIVE": "The representative",
    "NOMINEE": "The nominee",
    "R3": "3: a person of 16 or over who decides for themselves",
    "R4": "4: a child under 16",
    "R5": "5: a person of 16 or over who lacks capacity",
    "CONSIDER_CHC": "Consider continuing healthcare first",
    "CHC": "Arrange continuing healthcare instead",
    "NONE": "Nothing",
    "RESIDENCE_BEFORE_DETENTION": "residence immediately before detention",
    "DISCHARGE": "where the person was sent on discharge",
    "RESIDENCE_DEEMING": "judgement: the deeming rules of the 2025 Act",
    "APPLICATION": "core responsibility at the application for detention",
    "ORIGINAL": "the earlier duty: not discharged from aftercare since",
    "FIRST_DAY": "core responsibility on the first day of detention",
    "PART_3_GAP": "judgement: a court’s detention. See the national guidance “Who Pays?”",
    "BEFORE_2022": "judgement: by the rules before 1 July 2022",
}


def facts_in_words(tool: str, facts: Mapping[str, Any], answers: Mapping[str, Any], on: date) -> list[tuple[str, str]]:
    """(label, value) of each fact that tells something; for aftercare also whether each service is covered."""
    found = [
        (label, words)
        for key, label in LABELS.get(tool, {}).items()
        if (words := _say(key, facts.get(key))) and words != "Nothing"
    ]
    if tool == Tool.SECTION_117:
        found += _covered(answers, on)
    return found


def _say(key: str, value: Any) -> str:
    if value is None or value == "" or value is False:
        return ""
    if key == "counts":
        said = [f"{value[level.value]} {level.label}" for level in reversed(Level) if value.get(level.value)]
        return ", ".join(said)
    if key in ("weekly_rate", "person_pays"):
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            return ""
        return format_pounds(amount) if amount else ""
    if value is True:
        return "Yes"
    if isinstance(value, list | tuple):
        return ", ".join(CODES.get(str(each), str(each)) for each in value)
    if isinstance(value, date):
        return day(value)
    text = str(value)
    if text == "NATIONAL_BODY":
        return national_body(london_today())
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else CODES.get(text, text)
    except ValueError:
        return CODES.get(text, text)


def _covered(answers: Mapping[str, Any], on: date) -> list[tuple[str, str]]:
    rows = answers.get("services")
    found = []
    for row in rows if isinstance(rows, list) else []:
        name = str(row.get("name") or "").strip() if isinstance(row, Mapping) else ""
        if name:
            tests = {key: row.get(key) is True for key in _TESTS}
            outcome = section_117_service(tests, on, "").outcome
            found.append(
                (name, "Covered by aftercare" if outcome == "COVERED" else "Not covered: both tests must be met")
            )
    return found


_TESTS = ("arises_from_mental_disorder", "reduces_risk_of_readmission")
