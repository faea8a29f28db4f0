"""Safeguarding concerns of a plan. Looks are noted in words that tell the person nothing of a concern."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.forms import ReasonsForm
from careplans.forms.people import CloseConcernForm, ConcernForm, ReferForm
from careplans.selectors.concerns import concern_for, concerns_of, steps_of
from careplans.services import concerns as services
from careplans.views.common import case_context, opened, staff_only
from phb.core import audit, moving
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.selectors import person_for

LOOKED = "opened your plan"
STEP = "careplans/step.html"
VERBS = {"created": "Raised", "close": "Closed", "open_again": "Opened again"}


@staff_only
def of_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The concerns of a plan, and raising one."""
    if not may(request.actor, "safeguarding", "R"):
        raise NotVisible
    shown, today = opened(request, version_id, LOOKED), london_today()
    form = ConcernForm(request.POST or None, today=today, initial={"raised_on": today})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["key"] = str(typed["key"])
        try:
            made = services.raise_concern(plan_id=shown.plan_id, on=today, by=request.actor, **typed)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Written down. Now say whether it is referred to the council.")
            return redirect("careplans:concern", made.pk)
    context = {**case_context(request, shown), "form": form, "concerns": concerns_of(request.actor, shown.plan_id),
               "may_raise": may(request.actor, "safeguarding", "W")}  # fmt: skip
    return render(request, "careplans/concerns.html", context)


@staff_only
def concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern: what is known, what was done, what comes next."""
    row = concern_for(request.actor, concern_id)
    context = {
        **_context(request, row), "concern": row, "may_write": may(request.actor, "safeguarding", "W"),
        "steps": [moving.in_words(step, VERBS) for step in steps_of(row)],
    }  # fmt: skip
    return render(request, "careplans/concern.html", context)


def _context(request: HttpRequest, row: Any) -> dict[str, Any]:
    person = person_for(request.actor, row.person_id)
    audit.note_read(person.pk, LOOKED)
    newest = selectors.newest_version(request.actor, row.plan_id)
    return {"person": person, "person_href": reverse("people:show", args=[person.pk]),
            "back": {"href": reverse("careplans:concerns", args=[newest.pk]), "label": "Back to the concerns"}}  # fmt: skip


def _step(
    request: HttpRequest, concern_id: int, form: Any, act: Any, title: str, button: str, said: str
) -> HttpResponse:
    row = concern_for(request.actor, concern_id)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, said)
            return redirect("careplans:concern", concern_id)
    back = {"href": reverse("careplans:concern", args=[concern_id]), "label": "Back to the concern"}
    context = {
        **_context(request, row),
        "form": form,
        "title": title,
        "button": button,
        "lead": "",
        "warning": False,
        "back": back,
    }
    return render(request, STEP, context)


@staff_only
def refer(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Referred to the council, or why not."""
    today = london_today()

    def act(typed: dict[str, Any]) -> None:
        values = {name: value for name, value in typed.items() if name != "key"}
        values["reference"] = values.get("reference") or ""
        for name in ("referred_to", "not_referred_why"):
            values[name] = values.get(name) or ""
        services.refer_concern(concern_id=concern_id, on=today, by=request.actor, **values)

    form = ReferForm(request.POST or None, today=today)
    return _step(request, concern_id, form, act, "Refer to the council", "Record", "Recorded.")


@staff_only
def close(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Close it with what came of it; ask for a review if the plan needs one."""
    today = london_today()

    def act(typed: dict[str, Any]) -> None:
        services.close_concern(
            concern_id=concern_id, closed_on=typed["closed_on"], outcome=typed["outcome"], ask_review=typed["ask_review"],
            on=today, by=request.actor,
        )  # fmt: skip

    form = CloseConcernForm(request.POST or None, today=today, initial={"closed_on": today})
    return _step(request, concern_id, form, act, "Close the concern", "Close it", "The concern is closed.")


@staff_only
def reopen(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Open it again, with the reason."""

    def act(typed: dict[str, Any]) -> None:
        services.reopen_concern(concern_id=concern_id, reason=typed["reasons"], by=request.actor)

    form = ReasonsForm(request.POST or None)
    return _step(
        request, concern_id, form, act, "Open the concern again", "Open it again", "The concern is open again."
    )
