"""Who may sit on the panel of an independent review."""

from collections.abc import Mapping, Sequence
from datetime import date

from eligibility.rules import evaluate


def panel_problem(members: Sequence[Mapping[str, str]], *, board: str, authorities: Sequence[str], on: date) -> str:
    """What must be mended before this panel may sit, "" for one that may: a chair, a member of another board, and a
    member of a council outside the area (SI 2012/2996 reg 23). Bodies are compared without regard to case and spaces."""
    if not members:
        return "Name the members of the panel."
    if any(not row.get("name") or not row.get("organisation") for row in members):
        return "Enter the name and the body of each member."
    answers = {
        "icb_under_review": _plain(board),
        "las_in_its_area": [_plain(name) for name in authorities],
        "members": [{"role": row["role"], "organisation": _plain(row["organisation"])} for row in members],
    }
    problems = evaluate("review_panel", answers, on).problems
    return problems[0].words if problems else ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
