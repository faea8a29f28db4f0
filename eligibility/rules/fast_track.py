"""The Fast Track Pathway Tool: is it properly completed? If so, the board must find the person eligible."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import ClinicianRegister
from eligibility.rules import answers as read
from eligibility.rules.clocks import hour_clock
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
from phb.core.periods import age_on, local_date


def fast_track(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ELIGIBLE_FAST_TRACK for a properly completed tool, from the day of receipt, else INVALID with what is missing.

    Answers: `clinician_register`, `responsible_under_nhs_act`, `rapidly_deteriorating`,
    `may_be_entering_terminal_phase`, `reasons`, `received_at`, and if known `date_of_birth`.
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
    received = read.instant(answers, "received_at")
    from_day = local_date(received) if received else on
    born = read.day(answers, "date_of_birth")
    too_young = born is not None and age_on(born, from_day) < 18
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
    facts = {"eligible_from": from_day, "care_in_place_by": hour_clock("K2", received).target if received else None}
    return Result("fast_track", "ELIGIBLE_FAST_TRACK", (because("FT-1"), because("FT-REVIEW")), rule_set, facts=facts)
