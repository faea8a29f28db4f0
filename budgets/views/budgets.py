"""Budgets: the list, and one budget with all that it stands on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import BudgetState, VersionState
from budgets.models import Budget, BudgetVersion
from budgets.selectors.changes import RUNS_ON
from budgets.selectors.opened.paying import span
from budgets.selectors.stages import Stage, stages_of
from budgets.services.changing import waits_to_take_over
from budgets.services.scheduling import gates_of
from budgets.views._common import VERBS, back_to_budget, budget_tag
from budgets.views.amounts import SHOWN_OPEN, figures_of, lines_by_outcome, payments_in_short
from budgets.views.panels import panels_of
from budgets.views.payments import PaymentTable
from eligibility.enums import Route
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.money import ZERO, format_pounds
from phb.core.moving import in_words
from phb.core.periods import say_date
from phb.core.tables import Column, FilterForm, Table

OF_A_VERSION = {"propose": "proposed", "undo": "taken back", "restore": "in force again"}


class BudgetFilters(FilterForm):
    """Filters of the list."""

    state = nhs.SelectField(label="State", choices=[("", "Any"), *BudgetState.choices()])
    stream = nhs.SelectField(label="Funding stream", choices=[("", "Any"), *Route.choices()])
    authorised = nhs.SelectField(label="Authorised", choices=[("", "Any"), ("yes", "Yes"), ("no", "Not yet")])


def opens(name: str) -> Callable[[Any], str]:
    """The way from an amount of a row to how it came about; none where nothing is agreed."""

    def address(row: Any) -> str:
        return reverse("budgets:figure", args=[row.pk, name]) if row.weekly is not None and row.authorised_to else ""

    return address


class BudgetTable(Table):
    """The budgets that the actor may see."""

    caption, order, filter_form = "Budgets", "person", BudgetFilters
    empty = "No budget yet. A budget is proposed from a plan at the finance check."
    columns = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            link=lambda row: reverse("budgets:budget", args=[row.pk]),
            note=lambda row: row.reference,
        ),
        Column("stream", "Funding stream", cell=lambda row: Route(row.stream).label),
        Column("state", "State", sort="state", cell=budget_tag),
        Column("weekly", "Agreed a week", cell="weekly", kind="money", link=opens("weekly")),
        Column(
            "authorised", "Authorised", sort="authorised", cell="authorised", kind="money", link=opens("authorised")
        ),
        Column("paid", "Paid", cell="paid", kind="money", link=opens("paid")),
        Column("committed", "Paid and committed", cell="committed", kind="money", link=opens("committed")),
        Column("starts", "Starts", sort="starts", cell="starts", kind="date"),
        Column("authorised_to", "Authorised to", sort="authorised_to", cell="authorised_to", kind="date"),
    )

    def filter_authorised(self, queryset: Any, value: str) -> Any:
        return queryset.filter(authorised_to__isnull=value == "no")


def budgets(request: HttpRequest) -> HttpResponseBase:
    """The list of budgets."""
    total = selectors.budgets(request.actor).count
    table = BudgetTable(request.GET, selectors.budgets_for_list(request.actor), total=total, path=request.path)
    if table.wants_csv:
        audit.note_read(table.filtered.values_list("person_id", flat=True), "exported your budget in a list")
        return table.csv_response("budgets.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your budget in a list")
    return render(request, "budgets/list.html", {"table": table, "title": "Budgets", "action": _bring_in(request)})


def _bring_in(request: HttpRequest) -> dict[str, str] | None:
    """The way to bring in live budgets, for those who do."""
    if not may(request.actor, "budget import", "W"):
        return None
    return {"label": "Bring in live budgets", "href": reverse("budgets:files")}


def budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Amounts, lines by outcome, payments, holding, and how it came about: each figure opens."""
    shown = selectors.budget_for(request.actor, budget_id)
    actor, today = request.actor, london_today()
    audit.note_read(shown.person_id, "opened your budget")
    version = selectors.version_being_set(shown)
    lines = list(version.lines.all()) if version else []
    agreement, account = selectors.agreement_on(shown, today), selectors.account_on(shown)
    to_check = shown.payee_accounts.filter(checked_at=None, ended_on=None).first()
    stages = stages_of(shown)
    context = {
        "budget": shown,
        "person": shown.person,
        "tag": budget_tag(shown),
        "version": version,
        "outcomes": lines_by_outcome(lines),
        "folded": len(lines) > SHOWN_OPEN,
        "figures": figures_of(actor, shown, version),
        "payments": payments_in_short(shown, today),
        "agreement": agreement,
        "account": account,
        "to_check": to_check,
        "sees_account": may(actor, "bank details", "R"),
        "gates": gates_of(actor, shown, today) if _waits_to_start(shown, version) else (),
        "actions": _actions(actor, shown, version, agreement, account or to_check),
        "history": [_entry(move) for move in selectors.history(shown)],
        "sees_ledger": may(actor, "ledger", "R"),
        "sees_payments": may(actor, "payment record", "R"),
        "checks_account": may(actor, "payment schedule", "W"),
        "stages": stages,
        "waits": _waits_words(shown, version, stages, today),
        "panels": panels_of(actor, shown, version, today),
    }
    return render(request, "budgets/budget.html", context)


class OwnPaymentTable(PaymentTable):
    """All payments of one budget."""

    caption, order = "Payments of this budget", "-pay_on"
    columns = (
        Column(
            "for",
            "For",
            sort="period_start",
            cell=lambda row: span(row),
            link=lambda row: reverse("budgets:payment", args=[row.pk]),
        ),
        Column(
            "amount",
            "Amount",
            sort="amount",
            cell="amount",
            kind="money",
            link=lambda row: reverse("budgets:figure", args=[row.budget_id, f"payment-{row.pk}"]),
        ),
        *(each for each in PaymentTable.columns if each.key in {"pay_on", "kind", "state", "run", "paid_on"}),
    )


def payments_of(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """All payments of a budget, each amount open to its arithmetic."""
    shown = selectors.budget_for(request.actor, budget_id)
    audit.note_read(shown.person_id, "opened the payments of your budget")
    table = OwnPaymentTable(
        request.GET, selectors.payments_for_list(request.actor).filter(budget=shown), path=request.path
    )
    if table.wants_csv:
        return table.csv_response("payments.csv")
    context = {"budget": shown, "person": shown.person, "table": table, "back": back_to_budget(shown)}
    return render(request, "budgets/payments_of.html", context)


def ledger(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """The accounts of a budget with their balances, and each entry with its sides."""
    shown = selectors.budget_for(request.actor, budget_id)
    audit.note_read(shown.person_id, "opened the ledger of your budget")
    context = {
        "budget": shown,
        "person": shown.person,
        "accounts": selectors.balances(shown),
        "table": EntryTable(request.GET, selectors.entries(shown), path=request.path),
        "back": {"href": reverse("budgets:budget", args=[shown.pk]), "label": f"Budget {shown.reference}"},
    }
    if context["table"].wants_csv:
        return context["table"].csv_response("ledger.csv")
    return render(request, "budgets/ledger.html", context)


def _sides(entry: Any) -> str:
    parts = []
    for leg in entry.legs.all():
        name = leg.account.funder or (
            leg.account.service.description if leg.account.service else leg.account.get_kind_display()
        )
        parts.append(f"{'into' if leg.amount > 0 else 'from'} {name}: {format_pounds(abs(leg.amount))}")
    return "; ".join(parts)


class EntryTable(Table):
    """The entries of one budget."""

    caption, order, empty = (
        "Entries",
        "-effective",
        "Nothing has been posted yet. A payment is posted when it is confirmed.",
    )
    columns = (
        Column("number", "Entry", cell="pk"),
        Column("effective", "Day", sort="effective_on", cell="effective_on", kind="date"),
        Column("posted", "Posted", sort="posted_at", cell="posted_at", kind="datetime"),
        Column(
            "words",
            "What",
            cell="words",
            note=lambda row: f"Takes back entry {row.reverses_id}" if row.reverses_id else "",
        ),
        Column("sides", "Sides", cell=_sides),
        Column(
            "amount",
            "Amount",
            cell=lambda row: sum((leg.amount for leg in row.legs.all() if leg.amount > 0), ZERO),
            kind="money",
        ),
        Column("by", "By", cell="by_name"),
    )


def _waits_words(shown: Budget, version: BudgetVersion | None, stages: list[Stage], today: date) -> str:
    """That the amounts shown are of a version which is not in force yet, and which one is paid until then."""
    waits = waits_to_take_over(shown)
    comes = version is not None and shown.state in RUNS_ON and version.effective_from
    if not waits and not (comes and max(version.effective_from, shown.starts) > today):
        return ""
    paid = [stage for stage in stages if stage.state == VersionState.SUPERSEDED]
    until = f" Until then {format_pounds(paid[-1].weekly)} a week holds (version {paid[-1].key})." if paid else ""
    if not waits:
        return f"The amounts below hold from {say_date(max(version.effective_from, shown.starts))}.{until}"
    return f"The newest version is authorised and not in force yet: the amounts below are its own.{until}"


def _waits_to_start(shown: Budget, version: Any) -> bool:
    return shown.state == BudgetState.SETTING_UP and version is not None and version.state == "agreed"


def _actions(actor: Any, shown: Budget, version: Any, agreement: Any, account: Any) -> list[dict[str, Any]]:
    """What this actor may do, in the order of the work; `next` marks what the budget waits for."""
    agreed = version is not None and version.state == "agreed"
    signs, enters = may(actor, "payment agreement", "W"), may(actor, "payment schedule", "W")
    rows = (
        (agreed and signs, "Record a new agreement" if agreement else "Record the agreement", "budgets:agreement"),
        (agreed and enters, "Change bank details" if account else "Enter bank details", "budgets:account"),
        (_waits_to_start(shown, version) and enters, "Start the budget", "budgets:start"),
        (agreed and enters and waits_to_take_over(shown), "Bring the later version into force", "budgets:start"),
        (
            shown.state == BudgetState.ACTIVE and may(actor, "payment schedule", "W"),
            "One-off payment",
            "budgets:one_off",
        ),
    )
    waits_for = "budgets:agreement" if agreement is None else "budgets:account" if account is None else "budgets:start"
    return [
        {"label": label, "href": reverse(route, args=[shown.pk]), "next": route == waits_for}
        for allowed, label, route in rows
        if allowed
    ]


def _entry(move: Any) -> dict[str, Any]:
    if move.subject == "budgets.budget":
        return in_words(move, VERBS, thing="Budget")
    return in_words(move, {**VERBS, **OF_A_VERSION}, thing="Version")
