"""What the pages of this app share."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from budgets.enums import BudgetState, PaymentState, RunState
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.tables import Tag

# The steps of runs and payments as a finance officer says them.
VERBS = {
    "propose": "sent for release",
    "return": "given back",
    "release": "released",
    "export": "file made and sent to the bank",
    "confirm": "confirmed by the bank",
    "withdraw": "withdrawn",
    "hold": "held",
    "lift_hold": "hold lifted",
    "take_out": "taken out of the run",
    "reject": "rejected by the bank",
    "reissue": "put right, to be paid again",
    "recall": "recalled",
    "cancel": "cancelled",
    "agree": "agreed",
    "start": "started",
    "supersede": "replaced by a later version",
    "share": "shared with the person",
    "approve_clinically": "clinical sign-off",
    "check_finance": "finance check",
    "authorise": "authorised",
    "activate": "in force",
}
BUDGET_COLOURS = {
    BudgetState.ACTIVE: "green",
    BudgetState.PAUSED: "orange",
    BudgetState.CLOSED: "grey",
    BudgetState.SETTING_UP: "blue",
    BudgetState.ENDING: "purple",
}
PAYMENT_COLOURS = {
    PaymentState.PAID: "green",
    PaymentState.HELD: "orange",
    PaymentState.REJECTED: "red",
    PaymentState.CANCELLED: "grey",
    PaymentState.SCHEDULED: "white",
    PaymentState.RELEASED: "aqua-green",
    PaymentState.EXPORTED: "purple",
    PaymentState.PROPOSED: "blue",
}
RUN_COLOURS = {
    RunState.CONFIRMED: "green",
    RunState.WITHDRAWN: "grey",
    RunState.PROPOSED: "yellow",
    RunState.DRAFT: "orange",
    RunState.RELEASED: "blue",
    RunState.EXPORTED: "purple",
}


def budget_tag(budget: Any) -> Tag:
    return Tag(budget.get_state_display(), BUDGET_COLOURS[BudgetState(budget.state)])


def payment_tag(payment: Any) -> Tag:
    return Tag(payment.get_state_display(), PAYMENT_COLOURS[PaymentState(payment.state)])


def run_tag(run: Any) -> Tag:
    return Tag(run.get_state_display(), RUN_COLOURS[RunState(run.state)])


def done(request: HttpRequest, form: Any, effect: Callable[[], object]) -> bool:
    """Whether a sent form was sound and its one call went through; a rule's refusal is put on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        effect()
    except RuleBroken as error:
        form.add_rule_broken(error)
        return False
    return True


def done_once(
    request: HttpRequest, form: Any, operation: str, asked: dict[str, Any], effect: Callable[[], int]
) -> bool:
    """As `done`, for what creates a row: the same page sent twice has one effect (I4)."""

    def keyed() -> None:
        once(operation, str(form.cleaned_data["key"]), asked, lambda: {"id": effect()}, by=request.actor)

    return done(request, form, keyed)


def lines_to_show(lines: dict[str, Any]) -> dict[str, Any]:
    """The kept lines of an indicative amount with amounts and days as values, for a page to write in its own way."""
    shown = {name: [_line_to_show(line) for line in lines[name]] for name in ("recurring", "start_up")}
    return {**shown, "words": lines["words"], "rates_on": date.fromisoformat(lines["rates_on"])}


def _line_to_show(line: dict[str, Any]) -> dict[str, Any]:
    return {
        **line,
        "amount": Decimal(line["amount"]),
        "rate_date": date.fromisoformat(line["rate_date"]),
        "parts": [_line_to_show(part) for part in line["parts"]],
    }


def back_to_budget(budget: Any) -> dict[str, str]:
    return {"href": reverse("budgets:budget", args=[budget.pk]), "label": f"Budget {budget.reference}"}


def say(request: HttpRequest, words: str, route: str, *args: Any) -> HttpResponse:
    """Say what was done and go to the page that shows it (POST, redirect, GET)."""
    messages.success(request, words)
    return redirect(route, *args)
