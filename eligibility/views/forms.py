"""Assessment forms: filled in as a draft that saves itself, checked, completed, read."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import ChecklistOutcome, FormState, Route, Tool
from eligibility.forms import CompleteForm, DiscardForm, Sheet, sheet_for
from eligibility.forms.sheets import anchor, field_id, help_keys
from eligibility.models import Assessment
from eligibility.rules import Result
from eligibility.rules.rule_sets import rule_set
from eligibility.selectors.forms import BESIDE, SCREENING
from eligibility.selectors.prefill import prefilled, team_of
from eligibility.selectors.wordings import help_note
from eligibility.services.assessments import screened_in
from eligibility.sheets import Kind, Part
from eligibility.views.facts import facts_in_words
from eligibility.views.words import in_sentence, outcome_tag, outcome_words
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today, now
from phb.core.errors import NotVisible, RuleBroken
from phb.core.periods import age_on


@dataclass(frozen=True, slots=True)
class Panel:
    """The rule's answer for a page: the outcome in words, why, what is missing (with links), advice."""

    outcome: str
    tag: str
    label: str
    colour: str
    reasons: tuple[Any, ...]
    missing: list[dict[str, str]]
    warnings: tuple[Any, ...]
    rule_set: str
    complete: bool
    facts: list[tuple[str, str]]


def panel(result: Result, form: Assessment, parts: tuple[Part, ...] = (), page: str = "") -> Panel:
    """The result for a page; `page` is the form's address when it is another page."""
    missing = [
        {"words": problem.words, "href": f"{page}#{anchor(problem.field, parts)}"} for problem in result.problems
    ]
    outcome = str(result.outcome)
    words, colour = outcome_words(form.tool, outcome)
    return Panel(
        outcome,
        outcome_tag(outcome),
        words,
        colour,
        result.reasons,
        missing,
        result.warnings,
        rule_set(result.rule_set).name,
        bool(result.facts.get("form_complete")),
        facts_in_words(form.tool, result.facts, form.answers, london_today()),
    )


def start(request: HttpRequest, case_id: int, tool: str) -> HttpResponse:
    """Open the draft of a form on a case, or begin it."""
    form = services.start_form(case_id=case_id, tool=tool, by=request.actor, on=london_today())
    return redirect("eligibility:form", form.pk)


def show(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The form: a draft to fill in, or a kept one to read."""
    form = selectors.assessment_for(request.actor, assessment_id)
    if request.method == "POST":
        return _save_and_go(request, form)
    audit.note_read(form.person_id, f"opened your {Tool(form.tool).label}")
    if form.state == FormState.DRAFT and may(request.actor, "assessment", "W"):
        return _draft_page(request, form, sheet_for(form, london_today()))
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
    sent = sheet_for(form, london_today()).read(request.POST)
    try:
        saved = services.save_draft(
            assessment_id=form.pk,
            answers=sent.answers,
            edits=sent.edits,
            seen=Sheet.seen_by(request.POST),
            by=request.actor,
        )
        message = _after_saving(request, saved.form, request.POST.get("do", ""))
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
        messages.success(request, message)
    return redirect("eligibility:form", form.pk)


def _after_saving(request: HttpRequest, form: Assessment, do: str) -> str:
    """The two buttons that bring in what is recorded elsewhere, after what was typed is safe. Returns what to say."""
    if do == "earlier":
        services.start_from_earlier(assessment_id=form.pk, edits=form.edits, by=request.actor)
        return "Taken from the last form where this one was empty. Check each answer: it is as it was then."
    if do == "team":
        services.take_team(assessment_id=form.pk, edits=form.edits, by=request.actor)
        return "The team is taken from the meeting’s attendance."
    return "Draft saved."


def _draft_context(request: HttpRequest, form: Assessment, sheet: Sheet) -> dict[str, Any]:
    today = london_today()
    result = selectors.result_of(form, today)
    stored = sheet_for(form)
    notes = [
        {
            "id": note.pk,
            "by": note.by.name,
            "at": note.at,
            "label": sheet.label(note.answers["field"]),
            "second": sheet.say(note.answers["field"], note.answers["value"]),
            "first": sheet.say(note.answers["field"], stored.values.get(note.answers["field"])),
        }
        for note in selectors.open_notes(form)
    ]
    steps = stored.steps(result.problems)
    return {
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "sheet": sheet,
        "notes": notes,
        "panel": panel(result, form, sheet.parts),
        "tool": Tool(form.tool),
        "Tool": Tool,
        "Kind": Kind,
        "field_id": field_id,
        "help_note": help_note(form.organisation_id, help_keys(sheet.parts, form.tool), today),
        "seen": sheet.seen,
        "steps": steps,
        "next_open": next((step for step in steps if not step.done), None),
        "saved_at": form.saved_at if form.edits else None,
        "swap": False,
    }


def _draft_page(request: HttpRequest, form: Assessment, sheet: Sheet, status: int = 200) -> HttpResponse:
    today = london_today()
    earlier = selectors.earlier_form(form)
    context = _draft_context(request, form, sheet) | {
        "known": prefilled(form, today, by=request.actor),
        "age": age_on(form.person.date_of_birth, today),
        "earlier": earlier if earlier is not None and not _anything_typed(form, sheet) else None,
        "compared": _compared(form),
        "team": team_of(form.case).get("members") if form.tool == Tool.DST else None,
        "in_sentence": in_sentence(Tool(form.tool)),
    }
    return render(request, "eligibility/sheet.html", context, status=status)


def _anything_typed(form: Assessment, sheet: Sheet) -> bool:
    """Whether somebody has begun to fill in the form: then it is not offered to start from another one."""
    return form.edits > 0 and bool(sheet.answered or not sheet.domains)


def _compared(form: Assessment) -> dict[str, list[dict[str, Any]]]:
    """By domain: what earlier forms say there, newest kind first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for other in selectors.compared_forms(form):
        sheet = Sheet(other.tool, other.answers, 0)
        for each in sheet.fields:
            prefix, _, key = each.key.partition(".")
            if prefix not in ("level", "domain") or not key:
                continue
            chosen = sheet.text(each.key)
            words = chosen if each.kind is Kind.LONG else each.label_of(chosen) if chosen else ""
            written = "" if each.kind is Kind.LONG else sheet.text(f"evidence.{key}")
            if words or written:
                found.setdefault(key, []).append(
                    {
                        "form": Tool(other.tool).label,
                        "on": other.completed_on,
                        "chosen": words,
                        "evidence": written,
                    }
                )
    return found


def _kept_page(request: HttpRequest, form: Assessment) -> HttpResponse:
    result = form.result or selectors.result_of(form, london_today()).as_dict()
    words, colour = outcome_words(form.tool, result["outcome"])
    context = {
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "tool": Tool(form.tool),
        "Tool": Tool,
        "Kind": Kind,
        "sheet": sheet_for(form),
        "compared": _compared(form) if not request.actor.is_outside else {},
        "outcome": words,
        "colour": colour,
        "facts": facts_in_words(form.tool, result["facts"], form.answers, form.completed_on or london_today()),
        "reasons": result["reasons"],
        "warnings": result["warnings"],
        "problems": [{"words": problem["words"]} for problem in result["problems"]],
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
    screening = form.tool == SCREENING.get(form.case.route)
    notes = selectors.open_notes(form)
    ready = bool(result.facts["form_complete"]) and not notes
    days = CompleteForm(
        request.POST or None,
        today=today,
        clock=screening and screened_in(result.outcome),
        children=form.case.route == Route.CYPCC,
        initial={"completed_on": today, "received_on": today},
    )
    if request.method == "POST" and days.is_valid() and _completed(request, form, days):
        messages.success(request, f"{Tool(form.tool).label} completed.")
        return redirect("eligibility:case", form.case_id)
    audit.note_read(form.person_id, f"opened your {Tool(form.tool).label}")
    context = {
        "form": days,
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "tool": Tool(form.tool),
        "in_sentence": in_sentence(Tool(form.tool)),
        "ready": ready,
        "panel": panel(result, form, selectors.parts_of(form), reverse("eligibility:form", args=[form.pk])),
        "notes": notes,
        "negative": result.outcome == ChecklistOutcome.NEGATIVE,
        "beside": form.tool in BESIDE,
    }
    return render(request, "eligibility/complete.html", context)


def _completed(request: HttpRequest, form: Assessment, days: CompleteForm) -> bool:
    """Complete the form as it was read on the page; a refusal goes to the page's form."""
    if request.POST.get("edits") != str(form.edits):
        days.add_error(
            None, "Somebody changed this form after you opened this page. Check the answers again, then complete it."
        )
        return False
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
        return False
    return True


def discard(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Discard a draft, with the reason."""
    form = selectors.assessment_for(request.actor, assessment_id)
    if form.state != FormState.DRAFT:
        return redirect("eligibility:form", form.pk)
    given = DiscardForm(request.POST or None)
    if request.method == "POST" and given.is_valid():
        try:
            services.discard_draft(assessment_id=form.pk, reason=given.cleaned_data["reason"], by=request.actor)
        except RuleBroken as error:
            given.add_rule_broken(error)
        else:
            messages.success(request, "The draft is discarded. What was typed stays in the record of changes.")
            return redirect("eligibility:case", form.case_id)
    audit.note_read(form.person_id, f"opened your {Tool(form.tool).label}")
    context = {
        "form": given,
        "assessment": form,
        "case": form.case,
        "person": form.person,
        "in_sentence": in_sentence(Tool(form.tool)),
    }
    return render(request, "eligibility/discard.html", context)


def choose(request: HttpRequest, assessment_id: int, note_id: int) -> HttpResponse:
    """Choose between two wordings of one field."""
    services.settle_note(
        note_id=note_id, assessment_id=assessment_id, use=request.POST.get("use") == "second", by=request.actor
    )
    messages.success(request, "Chosen. The other wording stays in the record of changes.")
    return redirect("eligibility:form", assessment_id)
