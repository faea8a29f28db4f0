"""Tables of amounts: the list, one as people read it, proposing, a second person's answer, ending, and the file to fill in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets.enums import AmountMethod, AmountTableState
from budgets.forms.amount_tables import AmountTableFilters, AmountTableForm, EndTableForm, TableAnswerForm
from budgets.models import AmountTable
from budgets.rules.amount_sheets import METHODS_WITH_TABLE, as_csv, head_of, rows_of
from budgets.rules.amount_tables_shown import shown
from budgets.rules.methods import method_of
from budgets.selectors import amount_tables as selectors
from budgets.services.amount_tables import decide_table, end_table, propose_table
from budgets.views._common import done, say
from eligibility.enums import Route
from phb.core import moving
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move, Organisation
from phb.core.tables import Column, Table, Tag

COLOURS = {
    AmountTableState.PROPOSED: "blue",
    AmountTableState.IN_USE: "green",
    AmountTableState.REFUSED: "red",
    AmountTableState.ENDED: "grey",
}
VERBS = {"created": "Proposed", "approve": "Brought into use", "refuse": "Not brought into use", "end": "Ended"}


def table_tag(table: AmountTable) -> Tag:
    """Where a table stands."""
    return Tag(table.get_state_display(), COLOURS[AmountTableState(table.state)])


def stream_words(table: AmountTable) -> str:
    """The stream it is for."""
    return Route(table.stream).label if table.stream else "All streams"


class AmountTables(Table):
    """The organisation's tables."""

    caption, order, filter_form = "Tables of amounts", "-starts", AmountTableFilters
    empty = "There is no table of amounts. Amounts are worked out from hours and prices until one is in use."
    columns = (
        Column("name", "Table", sort="name", cell="name", link=lambda row: reverse("budgets:amount_table", args=[row.pk])),
        Column("method", "Way", sort="method", cell=lambda row: row.get_method_display()),
        Column("stream", "Stream", cell=stream_words),
        Column("starts", "From", sort="starts", cell="starts", kind="date"),
        Column("ends", "To", sort="ends", cell="ends", kind="date"),
        Column("state", "Where it stands", cell=table_tag),
        Column("proposed_by", "Proposed by", cell=lambda row: row.proposed_by.name),
        Column("approved_by", "Approved by", cell=lambda row: row.approved_by.name if row.approved_by else ""),
    )  # fmt: skip


def _staff(request: HttpRequest) -> None:
    if request.actor.is_outside:
        raise NotVisible


def tables(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    _staff(request)
    found = selectors.amount_tables(request.actor)
    if not request.GET.get("state"):
        found = found.filter(state__in=[AmountTableState.IN_USE, AmountTableState.PROPOSED])
    table = AmountTables(request.GET, found)
    if table.wants_csv:
        return table.csv_response("tables-of-amounts.csv")
    organisation = Organisation.objects.get(pk=request.actor.organisation_id)
    context = {
        "table": table,
        "may_write": may(request.actor, "amount table", "W"),
        "methods": [method_of(method) for method in METHODS_WITH_TABLE],
        "public_href": reverse("budgets:figures_of", args=[organisation.ods_code.lower()]),
    }
    return render(request, "budgets/amount_tables.html", context)


def table(request: HttpRequest, table_id: int) -> HttpResponse:
    """One table as people read it, how it came into use, and a second person's answer."""
    _staff(request)
    found = selectors.amount_table_for(request.actor, table_id)
    waits = found.state == AmountTableState.PROPOSED
    own = found.proposed_by_id == request.actor.user_id
    decides = waits and not own and may(request.actor, "amount table", "A")
    form = TableAnswerForm(request.POST or None)

    def effect() -> object:
        typed = form.cleaned_data
        return decide_table(
            table_id=found.pk,
            approve=typed["answer"] == "approve",
            reason=typed["reason"] or "",
            by=request.actor,
        )

    if done(request, form, effect):
        yes = form.cleaned_data["answer"] == "approve"
        words = (
            "It is in use from its first day." if yes else "It is not brought into use. Whoever proposed it sees why."
        )
        return say(request, words, "budgets:amount_table", found.pk)
    context = {
        "row": found,
        "shown": shown(AmountMethod(found.method), found.content),
        "tag": table_tag(found),
        "stream": stream_words(found),
        "form": form,
        "decides": decides,
        "waits": waits,
        "own": own,
        "ends_other": selectors.replaced_by(found) if waits else None,
        "may_end": found.state == AmountTableState.IN_USE and may(request.actor, "amount table", "A"),
        "may_follow": may(request.actor, "amount table", "W"),
        "timeline": [
            moving.in_words(move, VERBS)
            for move in Move.objects.filter(subject="budgets.amounttable", subject_id=found.pk).order_by("-id")
        ],
        "back": {"href": reverse("budgets:amount_tables"), "label": "Tables of amounts"},
    }
    return render(request, "budgets/amount_table.html", context)


def new(request: HttpRequest, method: str) -> HttpResponse:
    """Propose a table; `?from=` begins with the rows of another one, for a yearly change."""
    _staff(request)
    way = _method(method)
    begin, initial = _begin(request, way)
    form = AmountTableForm(request.POST or None, request.FILES or None, method=way, begin=begin, initial=initial)
    more = request.POST.get("do") == "more"
    if request.method == "POST" and not more and form.is_valid():
        typed = form.cleaned_data
        try:
            made = propose_table(
                method=way,
                content=form.content or {},
                key=str(typed["key"]),
                by=request.actor,
                **{name: typed[name] for name in ("name", "source", "starts", "ends")},
                stream=typed["stream"] or "",
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Proposed. A colleague reads it and brings it into use.")
            return redirect("budgets:amount_table", made.pk)
    context = {
        "form": form,
        "more": more,
        "method": method_of(way),
        "template_href": reverse("budgets:amount_table_template", args=[way.value]),
        "back": {"href": reverse("budgets:amount_tables"), "label": "Tables of amounts"},
    }
    return render(request, "budgets/amount_table_new.html", context)


def end(request: HttpRequest, table_id: int) -> HttpResponse:
    """Take a table out of use after a day."""
    _staff(request)
    found = selectors.amount_table_for(request.actor, table_id)
    form = EndTableForm(request.POST or None, initial={"ends": london_today()})
    if done(
        request,
        form,
        lambda: end_table(
            table_id=found.pk, ends=form.cleaned_data["ends"], reason=form.cleaned_data["reason"], by=request.actor
        ),
    ):
        return say(request, "The table ends on that day.", "budgets:amount_table", found.pk)
    context = {
        "form": form,
        "row": found,
        "back": {"href": reverse("budgets:amount_table", args=[found.pk]), "label": found.name},
    }
    return render(request, "budgets/amount_table_end.html", context)


def template(request: HttpRequest, method: str) -> HttpResponse:
    """The file to fill in; with `?from=`, a table as a file."""
    _staff(request)
    way = _method(method)
    rows, _ = _begin(request, way)
    answer = HttpResponse(as_csv(way, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="table-of-amounts-{way.value}.csv"'
    return answer


def _method(method: str) -> AmountMethod:
    if method not in {each.value for each in METHODS_WITH_TABLE}:
        raise Http404
    return AmountMethod(method)


def _begin(request: HttpRequest, way: AmountMethod) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """The rows and heads of the table to begin from, when one is named and is of the same way."""
    named = request.GET.get("from", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return [], {}
    found = selectors.amount_table_for(request.actor, int(named))
    if found.method != way:
        raise Http404
    heads = {"name": found.name, "stream": found.stream, **head_of(way, found.content)}
    return rows_of(way, found.content), heads
