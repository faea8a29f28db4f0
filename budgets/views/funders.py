"""The bodies whose money is in budgets, and every split between them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets.enums import FunderKind, SplitState
from budgets.forms.funding import FunderFilters, FunderForm, SplitFilters
from budgets.rules.funding import DatedShare, share_words
from budgets.selectors import funding as reads
from budgets.services import funding
from budgets.views._common import done, done_once, say
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.tables import Column, Table, Tag

COLOURS = {
    FunderKind.NHS: "blue",
    FunderKind.COUNCIL: "purple",
    FunderKind.EDUCATION: "aqua-green",
    FunderKind.POOL: "pink",
    FunderKind.OTHER: "grey",
}


STATES = {
    SplitState.AGREED: "green",
    SplitState.PROPOSED: "blue",
    SplitState.DISPUTED: "orange",
    SplitState.WITHDRAWN: "grey",
}


def _members(row: Any) -> str:
    return ", ".join(f"{each['name']} {each['percent']}%" for each in row.members)


class FunderTable(Table):
    """Funders by name."""

    caption, order, filter_form = "Funders", "name", FunderFilters
    empty = "No funder yet. Add the bodies whose money is in budgets, so that splits can name them."
    columns: tuple[Column, ...] = (
        Column("name", "Name", sort="name", cell="name", link=lambda row: reverse("budgets:funder", args=[row.pk]),
               note=lambda row: row.full_name),
        Column("kind", "Whose money", sort="kind", cell=lambda row: Tag(row.get_kind_display(), COLOURS[FunderKind(row.kind)])),
        Column("members", "In the pool", cell=_members),
        Column("cost_centre", "Cost centre", cell="cost_centre"),
        Column("ended", "Ended", sort="ended_on", cell="ended_on", kind="date"),
    )  # fmt: skip

    def filter_ended(self, queryset: Any, value: str) -> Any:
        return queryset.filter(ended_on=None)


class FundersToRead(FunderTable):
    """The same for those who change none: no way to a page that they do not have."""

    columns = tuple(replace(column, link=None) for column in FunderTable.columns)


def funders(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    writes = may(request.actor, "funding", "W")
    table = (FunderTable if writes else FundersToRead)(request.GET, reads.funders(request.actor), path=request.path)
    if table.wants_csv:
        return table.csv_response("funders.csv")
    context = {"table": table, "writes": writes}
    return render(request, "budgets/funding_funders.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Add a funder."""
    form = FunderForm(request.POST or None)

    def effect() -> int:
        c = form.cleaned_data
        return funding.add_funder(
            name=c["name"], full_name=c["full_name"], kind=c["kind"], cost_centre=c["cost_centre"],
            members=form.members(), by=request.actor,
        ).pk  # fmt: skip

    if done_once(request, form, "budgets.add_funder", {}, effect):
        return say(request, "The funder was added.", "budgets:funders")
    return render(request, "budgets/funding_funder.html", {"form": form, "funder": None, "back": _back()})


def change(request: HttpRequest, funder_id: int) -> HttpResponse:
    """Change what is said of a funder; its name stays."""
    found = reads.funder_for(request.actor, funder_id)
    initial = {"full_name": found.full_name, "kind": found.kind, "cost_centre": found.cost_centre}
    for n, member in enumerate(found.members, start=1):
        initial |= {f"member_{n}": member["name"], f"percent_{n}": member["percent"]}
    form = FunderForm(request.POST or None, named=True, initial=initial)

    def effect() -> None:
        c = form.cleaned_data
        funding.change_funder(
            funder_id=found.pk, full_name=c["full_name"], cost_centre=c["cost_centre"], members=form.members(),
            by=request.actor,
        )  # fmt: skip

    if done(request, form, effect):
        return say(request, "The funder was changed.", "budgets:funders")
    return render(request, "budgets/funding_funder.html", {"form": form, "funder": found, "back": _back()})


def end(request: HttpRequest, funder_id: int) -> HttpResponse:
    """No new split may name it from today."""
    found = reads.funder_for(request.actor, funder_id)
    funding.end_funder(funder_id=found.pk, on=london_today(), by=request.actor)
    return say(request, f"{found.name} can no longer be named in a new split.", "budgets:funders")


def _waits(row: Any) -> str:
    if row.state != SplitState.PROPOSED:
        return ""
    return ", ".join(each.funder for each in row.shares.all() if each.agreed_on is None)


class SplitTable(Table):
    """Splits of all budgets that the actor may see."""

    caption, order, filter_form = "Splits between funders", "-starts", SplitFilters
    empty = "No split between funders has been proposed."
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name",
               link=lambda row: reverse("budgets:split", args=[row.pk]), note=lambda row: row.budget.reference),
        Column("starts", "From", sort="starts", cell="starts", kind="date"),
        Column("state", "Where it stands", sort="state", cell=lambda row: Tag(row.get_state_display(), STATES[SplitState(row.state)])),
        Column("shares", "Shares", cell=lambda row: ", ".join(_said(each) for each in row.shares.all())),
        Column("waiting", "Waits for", cell=_waits),
        Column("disputed", "Disputed on", sort="disputed_on", cell="disputed_on", kind="date"),
    )  # fmt: skip


def splits(request: HttpRequest) -> HttpResponseBase:
    """Every split, those in dispute and those that wait for a funder among them."""
    table = SplitTable(request.GET, reads.splits(request.actor), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True), "exported the split of your budget in a list"
        )
        return table.csv_response("splits.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw the split of your budget in a list")
    return render(request, "budgets/list.html", {"table": table, "title": "Splits between funders", "action": None})


def _said(share: Any) -> str:
    return share_words(DatedShare(share.funder, share.percent, share.fixed_weekly))


def _back() -> dict[str, str]:
    return {"href": reverse("budgets:funders"), "label": "All funders"}
