"""The life cycles of eligibility: a case from referral to closing, its forms, and the work around it."""

from eligibility.enums import CandidateState as P
from eligibility.enums import CaseState as S
from eligibility.enums import ChallengeState as C
from eligibility.enums import EvidenceState as E
from eligibility.enums import FormState as F
from eligibility.enums import ImportState as I
from eligibility.enums import LetterState as L
from eligibility.enums import MeetingState as M
from eligibility.enums import OfferState as O
from eligibility.enums import WordingState as W
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
        # A refusal may be questioned long after its case was closed: only what comes of that opens it again.
        S.CLOSED: {"overturn": S.ELIGIBLE, "reassess": S.AWAITING_ASSESSMENT},
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

OFFER = LifeCycle(
    "offer",
    O.DRAFT,
    {
        O.DRAFT: {"propose": O.PROPOSED, "discard": O.ENDED},
        O.PROPOSED: {"approve": O.IN_FORCE, "give_back": O.REFUSED},
        O.REFUSED: {"revise": O.DRAFT, "discard": O.ENDED},
        O.IN_FORCE: {"replace": O.REPLACED, "end": O.ENDED},
        O.REPLACED: {},
        O.ENDED: {},
    },
    # A case keeps the version that it was opened under, so those that were ever in force stay readable.
    groups={"shown": frozenset({O.IN_FORCE, O.REPLACED, O.ENDED})},
)

WORDING = LifeCycle(
    "wording",
    W.PROPOSED,
    {
        W.PROPOSED: {"approve": W.IN_FORCE, "refuse": W.REFUSED, "withdraw": W.WITHDRAWN},
        W.IN_FORCE: {"replace": W.REPLACED, "withdraw": W.WITHDRAWN},
        W.REPLACED: {},
        W.REFUSED: {},
        W.WITHDRAWN: {},
    },
)

CHALLENGE = LifeCycle(
    "challenge",
    C.RECEIVED,
    {
        C.RECEIVED: {"take_up": C.IN_PROGRESS, "not_accept": C.NOT_ACCEPTED, "withdraw": C.WITHDRAWN},
        C.IN_PROGRESS: {"decide": C.DECIDED, "withdraw": C.WITHDRAWN},
        # A late request that was not accepted may be accepted after all: the limit is the board's discretion.
        C.NOT_ACCEPTED: {"take_up": C.IN_PROGRESS},
        C.DECIDED: {},
        C.WITHDRAWN: {},
    },
    groups={"open": frozenset({C.RECEIVED, C.IN_PROGRESS})},
)

MEETING = LifeCycle(
    "meeting",
    M.PLANNED,
    {M.PLANNED: {"hold": M.HELD, "cancel": M.CANCELLED}, M.HELD: {}, M.CANCELLED: {}},
)

EVIDENCE = LifeCycle(
    "evidence",
    E.ASKED,
    {
        E.ASKED: {"receive": E.RECEIVED, "mark_not_available": E.NOT_AVAILABLE, "cancel": E.CANCELLED},
        E.NOT_AVAILABLE: {"receive": E.RECEIVED},
        E.RECEIVED: {},
        E.CANCELLED: {},
    },
)

LETTER = LifeCycle(
    "letter",
    L.WRITTEN,
    {L.WRITTEN: {"send": L.SENT, "cancel": L.CANCELLED}, L.SENT: {}, L.CANCELLED: {}},
)

CANDIDATE = LifeCycle(
    "candidate",
    P.FOUND,
    {
        P.FOUND: {"refer": P.REFERRED, "not_now": P.NOT_NOW, "dismiss": P.DISMISSED},
        P.NOT_NOW: {"refer": P.REFERRED, "dismiss": P.DISMISSED},
        P.DISMISSED: {"look_again": P.FOUND},
        P.REFERRED: {},
    },
)

FINDING = LifeCycle(
    "list of people found",
    I.CHECKED,
    {I.CHECKED: {"take": I.TAKEN, "discard": I.DISCARDED}, I.TAKEN: {}, I.DISCARDED: {}},
)

CASE_IMPORT = LifeCycle(
    "case import",
    I.CHECKED,
    {I.CHECKED: {"take": I.TAKEN, "discard": I.DISCARDED}, I.TAKEN: {}, I.DISCARDED: {}},
)
