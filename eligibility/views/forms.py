"""Assessment forms: filled in as a draft that saves itself, checked, completed, read."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import ChecklistOutcome, DstOutcome, FormState, Recommendation, Tool
from eligibility.forms import CompleteForm, Sheet, sheet_for
from eligibility.models import Assessment
from eligibility.rules import Result
from eligibility.rules.domains import help_status
from eligibility.rules.rule_sets import rule_set
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today, now
from phb.core.errors import NotVisible, RuleBroken

COLOURS = {
    "POSITIVE": "purple",
    "POSITIVE_BY_JUDGEMENT": "purple",
    "NEGATIVE": "grey",
    "INCOMPLETE": "blue",
    "INVALID": "red",
    "EXPECTED_ELIGIBLE": "green",
    "JUDGEMENT_REQUIRED": "yellow",
    "UNLIKELY": "grey",
    "INDICATES_INELIGIBLE": "grey",
    "ELIGIBLE_FAST_TRACK": "green",
}
LABELS = {
    **dict(ChecklistOutcome.choices()),
    **dict(DstOutcome.choices()),
    **dict(Recommendation.choices()),
    "ELIGIBLE_FAST_TRACK": "Properly completed: the board must find the person eligible",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """The rule's answer for a page: the outcome in words, why, what is missing (with links), advice."""

    outcome: str
    label: str
    colour: str
    reasons: tuple[Any, ...]
    missing: list[dict[str, str]]
    warnings: tuple[Any, ...]
    rule_set: str


def panel(result: Result, page: str = "") -> Panel:
    """The result for a page; `page` is the form's address when it is another page."""
    missing = [{"words": problem.words, "href": f"{page}#{field_id(problem.field)}"} for problem in result.problems]
    outcome = str(result.outcome)
    return Panel(
        outcome,
        LABELS.get(outcome, outcome),
        COLOURS.get(outcome, "blue"),
        result.reasons,
        missing,
        result.warnings,
        rule_set(result.rule_set).name,
    )


def field_id(name: str) -> str:
    """The id on the page of a field: dots would need escaping in a style sheet."""
    part, _, key = name.partition(".")
    if part in ("domain", "level"):
        return f"d-{key}"
    return "members" if part == "members" else f"f-{name.replace('.', '-')}"


def start(request: HttpRequest, case_id: int, tool: str) -> HttpResponse:
    """Open the draft of a form on a case, or begin it."""
    form = services.start_form(case_id=case_id, tool=tool, by=request.actor)
    return redirect("eligibility:form", form.pk)


def show(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The form: a draft to fill in, or a kept one to read."""
    form = selectors.assessment_for(request.actor, assessment_id)
    if request.method == "POST":
        return _save_and_go(request, form)
    audit.note_read(form.person_id, f"opened your {Tool(form.tool).label}")
    if form.state == FormState.DRAFT and may(request.actor, "assessment", "W"):
        return _draft_page(request, form, sheet_for(form))
    if form.state == FormState.DRAFT and request.actor.is_outside:
        raise NotVisible  # a draft is the team's own until it is complete
    return _kept_page(request, form)


def save(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Autosave: stores what was typed and answers with the state of the draft and the rule's result."""
    form = selectors.assessment_for(request.actor, assessment_id)
    sent, seen = sheet_for(form).read(request.POST), Sheet.seen_by(request.POST)
    try:
        saved = services.save_draft(
            assessment_id=form.pk, answers=sent.answers, edits=sent.edits, seen=seen, by=request.actor
        )
    except RuleBroken as error:
        context = {"problem": error.message, "edits": sent.edits, "seen": request.POST.get("seen", "{}")}
        return render(request, "eligibility/parts/not_saved.html", context)
    stored = selectors.assessment_for(request.actor, saved.form.pk)
    context = _draft_context(request, stored, sheet_for(stored))
    context |= {"seen": sent.seen_after(stored.answers, seen), "saved_at": now(), "swap": True}
    return render(request, "eligibility/parts/saved.html", context)


def _save_and_go(request: HttpRequest, form: Assessment) -> HttpResponse:
    """The buttons of the page: without scripts they are the only way to save."""
    sent = sheet_for(form).read(request.POST)
    try:
        saved = services.save_draft(
            assessment_id=form.pk,
            answers=sent.answers,
            edits=sent.edits,
            seen=Sheet.seen_by(request.POST),
            by=request.actor,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        if form.state != FormState.DRAFT:
            return redirect("eligibility:form", form.pk)
        return _draft_page(request, form, sent, status=422)  # what was typed stays on the page
    if saved.both:
        messages.warning(
            request, "Somebody else wrote in the same place as you. Both wordings are kept: choose one below."
        )
    elif request.POST.get("do") == "check":
        return redirect("eligibility:complete", form.pk)
    else:
        messages.success(request, "Draft saved.")
    return redirect("eligibility:form", form.pk)


def _draft_context(request: HttpRequest, form: Assessment, sheet: Sheet) -> dict[str, Any]:
    notes = [
        {
            "id": note.pk,
            "by": note.by.name,
            "at": note.at,
            "label": sheet.label(note.answers["field"]),
            "second": sheet.say(note.answers["field"], note.answers["value"]),
            "first": sheet.say(note.answers["field"], sheet_for(form).values.get(note.answers["field"])),
        }
        for note in selectors.open_notes(form)
    ]
    return {
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "sheet": sheet,
        "notes": notes,
        "panel": panel(selectors.result_of(form, london_today())),
        "tool": Tool(form.tool),
        "Tool": Tool,
        "help_status": help_status(),
        "seen": sheet.seen,
        "saved_at": form.saved_at if form.edits else None,
        "swap": False,
    }


def _draft_page(request: HttpRequest, form: Assessment, sheet: Sheet, status: int = 200) -> HttpResponse:
    return render(request, "eligibility/sheet.html", _draft_context(request, form, sheet), status=status)


def _kept_page(request: HttpRequest, form: Assessment) -> HttpResponse:
    result = form.result or selectors.result_of(form, london_today()).as_dict()
    problems = [{"words": problem["words"]} for problem in result["problems"]]
    context = {
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "tool": Tool(form.tool),
        "Tool": Tool,
        "sheet": sheet_for(form) if form.tool != Tool.FAST_TRACK else None,
        "outcome": LABELS.get(result["outcome"], result["outcome"]),
        "colour": COLOURS.get(result["outcome"], "blue"),
        "reasons": result["reasons"],
        "warnings": result["warnings"],
        "problems": problems,
        "negative": result["outcome"] == ChecklistOutcome.NEGATIVE,
        "rules_in_force": rule_set(form.rule_set).name,
        "case_href": "" if request.actor.is_outside else reverse("eligibility:case", args=[form.case_id]),
    }
    if request.actor.is_outside:
        context["side_navigation"] = []
    return render(request, "eligibility/kept.html", context)


def complete(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The check before a form is completed: the rule's answer, the days, and a last press."""
    form = selectors.assessment_for(request.actor, assessment_id)
    if form.state != FormState.DRAFT:
        return redirect("eligibility:form", form.pk)
    today = london_today()
    result = selectors.result_of(form, today)
    clock = form.tool == Tool.CHECKLIST and result.outcome in (
        ChecklistOutcome.POSITIVE,
        ChecklistOutcome.POSITIVE_BY_JUDGEMENT,
    )
    ready = result.outcome not in ("INCOMPLETE", "INVALID") and not (form.tool != Tool.CHECKLIST and result.problems)
    ready = ready and not selectors.open_notes(form)
    days = CompleteForm(
        request.POST or None, today=today, clock=clock, initial={"completed_on": today, "received_on": today}
    )
    if request.method == "POST" and days.is_valid():
        if request.POST.get("edits") != str(form.edits):
            days.add_error(
                None,
                "Somebody changed this form after you opened this page. Check the answers again, then complete it.",
            )
        else:
            try:
                services.complete_form(
                    assessment_id=form.pk,
                    answers={},
                    edits=form.edits,
                    on=days.cleaned_data["completed_on"],
                    received_on=days.cleaned_data.get("received_on"),
                    by=request.actor,
                )
            except RuleBroken as error:
                days.add_rule_broken(error)
            else:
                messages.success(request, f"{Tool(form.tool).label} completed.")
                return redirect("eligibility:case", form.case_id)
    audit.note_read(form.person_id, f"opened your {Tool(form.tool).label}")
    context = {
        "form": days,
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "tool": Tool(form.tool),
        "ready": ready,
        "panel": panel(result, reverse("eligibility:form", args=[form.pk])),
        "notes": selectors.open_notes(form),
        "negative": result.outcome == ChecklistOutcome.NEGATIVE,
    }
    return render(request, "eligibility/complete.html", context)


def choose(request: HttpRequest, assessment_id: int, note_id: int) -> HttpResponse:
    """Choose between two wordings of one field."""
    services.settle_note(
        note_id=note_id, assessment_id=assessment_id, use=request.POST.get("use") == "second", by=request.actor
    )
    messages.success(request, "Chosen. The other wording stays in the record of changes.")
    return redirect("eligibility:form", assessment_id)
