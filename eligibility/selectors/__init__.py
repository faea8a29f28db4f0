"""Reads of eligibility. Each starts from the actor: what is not theirs is not there."""

from eligibility.selectors.cases import (
    case_for,
    cases,
    cases_for_list,
    coordinators,
    decision_in_force,
    history,
    locked_case,
)
from eligibility.selectors.clocks import CaseClock, clocks_of, delays_of, due_soon_days
from eligibility.selectors.desk import WAITS, clock_condition, desk_counts
from eligibility.selectors.forms import (
    assessment_for,
    compared_forms,
    earlier_form,
    forms_of,
    help_words,
    kept_form,
    locked_assessment,
    open_notes,
    parts_of,
    result_of,
)
from eligibility.selectors.right import (
    direct_payment_decision,
    direct_payment_refused_on,
    request_answer,
    right_of,
    right_stands,
    without_direct_payment,
)

__all__ = [
    "WAITS",
    "CaseClock",
    "assessment_for",
    "case_for",
    "cases",
    "cases_for_list",
    "clock_condition",
    "clocks_of",
    "compared_forms",
    "coordinators",
    "decision_in_force",
    "delays_of",
    "desk_counts",
    "direct_payment_decision",
    "direct_payment_refused_on",
    "due_soon_days",
    "earlier_form",
    "forms_of",
    "help_words",
    "history",
    "kept_form",
    "locked_assessment",
    "locked_case",
    "open_notes",
    "parts_of",
    "request_answer",
    "result_of",
    "right_of",
    "right_stands",
    "without_direct_payment",
]
