"""Writes of eligibility: one verb, one function, one transaction."""

from eligibility.services.aftercare import end_aftercare, sign_off, withdraw_sign_off
from eligibility.services.assessments import complete_form
from eligibility.services.cases import close_case, go_to_assessment, refer
from eligibility.services.deciding import ask_for_letter, decide
from eligibility.services.drafts import (
    Saved,
    discard_draft,
    save_draft,
    settle_note,
    start_form,
    start_from_earlier,
    take_team,
)
from eligibility.services.fast_track import receive_fast_track
from eligibility.services.going_on import (
    go_on_with,
    leave_to_local_authority,
    note_delay,
    put_care_in_place,
    raise_concern,
)
from eligibility.services.nursing import change_to_standard, end_nursing_care, give_band_notice, start_nursing_care
from eligibility.services.requests import answer_request
from eligibility.services.reviews import direct_payments_made, end_earlier, plan_reviewed, reassess
from eligibility.services.suitability import change_in_payment, decide_direct_payment
from eligibility.services.transition import record_step, refer_to_adult_route

__all__ = [
    "Saved",
    "answer_request",
    "ask_for_letter",
    "change_in_payment",
    "change_to_standard",
    "close_case",
    "complete_form",
    "decide",
    "decide_direct_payment",
    "direct_payments_made",
    "discard_draft",
    "end_aftercare",
    "end_earlier",
    "end_nursing_care",
    "give_band_notice",
    "go_on_with",
    "go_to_assessment",
    "leave_to_local_authority",
    "note_delay",
    "plan_reviewed",
    "put_care_in_place",
    "raise_concern",
    "reassess",
    "receive_fast_track",
    "record_step",
    "refer",
    "refer_to_adult_route",
    "save_draft",
    "settle_note",
    "sign_off",
    "start_form",
    "start_from_earlier",
    "start_nursing_care",
    "take_team",
    "withdraw_sign_off",
]
