"""Statements: the list, one as it was made, asking for one, and runs for everybody."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets import selectors
from budgets.enums import StatementState
from budgets.models import Statement
from budgets.selectors import spend
from budgets.services import statement_runs
from budgets.services import statements as services
from budgets.spend_forms import PeriodForm, RunForm
from budgets.statement_document import csv_of, document_of
from budgets.views._common import done, say
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.periods import Period, add_days
from phb.core.progress import progress_of
from phb.core.tables import Column, FilterForm, Table, Tag

COLOURS = {
    StatementState.MADE: "green",
    StatementState.ISSUED: "green",
    StatementState.FAILED: "red",
    StatementState.REQUESTED: "blue",
    StatementState.SUPERSEDED: "grey",
}
FOUR_WEEKS = 28


def statement_tag(statement: Statement) -> Tag:
    return Tag(statement.get_state_display(), COLOURS[StatementState(statement.state)])


class StatementFilters(FilterForm):
    """Filters of the list."""

    state = nhs.SelectField(label="State", choices=[("", "Any"), *StatementState.choices()])


class StatementTable(Table):
    """The statements of people whose money the actor may see."""

    caption, order, filter_form = "Statements", "-to", StatementFilters
    empty = "No statement has been made yet. Make those of all holders, or one on a budget’s spending page."
    page_size = 50
    columns = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            note=lambda row: row.budget.reference,
            link=lambda row: reverse("spend:statement", args=[row.pk]),
        ),
        Column("from", "From", sort="period_start", cell="period_start", kind="date"),
        Column("to", "To", sort="period_end", cell="period_end", kind="date"),
        Column("version", "Version", sort="version", cell="version", kind="number"),
        Column("state", "State", sort="state", cell=statement_tag, note=lambda row: row.problem),
        Column("made_on", "Made", sort="made_on", cell="made_on", kind="date"),
    )


def statements(request: HttpRequest) -> HttpResponse:
    """The list."""
    table = StatementTable(request.GET, spend.statements(request.actor), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True).distinct(), "exported your statement in a list"
        )
        return table.csv_response("statements.csv")
    audit.note_read({row.person_id for row in table.page.rows}, "saw your statement in a list")
    action = (
        {"label": "Statement runs", "href": reverse("spend:statement_runs")}
        if may(request.actor, "statement run", "R")
        else None
    )
    return render(request, "spend/list.html", {"table": table, "title": "Statements", "action": action})


def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement as it was made; while it is being made, how far it is."""
    shown = spend.statement_for(request.actor, statement_id)
    audit.note_read(shown.person_id, "opened your spend statement")
    context = {
        "statement": shown,
        "person": shown.person,
        "tag": statement_tag(shown),
        "printed": printed_of(shown),
        "facts": shown.figures,
        "progress": progress_of(shown.job, what="statement", refresh_href=request.path)
        if shown.state == StatementState.REQUESTED
        else None,
        "may_make": may(request.actor, "statement run", "W"),
        "back": {
            "href": reverse("spend:budget", args=[shown.budget_id]),
            "label": f"Spending of {shown.budget.reference}",
        },
    }
    return render(request, "spend/statement.html", context)


def printed_of(shown: Statement) -> Any:
    """What page and PDF say, or None while nothing was made."""
    return (
        document_of(shown.figures, version=shown.version, dated=shown.made_on)
        if shown.figures and shown.made_on
        else None
    )


def statement_csv(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Every line of the statement as a file."""
    shown = spend.statement_for(request.actor, statement_id)
    audit.note_read(shown.person_id, "downloaded the lines of your spend statement")
    return csv_response(shown)


def csv_response(shown: Statement) -> HttpResponse:
    response = HttpResponse(csv_of(shown.figures), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="statement-{shown.pk}.csv"'
    return response


def ask(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Ask for the statement of one budget."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    form = PeriodForm(request.POST or None, today=add_days(today, -1), period=last_four_weeks(today))
    made: list[Statement] = []

    def effect() -> None:
        made.append(services.ask_statement(budget_id=budget.pk, on=today, by=request.actor, **form.cleaned_data))

    if done(request, form, effect):
        return say(request, "The statement is being made.", "spend:statement", made[0].pk)
    audit.note_read(budget.person_id, "opened the page of your statements")
    context = {
        "form": form,
        "person": budget.person,
        "back": {"href": reverse("spend:budget", args=[budget.pk]), "label": f"Spending of {budget.reference}"},
    }
    return render(request, "spend/ask_statement.html", context)


def last_four_weeks(today: date) -> Period:
    """The four weeks that ended on the last Sunday."""
    end = add_days(today, -(today.isoweekday() % 7) or -7)
    return Period(add_days(end, 1 - FOUR_WEEKS), end)


class RunTable(Table):
    """Statement runs of the organisation."""

    caption, order = "Statement runs", "-to"
    empty = "No run yet. Make the statements of all holders for a period."
    columns = (
        Column(
            "from",
            "From",
            sort="period_start",
            cell="period_start",
            kind="date",
            link=lambda row: reverse("spend:statement_run", args=[row.pk]),
        ),
        Column("to", "To", sort="period_end", cell="period_end", kind="date"),
        Column("made", "Made", cell="items_made", kind="number"),
        Column("failed", "Set aside", cell="items_failed", kind="number"),
        Column("waiting", "Still to make", cell="items_waiting", kind="number"),
        Column("asked", "Started by", cell="asked_by.name"),
        Column("asked_at", "Started", sort="asked_at", cell="asked_at", kind="datetime"),
        Column("finished", "Finished", sort="finished_at", cell="finished_at", kind="datetime"),
    )


def runs(request: HttpRequest) -> HttpResponse:
    """The list of runs."""
    table = RunTable(request.GET, spend.statement_runs(request.actor), path=request.path)
    if table.wants_csv:
        return table.csv_response("statement-runs.csv")
    action = (
        {"label": "Make statements", "href": reverse("spend:new_statement_run")}
        if may(request.actor, "statement run", "W")
        else None
    )
    return render(request, "spend/list.html", {"table": table, "title": "Statement runs", "action": action})


def new_run(request: HttpRequest) -> HttpResponse:
    """Choose the period, see how many statements that makes, confirm."""
    today = london_today()
    form = RunForm(request.POST or None, today=add_days(today, -1), period=last_four_weeks(today))
    found: dict[str, Any] = {}

    def effect() -> None:
        period = {name: form.cleaned_data[name] for name in ("start", "end")}
        services.check_period(**period, on=today)
        if form.cleaned_data["confirmed"] != "yes":
            found.update(count=statement_runs.holders_in(request.actor, **period).count(), **period)
        else:
            found["run"] = statement_runs.start_run(**period, on=today, by=request.actor)

    if done(request, form, effect):
        if "run" in found:
            return say(request, "The run was started.", "spend:statement_run", found["run"].pk)
        back = {"href": reverse("spend:new_statement_run"), "label": "Choose other days"}
        return render(request, "spend/confirm_run.html", {"form": form, "found": found, "back": back})
    back = {"href": reverse("spend:statement_runs"), "label": "Statement runs"}
    return render(request, "spend/new_run.html", {"form": form, "back": back})


class ItemTable(StatementTable):
    """The items of one run, the ones set aside first."""

    caption, order, empty = "Statements of this run", "state", "The items are being gathered."


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run is, and each of its items."""
    shown = spend.statement_run_for(request.actor, run_id)
    job = run_progress(shown, request.path)
    if request.htmx:
        return render(request, "spend/run_progress.html", {"job": job})
    table = ItemTable(request.GET, spend.statements(request.actor).filter(run=shown), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True).distinct(), "exported your statement in a run"
        )
        return table.csv_response(f"statement-run-{shown.pk}.csv")
    audit.note_read({row.person_id for row in table.page.rows}, "saw your statement in a run")
    stuck = shown.finished_at is None and shown.job is not None and shown.job.state == "set_aside"
    context = {
        "run": shown,
        "job": job,
        "table": table,
        "may_retry": may(request.actor, "statement run", "W") and (bool(shown.items_failed) or stuck),
        "back": {"href": reverse("spend:statement_runs"), "label": "Statement runs"},
    }
    return render(request, "spend/run.html", context)


def run_progress(shown: Any, href: str) -> dict[str, Any]:
    """For `ui.job`: how many items are done, one way or the other."""
    done_items, total = shown.items_made + shown.items_failed, shown.items_all
    if shown.finished_at is not None:
        words = f"Finished: {shown.items_made:,} made, {shown.items_failed:,} set aside."
        return {"state": "done", "words": words, "done": done_items, "total": total, "href": href, "refresh_href": href}
    if not total:
        words = "The holders are being gathered."
    else:
        words = f"{shown.items_made:,} made, {shown.items_failed:,} set aside, {shown.items_waiting:,} still to make."
    return {"state": "running", "words": words, "done": done_items, "total": total, "href": href, "refresh_href": href}


def retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Try those again that were set aside."""
    statement_runs.retry_run(run_id=run_id, on=london_today(), by=request.actor)
    messages.success(request, "Those that were set aside are tried again.")
    return redirect("spend:statement_run", run_id)
