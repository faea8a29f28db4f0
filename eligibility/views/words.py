"""Moves of a case and its forms in words for the timeline."""

from typing import Any

from eligibility.enums import Tool
from phb.core.actors import ROLE_NAMES
from phb.core.models import Move

CASE_WORDS = {
    "created": "Referral recorded",
    "start_checklist": "Screening begun",
    "go_to_assessment": "Sent to full assessment",
    "close": "Case closed",
    "screen_in": "Checklist positive: full assessment required",
    "screen_out": "Screened out by the Checklist",
    "receive_fast_track": "Fast Track tool received",
    "repeat_checklist": "Screening begun again",
    "record_assessment": "Ready for the decision",
    "find_eligible": "Found eligible",
    "find_not_eligible": "Found not eligible",
    "return_for_evidence": "Returned for evidence",
    "treat_as_alert": "Treated as an alert",
    "overturn": "Decision overturned",
    "reassess": "Sent to assessment again",
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


def entry(move: Move, tool: str, *, clinical: bool) -> dict[str, Any]:
    """A move for `ui.timeline`, of a form when `tool` is named. Reasons about health are left out for readers without that right."""
    what = f"{Tool(tool).label} {FORM_WORDS[move.verb]}" if tool else CASE_WORDS[move.verb]
    shown = move.reason if clinical or move.verb not in CLINICAL else ""
    return {
        "when": move.at,
        "what": what,
        "who": f"{move.by_name}, {ROLE_NAMES.get(move.by_role, move.by_role).lower()}",
        "words": shown,
        "href": "",
    }
