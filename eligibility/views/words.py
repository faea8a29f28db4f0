"""Moves of a case and its forms in words for the timeline."""

from typing import Any

from phb.core.actors import ROLE_NAMES
from phb.core.models import Move

CASE_WORDS = {
    "created": "Referral recorded", "start_checklist": "Checklist started", "go_to_assessment": "Sent to full assessment",
    "close": "Case closed", "screen_in": "Checklist positive: full assessment required", "screen_out": "Screened out by the Checklist",
    "receive_fast_track": "Fast Track tool received", "repeat_checklist": "Checklist started again",
    "record_assessment": "Assessment completed", "find_eligible": "Found eligible", "find_not_eligible": "Found not eligible",
    "return_for_evidence": "Returned for evidence", "treat_as_alert": "Treated as an alert", "overturn": "Decision overturned",
    "reassess": "Sent to assessment again",
}
FORM_WORDS = {
    "created": "Form started", "complete": "Form completed", "replace": "Earlier form replaced", "discard": "Draft discarded",
}
# Reasons that tell of health: shown to readers of assessments only.
CLINICAL = frozenset({"screen_in", "screen_out", "find_eligible", "find_not_eligible", "return_for_evidence", "go_to_assessment"})


def entry(move: Move, *, clinical: bool) -> dict[str, Any]:
    """A move for `ui.timeline`. Reasons about health are left out for readers without that right."""
    words = CASE_WORDS if move.subject == "eligibility.case" else FORM_WORDS
    shown = move.reason if clinical or move.verb not in CLINICAL else ""
    return {
        "when": move.at,
        "what": words.get(move.verb, move.verb.replace("_", " ").capitalize()),
        "who": f"{move.by_name}, {ROLE_NAMES.get(move.by_role, move.by_role).lower()}",
        "words": shown,
        "href": "",
    }
