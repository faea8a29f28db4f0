"""The letters of a case: those still owed, the newest, and where to write one."""

from datetime import date
from typing import Any

from eligibility.models import Case
from eligibility.selectors import letters as reads
from eligibility.views.letters import owed, state_tag, title_of
from phb.core.access import may
from phb.core.actors import Actor

SHOWN = 5


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """The newest letters with their PDFs, for whoever may read letters."""
    if not may(actor, "letter", "R"):
        return None
    found = reads.letters_of(case)
    shown = found[:SHOWN]
    jobs = reads.print_jobs(shown)
    writes = may(actor, "letter", "W")
    return {
        "template": "eligibility/panels/letters.html",
        "case": case,
        "letters": [
            (letter, title_of(letter), state_tag(letter), getattr(jobs.get(letter.pk), "document_id", None))
            for letter in shown
        ],
        "more": max(0, len(found) - SHOWN),
        "owed": owed(case) if writes else [],
        "may_write": writes,
    }
