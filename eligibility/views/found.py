"""What a completed form found, short enough to decide on: its outcome with reasons, levels, and what was written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.enums import Level, Tool
from eligibility.forms import sheet_for
from eligibility.forms.decision import PART_LABELS
from eligibility.models import Assessment
from eligibility.rules.wheelchair import CONTRIBUTION_SOURCES
from eligibility.sheets import Kind
from eligibility.views.words import outcome_words
from phb.core.display import day, money
from phb.core.money import MoneyError, parse_pounds

# Parts of a form that say who took part, not what was found.
_ASIDE = frozenset({"people"})
_AMOUNTS = frozenset({"budget_value", "amount", "weekly_rate", "contribution_amount"})
_WORDS = {
    "NOTIONAL": "Notional budget",
    "NOTIONAL_WITH_CONTRIBUTION": "Notional with a contribution",
    "THIRD_PARTY": "Third party",
    "DIRECT_PAYMENT": "Direct payment",
    "NHS": "The NHS",
    "PERSON": "The person",
    "NHS_PRESCRIBED_PART": "The NHS, for the prescribed part",
    "STANDARD": "Standard rate",
    "HIGH_PROTECTED": "High band, protected since 2007",
}


def found_in(form: Assessment) -> dict[str, Any]:
    """A completed form for a decider, ready for `eligibility/parts/found.html`."""
    sheet = sheet_for(form)
    outcome, colour = outcome_words(form.tool, form.outcome)
    rows = [
        {"label": each.label, "value": "; ".join(lines)}
        for part in sheet.parts
        if part.key not in _ASIDE
        for each in part.fields
        if each.kind is not Kind.DOMAIN and (lines := sheet.shown(each))
    ]
    return {
        "tool": Tool(form.tool),
        "href": reverse("eligibility:form", args=[form.pk]),
        "outcome": outcome if form.tool != Tool.CHECKLIST else "",
        "colour": colour,
        "reasons": form.result.get("reasons", []),
        "warnings": form.result.get("warnings", []),
        "levels": [
            {"label": row.label, "chosen": row.chosen, "words": dict(Level.choices()).get(row.chosen, "Not given")}
            for row in sheet.rows
        ],
        "rows": rows,
        "by": form.completed_by.name if form.completed_by else "",
        "on": form.completed_on,
    }


def terms_rows(terms: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a decision says beside its reasons, as rows of a summary list."""
    return [
        {"label": PART_LABELS[key], "value": _written(key, value)}
        for key, value in terms.items()
        if key in PART_LABELS and value not in (None, "", [])
    ]


def _written(key: str, value: Any) -> str:
    text = str(value)
    if key in _AMOUNTS:
        try:
            return money(parse_pounds(text))
        except MoneyError:
            return text
    if key in ("budget_end", "budget_start", "start_date"):
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return text
    return CONTRIBUTION_SOURCES.get(text, text) if key == "contribution_source" else _WORDS.get(text, text)
