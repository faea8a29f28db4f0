"""The decision on a case: what was found, the form, a check page, and what follows."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import Decision, DecisionReason, Route, Tool
from eligibility.forms import DecisionForm
from eligibility.forms.decision import TERM
from eligibility.models import Case
from eligibility.rules.clocks import target_date
from eligibility.rules.decided_as import DECISIONS
from eligibility.selectors.routes import proposed_terms
from eligibility.selectors.work import authority_consulted
from eligibility.views.found import found_in, terms_rows
from phb.core import audit
from phb.core.clock import london_today, now
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.words import small


def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """First the form, then a page to check, then the decision: made once, however often it is sent."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    kept = selectors.kept_form(case)
    awaiting = Case.life_cycle.is_in(case.state, "awaiting_decision")
    if request.method == "GET" and (not awaiting or kept is None):
        return redirect("eligibility:case", case.pk)
    review_by = day(target_date("K5", today))
    late = case.due_on is not None and case.due_clock != "K2" and case.due_on < today
    known = proposed_terms(case, kept) if kept is not None else {}
    form = DecisionForm(
        request.POST or None,
        today=today,
        case=case,
        fast_track=kept is not None and kept.tool == Tool.FAST_TRACK,
        late=late,
        review_by=review_by,
        initial={
            "on": today,
            "delay_reason": "\n".join(each.reason for each in reversed(selectors.delays_of(case))) if late else "",
            **_consulted(case),
            **{TERM + key: value for key, value in known.items()},
        },
    )
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "change":
        read = request.POST.get("assessment", "")
        details = {**form.given(), "assessment_id": number_in(read)}
        if request.POST.get("do") == "decide":
            answered = _decide(request, case, form, details)
            if answered is not None:
                return answered
        elif not would_be_refused(form, lambda: services.decide(case_id=case.pk, by=request.actor, **details)):
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
        add_refusal(form, error)
        return None
    choice = DECISIONS[Route(case.route)].choice(details["decision"])
    assert choice is not None
    if choice.keeps == Decision.RETURNED_FOR_EVIDENCE:
        messages.success(request, "Returned for evidence. The clock runs on.")
    else:
        messages.success(request, f"Decided: {small(choice.label)}.")
    return redirect("eligibility:case", case.pk)


def _consulted(case: Case) -> dict[str, Any]:
    """Whether the local authority was consulted, as recorded on the case: asked here only where nothing is."""
    newest = next(iter(authority_consulted(case)), None)
    if newest is None:
        return {}
    return {"la_consulted": newest.consulted_on is not None, "la_consultation": newest.not_practicable}


def number_in(text: str) -> int:
    """A number sent in a hidden field; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def would_be_refused(form: Any, effect: Any) -> bool:
    """Whether the service would refuse: asked before the check page, in a transaction that is taken back."""
    try:
        with transaction.atomic():
            effect()
            transaction.set_rollback(True)
    except RuleBroken as error:
        add_refusal(form, error)
        return True
    return False


def add_refusal(form: Any, error: RuleBroken) -> None:
    """Show a refusal beside its field; the parts of a decision carry their own prefix."""
    if error.field and f"{TERM}{error.field}" in form.fields:
        error = RuleBroken(error.message, f"{TERM}{error.field}")
    form.add_rule_broken(error)


def _context(request: HttpRequest, case: Case, kept: Any, form: DecisionForm, review_by: str) -> dict[str, Any]:
    audit.note_read(case.person_id, "read your assessment to decide on eligibility")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    route = DECISIONS[Route(case.route)]
    choice = route.choice(given.get("decision", "")) if given else None
    today = london_today()
    terms = {name.removeprefix(TERM): value for name, value in given.items() if name.startswith(TERM) and value}
    return {
        "case": case,
        "person": case.person,
        "form": form,
        "kept": kept,
        "review_by": review_by,
        "route": route,
        "chc": case.route == Route.CHC,
        "title": route.title,
        "clocks": selectors.clocks_of(case, today, selectors.due_soon_days(case.organisation_id, today), at=now())[:1],
        "delays": selectors.delays_of(case),
        "found": found_in(kept) if kept is not None else None,
        "decision_label": choice.label if choice else "",
        "terms": terms_rows(terms),
        "consulted": given.get("la_consulted"),
        "codes": [DecisionReason(code).label for code in given.get("reason_codes", []) + given.get("mentioned", [])],
        "case_href": reverse("eligibility:case", args=[case.pk]),
        "not_eligible": bool(choice and choice.keeps == Decision.NOT_ELIGIBLE),
        "returned": bool(choice and choice.keeps == Decision.RETURNED_FOR_EVIDENCE),
        "earlier": case.earlier,
    }
