"""Eligibility in words for pages: outcomes by tool, results by route, moves for the timeline."""

from typing import Any

from eligibility.enums import (
    ChecklistOutcome,
    DirectPaymentOutcome,
    DstOutcome,
    Recommendation,
    Right,
    Route,
    Tool,
)
from eligibility.rules.route_words import ROUTES
from phb.core.actors import ROLE_NAMES
from phb.core.models import Move
from phb.core.words import small

# What the rules of most tools say, in words. Where a code says something else for one tool, see BY_TOOL.
LABELS: dict[str, str] = {
    **dict(ChecklistOutcome.choices()),
    **dict(DstOutcome.choices()),
    **dict(Recommendation.choices()),
    **dict(DirectPaymentOutcome.choices()),
    **dict(Right.choices()),
    "ELIGIBLE_FAST_TRACK": "Properly completed: the board must find the person eligible",
    "FULL_ASSESSMENT": "A full assessment is needed",
    "NO_FULL_ASSESSMENT": "No full assessment is needed",
    "LIKELY_CC_NEED": "The pattern suggests a continuing care need. The panel decides",
    "NOT_NOW": "No new chair is needed now: repair or review",
    "ENTITLED": "Entitled to aftercare",
    "NOT_ENTITLED": "Not entitled to aftercare",
    "JOINT_PACKAGE": "The NHS and the local authority may fund a joint package",
    "LA_ONLY": "No health needs beyond the local authority: for the local authority alone",
    "CHC": "Eligible for continuing healthcare: no joint package",
    "CARE_PLAN_STANDS": "The care plan stands",
    "CHANGE_CARE_PLAN": "The care plan is to be changed",
    "REASSESS": "A new assessment is needed. Care goes on meanwhile",
    "OFFERED": "Meets the offer’s criteria",
    "NOT_OFFERED": "Does not meet every criterion of the offer",
    "NOT_AVAILABLE_IN_AREA": "Not available in this area",
    "GRANTED": "To be granted",
    "GRANTED_IN_PART": "To be granted in part, with written reasons for the rest",
    "REFUSED": "To be refused, with written reasons",
}
BY_TOOL: dict[str, dict[str, str]] = {
    Tool.CHILDREN: {"JUDGEMENT_REQUIRED": "Judgement is required. All four areas of evidence weigh"},
    Tool.FNC: {"ELIGIBLE": "Nursing care is due", "NOT_ELIGIBLE": "Nursing care is not due"},
    Tool.WHEELCHAIR: {"NO_RIGHT": "Not every local criterion is met: no right"},
    Tool.PHB_REQUEST: {"LOCAL_DISCRETION": "No right: the commissioner may grant it"},
}
SHORT = {
    "CHC": "Continuing healthcare",
    "INVALID": "Not valid",
    "LA_ONLY": "Local authority alone",
    "LIKELY_CC_NEED": "Likely continuing care need",
}
COLOURS = {
    "POSITIVE": "purple",
    "POSITIVE_BY_JUDGEMENT": "purple",
    "FULL_ASSESSMENT": "purple",
    "INCOMPLETE": "blue",
    "INVALID": "red",
    "JUDGEMENT_REQUIRED": "yellow",
    "BLOCKED": "orange",
    "REASSESS": "orange",
    "GRANTED_IN_PART": "yellow",
    **dict.fromkeys(
        (
            "EXPECTED_ELIGIBLE", "ELIGIBLE_FAST_TRACK", "LIKELY_CC_NEED", "RIGHT_TO_HAVE", "ENTITLED", "ELIGIBLE",
            "JOINT_PACKAGE", "CARE_PLAN_STANDS", "OFFERED", "GRANTED", "PERMITTED",
        ),
        "green",
    ),
}  # fmt: skip


def outcome_words(tool: str, outcome: str) -> tuple[str, str]:
    """An outcome of a tool's rule in words, and the colour of its tag."""
    words = BY_TOOL.get(tool, {}).get(outcome) or LABELS.get(outcome, outcome.replace("_", " ").capitalize())
    return words, COLOURS.get(outcome, "grey")


def outcome_tag(outcome: str) -> str:
    """An outcome in a word or two, for its tag; what it means stands beside it (`outcome_words`)."""
    return SHORT.get(outcome) or outcome.replace("_", " ").capitalize()


def in_sentence(tool: Tool) -> str:
    """A form's name inside a sentence: national forms keep their capitals."""
    if tool in (Tool.CHECKLIST, Tool.DST, Tool.FAST_TRACK, Tool.CHILDREN):
        return tool.label
    return small(tool.label)


CASE_WORDS = {
    "created": "Referral recorded",
    "start_checklist": "Screening begun",
    "go_to_assessment": "Sent to full assessment",
    "close": "Case closed",
    "screen_in": "Screened in: full assessment required",
    "screen_out": "Screened out",
    "receive_fast_track": "Fast Track tool received",
    "repeat_checklist": "Screening begun again",
    "record_assessment": "Ready for the decision",
    "find_eligible": "Found eligible",
    "find_not_eligible": "Found not eligible",
    "return_for_evidence": "Returned for evidence",
    "treat_as_alert": "Treated as an alert",
    "overturn": "Decision overturned",
    "reassess": "Sent to assessment again",
    "allocate": "Given to an assessor or team",
    "reallocate": "Given to somebody else",
    "passed_to_local_authority": "Left to the local authority alone",
    "payment_looked_at": "Direct payment looked at again after a change",
    "fast_track_concern": "Poor completion of the Fast Track tool raised",
}
FORM_WORDS = {
    "created": "started",
    "complete": "completed",
    "replace": "replaced by a later one",
    "discard": "discarded as a draft",
}
# Reasons that tell of health: shown to readers of assessments only.
CLINICAL = frozenset(
    {"screen_in", "screen_out", "find_eligible", "find_not_eligible", "return_for_evidence", "go_to_assessment"}
)


def entry(move: Move, tool: str, *, clinical: bool, route: str = Route.CHC) -> dict[str, Any]:
    """A move for `ui.timeline`, of a form when `tool` is named. Reasons about health are left out for readers without that right."""
    shown = move.reason if clinical or move.verb not in CLINICAL else ""
    return {
        "when": move.at,
        "what": f"{Tool(tool).label} {FORM_WORDS[move.verb]}" if tool else _case_words(move.verb, route),
        "who": f"{move.by_name}, {ROLE_NAMES.get(move.by_role, move.by_role).lower()}",
        "words": shown,
        "href": "",
    }


def _case_words(verb: str, route: str) -> str:
    if route != Route.CHC:
        found = {"find_eligible": ROUTES[route].yes, "find_not_eligible": ROUTES[route].no}
        if verb in found:
            return f"Decided: {small(found[verb])}"
        if verb == "go_to_assessment":
            return "Assessment begun"
    return CASE_WORDS.get(verb, verb.replace("_", " ").capitalize())
