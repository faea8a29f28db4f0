"""The Fast Track Pathway Tool: is it properly completed? If so, the board must find the person eligible."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from eligibility.enums import ClinicianRegister
from eligibility.rules import answers as read
from eligibility.rules.clocks import hour_clock
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import tool
from phb.core.periods import local_date


def _clinician(given: dict[str, Any]) -> dict[str, Any]:
    """A case that gives the clinician's register and responsibility together, under `clinician`."""
    clinician = given.get("clinician")
    if not isinstance(clinician, Mapping):
        return given
    return {key: value for key, value in given.items() if key != "clinician"} | dict(clinician)


@tool(
    "fast_track",
    "chc_tools",
    "clinician_register responsible_under_nhs_act rapidly_deteriorating may_be_entering_terminal_phase reasons "
    "received_at preferred_place_of_care",
    aliases="fast_track_tool fast_track_pathway_tool fast_track_pathway ftpt fasttrack",
    same={
        "register": "clinician_register",
        "responsible_for_care_under_nhs_act": "responsible_under_nhs_act",
        "reason": "reasons",
        "received": "received_at",
    },
    shape=_clinician,
)
def fast_track(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ELIGIBLE_FAST_TRACK for a properly completed tool, from the day of receipt, else INVALID with what is missing.

    Answers: `clinician_register`, `responsible_under_nhs_act`, `rapidly_deteriorating`,
    `may_be_entering_terminal_phase`, `reasons`, `received_at` (with its zone), `preferred_place_of_care`, and if known
    `date_of_birth`. facts: `eligible_from`, `care_in_place_by` (48 hours),
    `preferred_place_of_care`.
    """
    register = read.one_of(answers, "clinician_register", [code.value for code in ClinicianRegister])
    problems = []
    if register not in (ClinicianRegister.NMC_NURSE, ClinicianRegister.GMC_DOCTOR):
        problems.append(Problem("clinician_register", "The tool must be completed by a registered nurse or doctor."))
    if not read.yes_no(answers, "responsible_under_nhs_act"):
        problems.append(
            Problem(
                "responsible_under_nhs_act",
                "The clinician must be responsible for the person’s diagnosis, treatment or care under the NHS Act.",
            )
        )
    if not read.yes_no(answers, "rapidly_deteriorating"):
        problems.append(Problem("rapidly_deteriorating", "The need must arise from a rapidly deteriorating condition."))
    if not read.yes_no(answers, "may_be_entering_terminal_phase"):
        problems.append(
            Problem(
                "may_be_entering_terminal_phase", "The condition must be one that may be entering a terminal phase."
            )
        )
    if not read.text(answers, "reasons"):
        problems.append(Problem("reasons", "The clinician must write the reasons."))
    received, from_day = _received(answers, on)
    age = read.age(answers, from_day)
    too_young = age is not None and age < 18
    if too_young:
        problems.append(
            Problem("date_of_birth", "Continuing healthcare is for people aged 18 or over: use the children’s route.")
        )
    if problems:
        reasons = [because("FT-INVALID")]
        reasons += [because("FT-ALERT")] if register == ClinicianRegister.OTHER else []
        reasons += [because("CHC-G1")] if too_young else []
        facts = {"treat_as_alert": register == ClinicianRegister.OTHER, "offer": "CHECKLIST_OR_DST"}
        return Result("fast_track", "INVALID", tuple(reasons), rule_set, problems=tuple(problems), facts=facts)
    facts = {
        "eligible_from": from_day,
        "care_in_place_by": hour_clock("K2", received).target if received else None,
        "preferred_place_of_care": read.text(answers, "preferred_place_of_care") or None,
    }
    return Result("fast_track", "ELIGIBLE_FAST_TRACK", (because("FT-1"), because("FT-REVIEW")), rule_set, facts=facts)


def _received(answers: Mapping[str, Any], on: date) -> tuple[datetime | None, date]:
    """The instant of receipt, if it is known, and its day. A date alone says the day but starts no clock of hours."""
    given = answers.get("received_at")
    if (isinstance(given, str) and len(given) == 10) or (isinstance(given, date) and not isinstance(given, datetime)):
        return None, read.day(answers, "received_at") or on
    received = read.instant(answers, "received_at")
    return received, local_date(received) if received else on
