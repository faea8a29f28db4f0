"""Answers beside the decision on eligibility: a request for a budget, and a direct payment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import Answer, Extent, Right, Tool, Way
from eligibility.enums import DirectPaymentOutcome as Outcome
from eligibility.forms.answers import PaymentAnswerForm, RequestAnswerForm
from eligibility.models import Assessment, Case
from eligibility.selectors.routes import read_of, waiting_form
from eligibility.views.deciding import number_in, would_be_refused
from eligibility.views.found import found_in
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.once import once


def answer_request(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer a request for a budget, as its assessor proposes or otherwise: a form, a check, the answer."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    kept = waiting_form(case, Tool.PHB_REQUEST)
    right = selectors.right_of(case, today)
    by_right = right.outcome == Right.RIGHT_TO_HAVE
    review = (
        "Needed unless all is granted: a review may be required, once in any six months (regulation 32B)"
        if by_right
        else "Needed unless all is granted: by the commissioner’s own review route. This is no refusal of a right"
    )
    said = read_of(kept) if kept is not None else {}
    initial = {
        "on": today,
        "extent": said.get("appropriate_extent"),
        "ways": said.get("ways"),
        "reasons": said.get("reasons"),
        "part_granted": said.get("part_granted"),
    }
    allowed = list(case.offer.management_options) if case.offer is not None else []
    form = RequestAnswerForm(request.POST or None, today=today, ways=allowed, review=review, initial=initial)
    more = {
        "title": "Answer the request for a personal health budget",
        "lead": right.reasons[0].words if right.reasons else "",
        "rows": _request_rows,
        "service": services.answer_request,
        "operation": "eligibility.answer_request",
    }
    return _answered(request, case, kept, form, more)


def direct_payment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Permit or refuse a direct payment: the procedure's answer, a form, a check, the decision."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    kept = waiting_form(case, Tool.DIRECT_PAYMENT)
    barred = kept is not None and kept.outcome in (Outcome.NOT_PERMITTED, Outcome.REFUSE)
    said = kept.answers if kept is not None else {}
    initial = {
        "on": today,
        "answer": Answer.REFUSED.value if barred else None,
        "reasons": said.get("refusal_reason") if barred else "",
        "other_ways": [Way.NOTIONAL.value, Way.THIRD_PARTY.value],
    }
    form = PaymentAnswerForm(request.POST or None, today=today, only_refusal=barred, initial=initial)
    more = {
        "title": "Decide on the direct payment",
        "lead": "What bars a direct payment bars nothing else: the budget is then offered in another way."
        if barred
        else "A right to a budget is not a right to a direct payment, which has tests of its own.",
        "rows": _payment_rows,
        "service": services.decide_direct_payment,
        "operation": "eligibility.decide_direct_payment",
    }
    return _answered(request, case, kept, form, more)


def _answered(
    request: HttpRequest, case: Case, kept: Assessment | None, form: Any, more: dict[str, Any]
) -> HttpResponse:
    if request.method == "GET" and kept is None:
        messages.info(request, "There is nothing to decide: no completed form waits for an answer.")
        return redirect("eligibility:case", case.pk)
    page = "eligibility/answer.html"
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "change":
        details = {**form.given(), "assessment_id": number_in(request.POST.get("assessment", ""))}

        def effect() -> dict[str, Any]:
            return {"decision": more["service"](case_id=case.pk, by=request.actor, **details).pk}

        if request.POST.get("do") == "decide":
            try:
                key = str(form.cleaned_data["key"])
                once(more["operation"], key, {"case": case.pk, **details}, effect, by=request.actor)
            except RuleBroken as error:
                form.add_rule_broken(error)
            else:
                messages.success(request, "Decided. The person is told in writing.")
                return redirect("eligibility:case", case.pk)
        elif not would_be_refused(form, effect):
            page = "eligibility/answer_check.html"
    audit.note_read(case.person_id, "read your form to decide on it")
    context = {
        "case": case,
        "person": case.person,
        "form": form,
        "kept": kept,
        "found": found_in(kept) if kept is not None else None,
        "case_href": reverse("eligibility:case", args=[case.pk]),
        "summary": more["rows"](form) if page.endswith("check.html") else [],
        **{name: more[name] for name in ("title", "lead")},
    }
    return render(request, page, context)


def _request_rows(form: Any) -> list[dict[str, Any]]:
    given = form.cleaned_data
    return [
        {"label": "Granted for", "value": Extent(given["extent"]).label},
        *([{"label": "Part", "value": given["part_granted"]}] if given.get("part_granted") else []),
        {"label": "Managed as", "value": ", ".join(Way(way).label for way in given["ways"]) or "Nothing"},
        {"label": "Day", "value": f"{given['on']:%-d %B %Y}"},
        {"label": "Reasons", "value": given["reasons"]},
    ]


def _payment_rows(form: Any) -> list[dict[str, Any]]:
    given = form.cleaned_data
    ways = ", ".join(Way(way).label for way in given.get("other_ways") or [])
    return [
        {"label": "Decision", "value": Answer(given["answer"]).label},
        *([{"label": "Offered instead", "value": ways}] if ways else []),
        {"label": "Day", "value": f"{given['on']:%-d %B %Y}"},
        {"label": "Reasons", "value": given["reasons"]},
    ]
