"""A plan before a panel: put on an agenda, taken off, an interest declared, its paper and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import PanelState
from careplans.forms.deciding import DecideForm, InterestForm, PutForm
from careplans.models import PanelItem
from careplans.selectors import agendas, deciding
from careplans.selectors.above import facts_from_above
from careplans.services import deciding as decisions
from careplans.services import panels as services
from careplans.views.common import case_context, opened, staff_only
from careplans.views.deciding import lines_to_decide
from careplans.views.panel_meetings import agenda_row, members_of, panel_step
from careplans.views.panel_papers import papers_of
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken


@staff_only
def put(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put a plan on an agenda, as it stands."""
    shown, today = opened(request, version_id, "opened the form that puts your plan before a panel"), london_today()
    figures = facts_from_above(shown, today).get("figures")
    reasons = deciding.panel_needed(shown, today, figures)
    choices = [
        (str(row.pk), f"{row.name}, {day(row.held_on)}") for row in agendas.coming_panels(request.actor, today)[:20]
    ]
    there = deciding.open_item(shown)
    initial = {"why": there.why if there else "\n".join(reasons), "panel": str(there.panel_id) if there else ""}
    form = PutForm(request.POST or None, panels=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            item = services.put_to_panel(
                version_id=shown.pk,
                panel_id=int(form.cleaned_data["panel"]),
                why=form.cleaned_data["why"],
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The plan is on the agenda.")
            return redirect("careplans:panel", item.panel_id)
    context = {
        **case_context(request, shown), "form": form, "reasons": reasons, "choices": choices, "there": there,
        "may_plan": may(request.actor, "panel", "W"),
    }  # fmt: skip
    return render(request, "careplans/deciding/put.html", context)


@staff_only
def take_off(request: HttpRequest, item_id: int) -> HttpResponse:
    """Off the agenda, while it is not decided."""
    item = agendas.item_for(request.actor, item_id)
    audit.note_read(item.person_id, "took your plan off the agenda of a panel")
    return _pressed(
        request, item, lambda: services.take_off(item_id=item.pk, by=request.actor), "The plan is off the agenda."
    )


@staff_only
def move_up(request: HttpRequest, item_id: int) -> HttpResponse:
    """One place earlier."""
    item = agendas.item_for(request.actor, item_id)
    audit.note_read(item.person_id, "changed the order of an agenda on which your plan stands")
    return _pressed(request, item, lambda: services.move_up(item_id=item.pk, by=request.actor), "The order is changed.")


def _pressed(request: HttpRequest, item: PanelItem, act: Any, said: str) -> HttpResponse:
    panel_id = item.panel_id
    try:
        act()
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("careplans:panel", panel_id)


@staff_only
def interest(request: HttpRequest, item_id: int) -> HttpResponse:
    """A member has an interest in one plan."""
    item = agendas.item_for(request.actor, item_id)
    audit.note_read(item.person_id, "opened your plan on the agenda of a panel")
    form = InterestForm(request.POST or None, members=members_of(item.panel))

    def effect() -> None:
        typed = form.cleaned_data
        services.declare_interest(item_id=item.pk, member=typed["member"], why=typed["why"], by=request.actor)

    title = f"Declare an interest in {item.version.plan.reference}"
    return panel_step(request, item.panel, form, effect, "The interest is recorded. They take no part in this decision.", title, "Record the interest")  # fmt: skip


@staff_only
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """One plan before the panel: its paper, and what was decided."""
    actor, today = request.actor, london_today()
    item = agendas.item_for(actor, item_id)
    audit.note_read(item.person_id, "opened your plan before a panel")
    barred = agendas.barred_from(item)
    there = [each for each in item.panel.members if each.get("came")]
    members = [
        (each["key"], f"{each['name']}, {each['role']}".rstrip(", ")) for each in there if each["key"] not in barred
    ]
    form = DecideForm(
        request.POST or None,
        lines=lines_to_decide(item.version),
        members=members,
        initial={"content_hash": item.content_hash},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            decisions.decide_item(
                item_id=item.pk, content_hash=typed["content_hash"], decision=typed["decision"], reasons=typed["reasons"],
                conditions=typed["conditions"], took_part=typed["took_part"], lines=form.answers(), on=today, by=actor,
                figures=facts_from_above(item.version, today).get("figures"),
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The decision is recorded.")
            return redirect("careplans:panel", item.panel_id)
    [paper] = papers_of([item], today)
    context = {
        "item": item, "paper": paper, "form": form, "person": item.person, "row": agenda_row(item),
        "may_decide": may(actor, "panel", "A") and not item.decision and item.panel.state == PanelState.HELD,
        "barred": [{"name": each["name"], "why": barred[each["key"]]} for each in there if each["key"] in barred],
        "lines": list(item.lines.order_by("id")),
        "back": {"href": reverse("careplans:panel", args=[item.panel_id]), "label": "Back to the panel"},
    }  # fmt: skip
    return render(request, "careplans/deciding/item.html", context)
