"""Writes of eligibility: one verb, one function, one transaction."""

from eligibility.services.assessments import complete_form
from eligibility.services.cases import close_case, go_to_assessment, refer
from eligibility.services.deciding import ask_for_letter, decide
from eligibility.services.drafts import Saved, save_draft, settle_note, start_form
from eligibility.services.fast_track import receive_fast_track

__all__ = [
    "Saved",
    "ask_for_letter",
    "close_case",
    "complete_form",
    "decide",
    "go_to_assessment",
    "receive_fast_track",
    "refer",
    "save_draft",
    "settle_note",
    "start_form",
]
