"""The forms of a case: drafts and kept ones, and those that may be started beside the path."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility import selectors
from eligibility.enums import CaseState, FormState, Tool
from eligibility.models import Case
from eligibility.selectors.forms import BESIDE
from eligibility.services.starting import DECIDED
from eligibility.views.words import outcome_words
from phb.core.access import may
from phb.core.actors import Actor

START = {
    Tool.REVIEW: "Start a review",
    Tool.PHB_REQUEST: "Record a request for a personal health budget",
    Tool.DIRECT_PAYMENT: "Look at suitability for a direct payment",
}


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """The forms, newest first, for whoever may read assessments; drafts with who began them."""
    if not may(actor, "assessment", "R"):
        return None
    forms = selectors.forms_of(case)
    drafts = {form.tool for form in forms if form.state == FormState.DRAFT}
    return {
        "template": "eligibility/panels/forms.html",
        "forms": [(form, Tool(form.tool).label, *_outcome(form)) for form in forms],
        "start": [
            {"label": words, "href": reverse("eligibility:start_form", args=[case.pk, tool.value])}
            for tool, words in START.items()
            if may(actor, "assessment", "W") and tool not in drafts and _fits(case, tool)
        ],
    }


def _fits(case: Case, tool: Tool) -> bool:
    return tool in BESIDE and case.state in (DECIDED if tool is Tool.PHB_REQUEST else {CaseState.ELIGIBLE})


def _outcome(form: Any) -> tuple[str, str]:
    return outcome_words(form.tool, form.outcome) if form.outcome else ("", "")
