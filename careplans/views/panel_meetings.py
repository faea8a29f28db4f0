"""Panels: the list, one with its agenda and papers, and each step; a plan put before one, and what was decided of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import PanelDecision, PanelState
from careplans.forms.deciding import HoldForm, MinutesForm, PanelForm, WhyForm
from careplans.models import Panel, PanelItem
from careplans.selectors import agendas
from careplans.services import panels as services
from careplans.views.common import staff_only
from careplans.views.panel_files import files_shown
from careplans.views.panel_papers import papers_of
from eligibility.selectors.work import colleagues
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.tables import Column, FilterForm, Table, Tag

SHADES = {PanelState.PLANNED: "blue", PanelState.HELD: "green", PanelState.CANCELLED: "grey"}
DECIDED = {
    PanelDecision.YES: "green",
    PanelDecision.PART: "yellow",
    PanelDecision.NO: "red",
    PanelDecision.MORE: "blue",
}


class PanelTable(Table):
    """All panels of the organisation."""

    class Filters(FilterForm):
        state = nhs.SelectField(label="Where it stands", choices=[("", "Planned or held"), *PanelState.choices()])
        after = nhs.DateField(label="On or after")

    caption, order, filter_form = "Panels", "day", Filters
    lookups = {"after": "held_on__gte"}
    empty = "No panel yet. A commissioner plans one; plans above a limit, off the policy or with a risk nobody agrees on go before it."
    columns = (
        Column("day", "Day", sort="held_on", cell="held_on", kind="date"),
        Column("name", "Panel", cell="name", link=lambda row: reverse("careplans:panel", args=[row.pk]), note=lambda row: row.place),
        Column("state", "State", cell=lambda row: Tag(row.get_state_display(), SHADES[PanelState(row.state)])),
        Column("plans", "Plans", cell="plans", kind="number"),
        Column("decided", "Decided", cell="decided", kind="number"),
        Column("members", "Members", cell=lambda row: len(row.members), kind="number"),
    )  # fmt: skip


def panels(request: HttpRequest) -> HttpResponseBase:
    """The list of panels, the next one first; of staff alone, by the table of access."""
    found = agendas.panels(request.actor)
    if not request.GET.get("state"):
        found = found.exclude(state=PanelState.CANCELLED)
    table = PanelTable(request.GET, found, path=request.path)
    if table.wants_csv:
        return table.csv_response("panels.csv")
    return render(
        request, "careplans/deciding/panels.html", {"table": table, "may_plan": may(request.actor, "panel", "W")}
    )


@staff_only
def add(request: HttpRequest) -> HttpResponse:
    """Plan a panel."""
    form = PanelForm(request.POST or None, colleagues=_colleagues(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_panel(by=request.actor, key=str(form.cleaned_data["key"]), **form.asked())
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The panel is planned. Put plans on its agenda from their pages.")
            return redirect("careplans:panel", made)
    return _page(request, form, "Plan a panel", "Plan the panel", reverse("careplans:panels"))


@staff_only
def change(request: HttpRequest, panel_id: int) -> HttpResponse:
    """Its day, place and members, while it is planned."""
    panel = agendas.panel_for(request.actor, panel_id)
    inside = [each for each in panel.members if each.get("seat")]
    outside = [f"{each['name']}, {each['role']}".rstrip(", ") for each in panel.members if not each.get("seat")]
    initial = {
        "name": panel.name, "held_on": panel.held_on, "place": panel.place, "seats": [str(each["seat"]) for each in inside],
        "chair": next((str(each["seat"]) for each in inside if each["role"] == "Chair"), ""), "others": "\n".join(outside),
        "edits": panel.edits,
    }  # fmt: skip
    form = PanelForm(request.POST or None, colleagues=_colleagues(request), initial=initial)

    def effect() -> None:
        services.change_panel(
            panel_id=panel.pk, edits=form.cleaned_data["edits"] or 0, by=request.actor, **form.asked()
        )

    return panel_step(request, panel, form, effect, "The panel is changed.", "Change the panel", "Save the panel")


@staff_only
def show(request: HttpRequest, panel_id: int) -> HttpResponse:
    """One panel: members, agenda, what was decided, minutes."""
    actor = request.actor
    panel = agendas.panel_for(actor, panel_id)
    rows = agendas.items_of(actor, panel)
    audit.note_read([row.person_id for row in rows], "saw your plan on the agenda of a panel")
    context = {
        "panel": panel,
        "tag": Tag(panel.get_state_display(), SHADES[PanelState(panel.state)]),
        "rows": [agenda_row(row) for row in rows],
        "may_change": may(actor, "panel", "W"),
        "may_take_off": may(actor, "panel", "WP"),
        "planned": panel.state == PanelState.PLANNED,
        "held": panel.state == PanelState.HELD,
        "files": files_shown(actor, panel, reverse("careplans:panel", args=[panel.pk])),
        "back": {"href": reverse("careplans:panels"), "label": "Panels"},
    }
    return render(request, "careplans/deciding/panel.html", context)


def agenda_row(row: PanelItem) -> dict[str, Any]:
    """A plan on the agenda: initials and reference, not the name, because agendas are passed round."""
    decided = PanelDecision(row.decision) if row.decision else None
    stale = not row.decision and (
        row.version.state != "finance_checked" or row.content_hash != row.version.content_hash
    )
    return {
        "item": row,
        "initials": initials(row.person),
        "tag": Tag(decided.label, DECIDED[decided]) if decided else Tag("Changed since" if stale else "To decide", "yellow" if stale else ""),
        "stale": stale,
    }  # fmt: skip


def initials(person: Any) -> str:
    """A person's initials, for what is passed round."""
    return "".join(f"{each[0].upper()}." for each in (person.given_name, person.family_name) if each)


@staff_only
def papers(request: HttpRequest, panel_id: int) -> HttpResponse:
    """All papers of one panel on one page, to print from the browser."""
    panel = agendas.panel_for(request.actor, panel_id)
    rows = agendas.items_of(request.actor, panel)
    audit.note_read([row.person_id for row in rows], "opened your plan among the papers of a panel")
    on = london_today()
    context = {
        "panel": panel,
        "papers": papers_of(rows, on),
        "back": {"href": reverse("careplans:panel", args=[panel.pk]), "label": "Back to the panel"},
    }
    return render(request, "careplans/deciding/papers.html", context)


@staff_only
def hold(request: HttpRequest, panel_id: int) -> HttpResponse:
    """It was held, and who came."""
    panel = agendas.panel_for(request.actor, panel_id)
    form = HoldForm(
        request.POST or None, members=members_of(panel), initial={"came": [each["key"] for each in panel.members]}
    )

    def effect() -> None:
        services.hold_panel(panel_id=panel.pk, came=form.cleaned_data["came"], on=london_today(), by=request.actor)

    return panel_step(request, panel, form, effect, "Recorded. Now write down what was decided of each plan.", "Record that the panel was held", "Record it")  # fmt: skip


@staff_only
def cancel(request: HttpRequest, panel_id: int) -> HttpResponse:
    """It is not held after all."""
    panel = agendas.panel_for(request.actor, panel_id)
    form = WhyForm(request.POST or None)

    def effect() -> None:
        services.cancel_panel(panel_id=panel.pk, reason=form.cleaned_data["reasons"], by=request.actor)

    return panel_step(request, panel, form, effect, "The panel is cancelled. Its plans wait for another agenda.", "Cancel the panel", "Cancel the panel", warning=True)  # fmt: skip


@staff_only
def minutes(request: HttpRequest, panel_id: int) -> HttpResponse:
    """What was said."""
    panel = agendas.panel_for(request.actor, panel_id)
    form = MinutesForm(request.POST or None, initial={"minutes": panel.minutes, "edits": panel.edits})

    def effect() -> None:
        typed = form.cleaned_data
        services.write_minutes(panel_id=panel.pk, edits=typed["edits"], minutes=typed["minutes"], by=request.actor)

    return panel_step(
        request, panel, form, effect, "The minutes are saved.", "Minutes of the panel", "Save the minutes"
    )


def _colleagues(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(seat.pk), str(seat)) for seat in colleagues(request.actor, london_today())]


def members_of(panel: Panel) -> list[tuple[str, str]]:
    return [(each["key"], f"{each['name']}, {each['role']}".rstrip(", ")) for each in panel.members]


def panel_step(
    request: HttpRequest,
    panel: Panel,
    form: Any,
    effect: Any,
    said: str,
    title: str,
    button: str,
    *,
    warning: bool = False,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            effect()
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, said)
            return redirect("careplans:panel", panel.pk)
    lead = f"{panel.name}, {day(panel.held_on)}."
    return _page(request, form, title, button, reverse("careplans:panel", args=[panel.pk]), lead=lead, warning=warning)


def _page(
    request: HttpRequest, form: Any, title: str, button: str, back: str, *, lead: str = "", warning: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "heading": title,
        "button": button,
        "lead": lead,
        "warning": warning,
        "back": {"href": back, "label": "Back"},
    }
    return render(request, "careplans/deciding/form.html", context)
