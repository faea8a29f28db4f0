"""The decision: what the team found, the form, a check page, and what follows."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import Decision, DecisionReason, Level, Recommendation, Route, Tool
from eligibility.forms import DecisionForm, sheet_for
from eligibility.models import Case
from eligibility.rules.clocks import target_date
from eligibility.views.forms import COLOURS, LABELS
from phb.core import audit
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.once import once


def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """First the form, then a page to check, then the decision: made once, however often it is sent."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    kept = selectors.kept_form(case)
    awaiting = Case.life_cycle.is_in(case.state, "awaiting_decision")
    if request.method == "GET" and (not awaiting or kept is None):
        return redirect("eligibility:case", case.pk)
    review_by = day(target_date("K5", today))
    form = DecisionForm(
        request.POST or None,
        today=today,
        chc=case.route == Route.CHC,
        fast_track=kept is not None and kept.tool == Tool.FAST_TRACK,
        late=case.due_on is not None and case.due_clock != "K2" and case.due_on < today,
        review_by=review_by,
        initial={"on": today},
    )
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "change":
        read = request.POST.get("assessment", "")
        details = {
            **form.given(),
            "assessment_id": int(read) if read.isascii() and read.isdigit() and len(read) < 19 else 0,
        }
        if request.POST.get("do") == "decide":
            answered = _decide(request, case, form, details)
            if answered is not None:
                return answered
        elif not _would_be_refused(request, case, form, details):
            return render(request, "eligibility/decide_check.html", _context(request, case, kept, form, review_by))
    return render(request, "eligibility/decide.html", _context(request, case, kept, form, review_by))


def _decide(request: HttpRequest, case: Case, form: DecisionForm, details: dict[str, Any]) -> HttpResponse | None:
    def effect() -> dict[str, Any]:
        return {"decision": services.decide(case_id=case.pk, by=request.actor, **details).pk}

    try:
        once(
            "eligibility.decide", str(form.cleaned_data["key"]), {"case": case.pk, **details}, effect, by=request.actor
        )
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    messages.success(request, WORDS[Decision(details["decision"])])
    return redirect("eligibility:case", case.pk)


def _would_be_refused(request: HttpRequest, case: Case, form: DecisionForm, details: dict[str, Any]) -> bool:
    """Whether the service would refuse: asked before the check page, in a transaction that is taken back."""
    try:
        with transaction.atomic():
            services.decide(case_id=case.pk, by=request.actor, **details)
            transaction.set_rollback(True)
    except RuleBroken as error:
        form.add_rule_broken(error)
        return True
    return False


WORDS = {
    Decision.ELIGIBLE: "Decided: eligible.",
    Decision.NOT_ELIGIBLE: "Decided: not eligible.",
    Decision.RETURNED_FOR_EVIDENCE: "Returned to the team for evidence. The clock runs on.",
}


def _context(request: HttpRequest, case: Case, kept: Any, form: DecisionForm, review_by: str) -> dict[str, Any]:
    audit.note_read(case.person_id, "read your assessment to decide on eligibility")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    answers = kept.answers if kept is not None else {}
    outcome = kept.outcome if kept is not None else ""
    return {
        "case": case,
        "person": case.person,
        "form": form,
        "kept": kept,
        "review_by": review_by,
        "Tool": Tool,
        "clocks": selectors.clocks_of(
            case, london_today(), selectors.due_soon_days(case.organisation_id, london_today())
        ),
        "levels": sheet_for(kept).rows if kept is not None and kept.tool == Tool.DST else [],
        "level_of": dict(Level.choices()),
        "outcome": LABELS.get(outcome, outcome),
        "colour": COLOURS.get(outcome, "blue"),
        "reasons": kept.result.get("reasons", []) if kept is not None else [],
        "answers": answers,
        "recommendation": dict(Recommendation.choices()).get(answers.get("recommendation", ""), ""),
        "decision_label": dict(Decision.choices()).get(given.get("decision", ""), ""),
        "codes": [DecisionReason(code).label for code in given.get("reason_codes", []) + given.get("mentioned", [])],
        "case_href": reverse("eligibility:case", args=[case.pk]),
        "not_eligible": given.get("decision") == Decision.NOT_ELIGIBLE,
        "returned": given.get("decision") == Decision.RETURNED_FOR_EVIDENCE,
    }
