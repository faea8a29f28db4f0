"""Scored measures: the commissioner's list of them, and filling one in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import MeasureState
from careplans.forms.measures import FillForm, MeasureForm
from careplans.models import Measure
from careplans.rules.measures import SUGGESTED, suggested
from careplans.rules.scoring import read_questions
from careplans.selectors import reviews as reads
from careplans.services import measures as services
from careplans.views.common import staff_only
from careplans.views.reviews.common import opened_plan, plan_context, today
from phb.core.access import may
from phb.core.errors import RuleBroken

TAGS = {
    MeasureState.DRAFT: ("Being written", "grey"),
    MeasureState.IN_USE: ("In use", "green"),
    MeasureState.RETIRED: ("No longer used", "grey"),
}


@staff_only
def measures(request: HttpRequest) -> HttpResponse:
    """The measures of the organisation, and what others use."""
    rows = list(reads.measures(request.actor))
    known = {row.name for row in rows}
    context = {
        "rows": [{"measure": row, "tag": TAGS[MeasureState(row.state)], "span": span(row)} for row in rows],
        "suggestions": [each for each in SUGGESTED if each.name not in known],
        "may_write": may(request.actor, "measures", "W"),
    }
    return render(request, "careplans/reviews/measures.html", context)


def span(measure: Measure) -> str:
    """The range of a measure in words."""
    better = "higher is better" if measure.higher_is_better else "lower is better"
    return f"{measure.least.normalize():f} to {measure.most.normalize():f}, {better}"


@staff_only
def add_measure(request: HttpRequest) -> HttpResponse:
    """Write a measure, from nothing or from a suggestion."""
    like = suggested(request.GET.get("like", ""))
    initial: dict[str, Any] = {"working": "sum", "direction": "high"}
    if like is not None:
        initial |= {"name": like.name, "version": like.version, "about": like.about, "licence": like.licence, "kind": "score",
                    "least": like.least, "most": like.most, "direction": "high" if like.higher_is_better else "low"}  # fmt: skip
    return _edit(request, None, MeasureForm(request.POST or None, initial=initial))


@staff_only
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """One measure: changed while it is being written, then taken up."""
    row = reads.measure_for(request.actor, measure_id)
    if row.state != MeasureState.DRAFT or not may(request.actor, "measures", "W"):
        context = {"measure": row, "tag": TAGS[MeasureState(row.state)], "span": span(row), "may_write": may(request.actor, "measures", "W"),
                   "back": _back()}  # fmt: skip
        return render(request, "careplans/reviews/measure.html", context)
    initial = {
        "name": row.name, "version": row.version, "about": row.about, "licence": row.licence, "working": row.working,
        "kind": "own" if row.questions else "score", "least": row.least.normalize(), "most": row.most.normalize(),
        "direction": "high" if row.higher_is_better else "low",
        "questions": "\n".join(f"{each['words']} | {each['least']} | {each['most']}" for each in row.questions),
    }  # fmt: skip
    return _edit(request, row, MeasureForm(request.POST or None, initial=initial))


def _edit(request: HttpRequest, row: Measure | None, form: MeasureForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        own = typed["kind"] == "own"
        try:
            saved = services.save_measure(
                measure_id=row.pk if row else None, name=typed["name"], version=typed["version"] or "", about=typed["about"] or "",
                licence="" if own else typed["licence"], least=typed["least"], most=typed["most"],
                higher_is_better=typed["direction"] == "high", working=typed["working"] if own else "sum",
                questions=read_questions(typed["questions"]) if own else (), by=request.actor,
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The measure is saved. Take it up when it is ready.")
            return redirect("careplans:measure", saved.pk)
    context = {"form": form, "measure": row, "title": "Change a measure" if row else "Add a measure", "back": _back()}
    return render(request, "careplans/reviews/measure_form.html", context)


@staff_only
def move_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take a measure up, or retire it."""
    reads.measure_for(request.actor, measure_id)
    try:
        services.move_measure(measure_id=measure_id, verb=request.POST.get("verb", ""), by=request.actor)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Done.")
    return redirect("careplans:measure", measure_id)


@staff_only
def fill_measure(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Fill a measure in for a person: its own questions, or the score from its owner's form."""
    plan, version = opened_plan(request, plan_id, "opened a measure to fill it in for you")
    choices = list(reads.measures(request.actor).filter(state=MeasureState.IN_USE))
    chosen = next((each for each in choices if str(each.pk) == request.GET.get("measure")), None)
    form = FillForm(request.POST or None, measure=chosen, today=today()) if chosen else None
    if form is not None and chosen is not None and request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.record_score(
                plan_id=plan_id, measure_id=chosen.pk, answers=form.answers(), score=typed.get("score"), scored_on=typed["scored_on"],
                completed_by=typed["completed_by"], how=typed["how"], words=typed["words"] or "", key=str(typed["key"]), on=today(),
                by=request.actor,
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"{chosen.name} is on record.")
            return redirect("careplans:plan_reviews", plan_id)
    here = reverse("careplans:fill_measure", args=[plan_id])
    context = plan_context(request, plan, version, form=form, chosen=chosen, choices=[{"label": each.name, "note": each.about, "href": f"{here}?measure={each.pk}"} for each in choices],
                           may_write=may(request.actor, "measures", "W"))  # fmt: skip
    return render(request, "careplans/reviews/fill.html", context)


def _back() -> dict[str, str]:
    return {"href": reverse("careplans:measures"), "label": "Back to the measures"}
