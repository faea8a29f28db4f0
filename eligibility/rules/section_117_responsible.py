"""Who is responsible for section 117 aftercare: the local authority and the board are found apart (reference 4.4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import table
from eligibility.rules.results import Problem, Result
from eligibility.rules.section_codes import PART_3, section_code
from eligibility.rules.telling import incomplete, tell, tool

KEYS = (
    "detained_from residence_before_detention_la discharge_la icb_at_application arranged_by_nhs_england "
    "icb_on_first_day service_commissioned_by_nhs_england second_detention first_residence_la original_icb "
    "discharged_from_aftercare"
)
_NHS_ENGLAND_STAYS_SINCE = date(2022, 7, 1)


@tool(
    "section_117_responsible",
    "section_117",
    f"section {KEYS}",
    aliases="s117_responsible section_117_responsibility s117_responsibility who_pays_s117 responsible_body_s117",
    same={
        "qualifying_section": "section",
        "residence_before_second_detention_la": "residence_before_detention_la",
        "icb_with_core_responsibility": "icb_at_application",
        "nhs_england_stay": "arranged_by_nhs_england",
    },
)
def section_117_responsible(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RESPONSIBLE with both bodies, JUDGEMENT_REQUIRED where the rules leave a gap, or INCOMPLETE.

    Answers: `section`, `detained_from` (of the latest qualifying detention), `residence_before_detention_la` (ordinary
    residence immediately before it), `discharge_la` (where resident or sent on discharge, if there was no residence),
    `icb_at_application` (core responsibility when the application was made), `arranged_by_nhs_england` with
    `icb_on_first_day`, `service_commissioned_by_nhs_england`; for a later detention `second_detention`, `original_icb`
    and `discharged_from_aftercare` (between the two). facts: `responsible_la`, `la_basis`, `responsible_icb`, `icb_basis`,
    `different_areas` and, where judgement is required, `code`.
    """
    return responsible_bodies(answers, rule_set)


def responsible_bodies(answers: Mapping[str, Any], rule_set: str) -> Result:
    """As section_117_responsible says."""
    la, la_rules, la_code = _council(answers, rule_set)
    icb, icb_rules, icb_code = _board(answers, rule_set)
    facts: dict[str, Any] = {
        "responsible_la": la,
        "la_basis": la_code if la or la_code in _GAPS else None,
        "responsible_icb": icb,
        "icb_basis": icb_code if icb or icb_code in _GAPS else None,
        "different_areas": None,
    }
    here = read.text(answers, "icb_code") or None
    if la and icb and read.text(answers, "la_code") and here:
        facts["different_areas"] = la != read.text(answers, "la_code") or icb != here
    rules = la_rules + icb_rules
    gaps = [code for code in (la_code, icb_code) if code in _GAPS]
    if gaps:
        return tell("section_117_responsible", rule_set, "JUDGEMENT_REQUIRED", *rules, **facts, code=gaps[0])
    missing = []
    if not la:
        words = "Enter the council where the person lived just before detention, or was sent on discharge."
        missing.append(Problem("residence_before_detention_la", words))
    if not icb:
        missing.append(Problem(*_MISSING_ICB[icb_code]))
    if missing:
        return incomplete("section_117_responsible", rule_set, rules[0], *missing, **facts)
    return tell("section_117_responsible", rule_set, "RESPONSIBLE", *rules, **facts)


# Where a person must look: answers that no rule gives.
_GAPS = frozenset({"PART_3_GAP", "BEFORE_2022", "RESIDENCE_DEEMING"})
_MISSING_ICB = {
    "APPLICATION": ("icb_at_application", "Enter the board responsible when the application for detention was made."),
    "FIRST_DAY": ("icb_on_first_day", "Enter the board responsible on the first day of detention."),
    "ORIGINAL": ("original_icb", "Enter the board that was responsible for the first aftercare."),
}
Found = tuple[str | None, list[str], str]


def _council(answers: Mapping[str, Any], rule_set: str) -> Found:
    if table("section_117")[rule_set]["residence_deeming"]:
        return None, ["S117-LA-DEEMING"], "RESIDENCE_DEEMING"
    rules = ["S117-LA", *(["S117-LA-SECOND"] if read.yes_no(answers, "second_detention") else [])]
    lived = read.text(answers, "residence_before_detention_la")
    if lived:
        return lived, rules, "RESIDENCE_BEFORE_DETENTION"
    return read.text(answers, "discharge_la") or None, rules, "DISCHARGE"


def _board(answers: Mapping[str, Any], rule_set: str) -> Found:
    if read.yes_no(answers, "service_commissioned_by_nhs_england"):
        return "NATIONAL_BODY", ["S117-NHSE-SERVICE"], "NATIONAL_BODY"
    if not table("section_117")[rule_set]["icb_rules"]:
        return None, ["S117-ICB-BEFORE"], "BEFORE_2022"
    if read.yes_no(answers, "second_detention") and not read.yes_no(answers, "discharged_from_aftercare"):
        return read.text(answers, "original_icb") or None, ["S117-ICB-SECOND"], "ORIGINAL"
    detained = read.day(answers, "detained_from")
    if read.yes_no(answers, "arranged_by_nhs_england"):
        if detained is None or detained >= _NHS_ENGLAND_STAYS_SINCE:
            first = read.text(answers, "icb_on_first_day") or read.text(answers, "icb_at_application")
            return first or None, ["S117-ICB-NHSE-STAY"], "FIRST_DAY"
        return None, ["S117-ICB-BEFORE"], "BEFORE_2022"
    if section_code(answers) in PART_3:
        return None, ["S117-PART-3"], "PART_3_GAP"
    return read.text(answers, "icb_at_application") or None, ["S117-ICB"], "APPLICATION"
