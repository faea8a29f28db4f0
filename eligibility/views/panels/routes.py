"""The part of a case's page that shows what its own route keeps: care in place, nursing care, sign-offs, transition."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.enums import Body, CaseState, Route
from eligibility.models import Assessment, Case
from eligibility.rules import evaluate
from eligibility.rules.adulthood import next_step
from eligibility.rules.fnc import fnc_weekly_rate
from eligibility.selectors import decision_in_force
from eligibility.selectors.routes import aftercare_form, nursing_care_of, read_of, sign_offs_of, standing, transition_of
from eligibility.views.acts import ACTS, address
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.results import Reason
from phb.core.tables import Tag

EHC = {"NONE": "None", "IN_ASSESSMENT": "Being assessed", "IN_PLACE": "In place"}


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """What the case's route keeps, for staff; None for a route that keeps nothing of its own."""
    if not may(actor, "case work", "R"):
        return None
    if case.route == Route.CHC:
        return _fast_track(actor, case) if case.fast_track else None
    if case.route == Route.FNC and case.state in (CaseState.ELIGIBLE, CaseState.CLOSED):
        return _nursing(actor, case, on)
    if case.route == Route.S117 and case.decided_on:
        return _aftercare(actor, case, on)
    if case.route == Route.CYPCC:
        return _transition(actor, case, on)
    return None


def _steps(actor: Actor, case: Case, *names: str) -> list[dict[str, str]]:
    rights = {True: may(actor, "eligibility decision", "A"), False: may(actor, "case work", "W")}
    return [
        {"label": ACTS[name].title, "href": address(name, case)}
        for name in names
        if rights[ACTS[name].decides] and ACTS[name].possible(case)
    ]


def _fast_track(actor: Actor, case: Case) -> dict[str, Any] | None:
    steps = _steps(actor, case, "care-in-place", "concern")
    if not steps:
        return None
    return {"template": "eligibility/panels/steps.html", "title": "Fast Track", "steps": steps, "id": "fast-track"}


def _nursing(actor: Actor, case: Case, on: date) -> dict[str, Any]:
    rows = nursing_care_of(case)
    running = next((row for row in rows if row.ends is None), None)
    rate, why = None, ""
    if running is not None:
        try:
            rate = fnc_weekly_rate(max(on, running.starts), running.band)
        except RuleBroken as error:
            why = error.message
    died = case.person.date_of_death
    return {
        "template": "eligibility/panels/nursing.html",
        "rows": rows[:3],
        "running": running,
        "rate": rate,
        "why": why,
        "died": died if running is not None and died else None,
        "href": reverse("eligibility:nursing", args=[case.pk]),
        "steps": _steps(actor, case, "nursing-start", "nursing-notice", "nursing-standard", "nursing-end"),
    }


def _aftercare(actor: Actor, case: Case, on: date) -> dict[str, Any]:
    rows, form, made = sign_offs_of(case), aftercare_form(case), decision_in_force(case)
    said = made.terms if made is not None else {}
    facts = (form.result.get("facts") or {}) if form is not None else {}
    return {
        "template": "eligibility/panels/aftercare.html",
        "bodies": [{"label": body.label, "row": standing(rows, body)} for body in (Body.NHS, Body.LA)],
        "icb": said.get("responsible_icb") or facts.get("responsible_icb") or "",
        "la": said.get("responsible_la") or facts.get("responsible_la") or "",
        "reasons": _why_these(form, on) if form is not None else (),
        "apart": bool(facts.get("different_areas")),
        "history": [row for row in rows if row.withdraws_id],
        "on_cto": form is not None and form.answers.get("on_cto") in (True, "yes"),
        "steps": _steps(actor, case, "sign-off", "withdraw-sign-off", "end-aftercare"),
    }


def _why_these(form: Assessment, on: date) -> tuple[Reason, ...]:
    try:
        return evaluate("section_117_responsible", read_of(form), on).reasons
    except RuleBroken:  # the form itself says what is wrong
        return ()


def _transition(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    steps = transition_of(case, on)
    form = case.assessments.filter(tool="children").exclude(state="DISCARDED").order_by("-id").first()
    said = form.answers if form is not None else {}
    coming = next_step(steps)
    if coming is not None and not any(each.done for each in steps) and (coming.due - on).days > 366:
        shown: list[Any] = []  # too young for more than the next date
    else:
        shown = [{"step": each, "tag": _tag(each, on)} for each in steps]
    return {
        "template": "eligibility/panels/transition.html",
        "steps_taken": shown,
        "coming": coming,
        "ehc": EHC.get(str(said.get("ehc_plan", "")), ""),
        "ehc_review_on": _day(said.get("ehc_review_on")),
        "review_due_on": case.review_due_on,
        "steps": _steps(actor, case, "transition-step", "refer-adult"),
    }


def _tag(each: Any, on: date) -> Tag:
    if each.done:
        return Tag("Done", "green")
    if each.overdue:
        return Tag("Overdue", "red")
    return Tag("To do", "yellow") if each.open else Tag("Later", "white")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
