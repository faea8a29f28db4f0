"""What was spent: the list of bank lines, one question, and one budget's spending beside its plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets import selectors
from budgets.models import BankLine
from budgets.selectors import spend
from budgets.selectors.desk import financial_year_of
from budgets.services import matching_lines
from budgets.services.spending import spending_of
from budgets.spend_forms import AnswerForm
from budgets.views._common import budget_tag, done
from budgets.views.statements import statement_tag
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.tables import Column, FilterForm, Table, Tag

Match = BankLine.Match
COLOURS = {
    Match.ASKED: "yellow",
    Match.MATCHED: "green",
    Match.PAYMENT: "blue",
    Match.INCOME: "aqua-green",
    Match.OUTSIDE: "grey",
}


def match_tag(line: BankLine) -> Tag:
    return Tag(line.get_match_display(), COLOURS[Match(line.match)])


class LineFilters(FilterForm):
    """Filters of the list."""

    match = nhs.SelectField(
        label="What it was for", choices=[("", "Any"), ("SPENT", "Spent: matched or to be asked"), *Match.choices]
    )
    since = nhs.DateField(label="From")
    year = nhs.SelectField(label="Financial year", choices=[("", "Any"), ("this", "This one")])
    budget = nhs.NumberField(label="Budget number", width=10)


class LineTable(Table):
    """Bank lines of the people whose money the actor may see."""

    caption, order, filter_form = "Bank lines", "-date", LineFilters
    lookups = {"since": "date__gte", "budget": "budget_id"}
    empty = "No bank statement has been brought in yet. Open a budget’s spending to bring one in."
    page_size = 50
    columns: tuple[Column, ...] = (
        Column("date", "Day", sort="date", cell="date", kind="date"),
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            note=lambda row: row.budget.reference,
            link=lambda row: reverse("spend:budget", args=[row.budget_id]),
        ),
        Column("payee", "Bank’s words", cell="description"),
        Column("amount", "Amount", sort="amount", cell="amount", kind="money"),
        Column(
            "match",
            "What it was for",
            cell=match_tag,
            note=lambda row: (row.service.description if row.service else "") or row.why,
        ),
        Column(
            "ask",
            "Answer",
            exported=False,
            cell=lambda row: "Answer" if row.match == Match.ASKED else "Change",
            link=lambda row: reverse("spend:question", args=[row.pk]),
        ),
    )

    def filter_match(self, queryset: Any, value: str) -> Any:
        return queryset.filter(match__in=[Match.MATCHED, Match.ASKED] if value == "SPENT" else [value])

    def filter_year(self, queryset: Any, value: str) -> Any:
        year = financial_year_of(london_today())
        return queryset.filter(date__gte=year.start, date__lte=year.end)


class ReadOnlyLineTable(LineTable):
    """For those who may not answer."""

    columns = LineTable.columns[:-1]


def lines(request: HttpRequest) -> HttpResponse:
    """All bank lines; the ones to ask about by a filter."""
    kind = LineTable if may(request.actor, "spend questions", "W") else ReadOnlyLineTable
    table = kind(request.GET, spend.bank_lines_for_list(request.actor), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True).distinct(), "exported your bank lines in a list"
        )
        return table.csv_response("bank-lines.csv")
    audit.note_read({row.person_id for row in table.page.rows}, "saw lines of your bank statement in a list")
    return render(request, "spend/list.html", {"table": table, "title": "Bank lines", "action": None})


def question(request: HttpRequest, line_id: int) -> HttpResponse:
    """One question, one line."""
    line = spend.bank_line_for(request.actor, line_id)
    found, options = matching_lines.options_for(line=line)
    current = f"service:{line.service_id}" if line.service_id else "" if line.match == Match.ASKED else line.match
    form = AnswerForm(request.POST or None, options=options, initial={"choice": current})
    others = []

    def effect() -> None:
        others.append(matching_lines.answer(line_id=line.pk, on=london_today(), by=request.actor, **form.cleaned_data))

    if done(request, form, effect):
        messages.success(request, answered_words(others[0]))
        return redirect("spend:budget", line.budget_id)
    audit.note_read(line.person_id, "opened a line of your bank statement")
    context = {
        "form": form,
        "line": line,
        "why": line.why or found.words,
        "person": line.person,
        "tag": match_tag(line),
        "back": {
            "href": reverse("spend:budget", args=[line.budget_id]),
            "label": f"Spending of {line.budget.reference}",
        },
    }
    return render(request, "spend/question.html", context)


def answered_words(others: int) -> str:
    """What an answer settled."""
    if not others:
        return "Thank you. That is recorded."
    return f"Thank you. That is recorded, and {plural(others, 'other line')} of the same payee with it."


def budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """One budget: what is in the account beside what the bank says, what each line of the plan has left."""
    shown = selectors.budget_for(request.actor, budget_id)
    today, actor = london_today(), request.actor
    audit.note_read(shown.person_id, "opened what you spent")
    newest = spend.statements(actor).filter(budget=shown).order_by("-period_end", "-version")[:12]
    context = {
        "budget": shown,
        "person": shown.person,
        "tag": budget_tag(shown),
        "spending": spending_of(shown, today),
        "today": today,
        "questions": [
            (line, match_tag(line))
            for line in spend.lines_to_ask(actor).filter(budget=shown).select_related("service")[:10]
        ],
        "recent": [
            (line, match_tag(line))
            for line in spend.bank_lines_for_list(actor).filter(budget=shown).order_by("-date", "-id")[:10]
        ],
        "statements": [(row, statement_tag(row)) for row in newest],
        "may_import": may(actor, "spend record", "W"),
        "may_answer": may(actor, "spend questions", "W"),
        "may_make": may(actor, "statement run", "W"),
    }
    return render(request, "spend/budget.html", context)
