"""The life cycles of eligibility: a case from referral to closing, and one assessment form."""

from eligibility.enums import CaseState as S
from eligibility.enums import FormState as F
from phb.core.lifecycle import LifeCycle

CASE = LifeCycle(
    "case",
    S.REFERRAL_RECEIVED,
    {
        S.REFERRAL_RECEIVED: {
            "start_checklist": S.CHECKLIST,
            # The Checklist is optional: a board may go straight to a full assessment.
            "go_to_assessment": S.AWAITING_ASSESSMENT,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.CHECKLIST: {
            "screen_in": S.AWAITING_ASSESSMENT,
            "screen_out": S.SCREENED_OUT,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.SCREENED_OUT: {
            "repeat_checklist": S.CHECKLIST,
            "go_to_assessment": S.AWAITING_ASSESSMENT,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.AWAITING_ASSESSMENT: {
            "record_assessment": S.ASSESSED,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.ASSESSED: {
            "find_eligible": S.ELIGIBLE,
            "find_not_eligible": S.NOT_ELIGIBLE,
            "return_for_evidence": S.RETURNED_FOR_EVIDENCE,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.RETURNED_FOR_EVIDENCE: {
            "record_assessment": S.ASSESSED,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        # A tool that is not properly completed is treated as an alert and the ordinary way goes on.
        S.FAST_TRACK_RECEIVED: {
            "find_eligible": S.ELIGIBLE,
            "treat_as_alert": S.REFERRAL_RECEIVED,
            "close": S.CLOSED,
        },
        # A review cannot end eligibility: that needs a new assessment, in a case of its own.
        S.ELIGIBLE: {"close": S.CLOSED},
        S.NOT_ELIGIBLE: {
            "overturn": S.ELIGIBLE,
            "reassess": S.AWAITING_ASSESSMENT,
            "receive_fast_track": S.FAST_TRACK_RECEIVED,
            "close": S.CLOSED,
        },
        S.CLOSED: {},
    },
    groups={
        "open": frozenset(set(S) - {S.CLOSED}),
        "undecided": frozenset(
            {
                S.REFERRAL_RECEIVED,
                S.CHECKLIST,
                S.AWAITING_ASSESSMENT,
                S.ASSESSED,
                S.FAST_TRACK_RECEIVED,
                S.RETURNED_FOR_EVIDENCE,
            }
        ),
        "awaiting_decision": frozenset({S.ASSESSED, S.FAST_TRACK_RECEIVED}),
        "decided": frozenset({S.ELIGIBLE, S.NOT_ELIGIBLE}),
    },
)

FORM = LifeCycle(
    "form",
    F.DRAFT,
    {
        F.DRAFT: {"complete": F.COMPLETED, "discard": F.DISCARDED},
        F.COMPLETED: {"replace": F.REPLACED},
        F.REPLACED: {},
        F.DISCARDED: {},
    },
    groups={"kept": frozenset({F.COMPLETED, F.REPLACED})},
)
