"""Forms of eligibility: they check shape and words, never save."""

from eligibility.forms.cases import AssessForm, CloseForm, CompleteForm, DiscardForm, ReferralForm
from eligibility.forms.decision import DecisionForm
from eligibility.forms.fast_track import FastTrackForm
from eligibility.forms.sheets import Sheet, sheet_for

__all__ = [
    "AssessForm",
    "CloseForm",
    "CompleteForm",
    "DecisionForm",
    "DiscardForm",
    "FastTrackForm",
    "ReferralForm",
    "Sheet",
    "sheet_for",
]
