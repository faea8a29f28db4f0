"""Payments: the list, and one at a time held, let go, put right, cancelled, recalled."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors, services
from budgets.enums import PaymentState
from budgets.forms import ReasonForm, ReissueForm
from budgets.models import Payment
from budgets.selectors.desk import financial_year_of
from budgets.views._common import VERBS, back_to_budget, done, payment_tag, say
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today, now
from phb.core.models import Move
from phb.core.moving import in_words
from phb.core.tables import Column, FilterForm, Table


class PaymentFilters(FilterForm):
    """Filters of the list."""

    state = nhs.SelectField(label="State", choices=[("", "Any"), *PaymentState.choices()])
    kind = nhs.SelectField(label="Kind", choices=[("", "Any"), *Payment.Kind.choices])
    late = nhs.SelectField(label="Past its day", choices=[("", "Any"), ("yes", "Yes")])
    year = nhs.SelectField(label="Paid", choices=[("", "Any time"), ("this", "This financial year")])


class PaymentTable(Table):
    """Payments that the actor may see."""

    caption, order, filter_form = "Payments", "pay_on", PaymentFilters
    empty = "No payment is scheduled yet. Payments are scheduled when a budget starts."
    columns: tuple[Column, ...] = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            link=lambda row: reverse("budgets:payment", args=[row.pk]),
            note=lambda row: row.budget.reference,
        ),
        Column("pay_on", "Pay on", sort="pay_on", cell="pay_on", kind="date"),
        Column("from", "For days from", sort="period_start", cell="period_start", kind="date"),
        Column("to", "To", cell="period_end", kind="date"),
        Column("kind", "Kind", cell=lambda row: row.get_kind_display()),
        Column("amount", "Amount", sort="amount", cell="amount", kind="money"),
        Column("state", "State", cell=payment_tag, note=lambda row: row.hold_reason or row.reject_reason),
        Column("run", "Run", cell=lambda row: row.run.reference if row.run else None),
        Column("paid_on", "Paid on", cell="paid_on", kind="date"),
    )

    def filter_late(self, queryset: Any, value: str) -> Any:
        return queryset.filter(state=PaymentState.SCHEDULED, pay_on__lt=london_today())

    def filter_year(self, queryset: Any, value: str) -> Any:
        year = financial_year_of(london_today())
        return queryset.filter(state=PaymentState.PAID, paid_on__gte=year.start, paid_on__lte=year.end)


def payments(request: HttpRequest) -> HttpResponseBase:
    """The list of payments."""
    table = PaymentTable(request.GET, selectors.payments_for_list(request.actor), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True).distinct(), "exported your payments in a list"
        )
        return table.csv_response("payments.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your payment in a list")
    return render(request, "budgets/list.html", {"table": table, "title": "Payments", "action": None})


def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment: how its amount came about, whose money it is, and what may be done with it."""
    shown = selectors.payment_for(request.actor, payment_id)
    audit.note_read(shown.person_id, "opened one of your payments")
    context = {
        "payment": shown,
        "person": shown.person,
        "budget": shown.budget,
        "tag": payment_tag(shown),
        "parts": [(part["funder"], Decimal(part["amount"])) for part in shown.split],
        "actions": _actions(request, shown),
        "history": _history(shown),
        "back": back_to_budget(shown.budget),
    }
    return render(request, "budgets/payment.html", context)


_VERBS: tuple[tuple[str, str, str, str], ...] = (
    ("hold", "Hold", "payment hold", "WAP"),
    ("lift_hold", "Let it go", "payment hold", "WA"),
    ("reissue", "Schedule again", "payment schedule", "W"),
    ("recall", "The bank took it back", "payment schedule", "W"),
    ("cancel", "Cancel", "payment schedule", "W"),
)


def _actions(request: HttpRequest, shown: Payment) -> list[dict[str, str]]:
    return [
        {"label": label, "href": reverse(f"budgets:{verb}", args=[shown.pk])}
        for verb, label, area, rights in _VERBS
        if Payment.life_cycle.may(shown.state, verb) and may(request.actor, area, rights)
    ]


def _with_form(
    request: HttpRequest,
    payment_id: int,
    form: Any,
    effect: Callable[[Payment], object],
    *,
    title: str,
    button: str,
    said: str,
    lead: str = "",
    warning: bool = False,
) -> HttpResponse:
    shown = selectors.payment_for(request.actor, payment_id)
    if done(request, form, lambda: effect(shown)):
        return say(request, said, "budgets:payment", shown.pk)
    audit.note_read(shown.person_id, "opened one of your payments")
    context = {
        "form": form,
        "person": shown.person,
        "budget": shown.budget,
        "payment": shown,
        "title": title,
        "button": button,
        "lead": lead,
        "warning": warning,
        "back": {"href": reverse("budgets:payment", args=[shown.pk]), "label": "Payment"},
    }
    return render(request, "budgets/payment_form.html", context)


def hold(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Hold a payment with a reason."""
    form = ReasonForm(request.POST or None)
    return _with_form(
        request,
        payment_id,
        form,
        lambda p: services.hold_payment(payment_id=p.pk, reason=form.cleaned_data["reason"], by=request.actor),
        title="Hold this payment",
        button="Hold",
        said="The payment is held.",
        lead="It does not go out until somebody lets it go. Tell the holder: wages may depend on it.",
    )


def lift_hold(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Let a held payment go; its gates are looked at again."""
    form = nhs.IdempotentForm(request.POST or None)
    return _with_form(
        request,
        payment_id,
        form,
        lambda p: services.lift_hold(payment_id=p.pk, at=now(), by=request.actor),
        title="Let this payment go",
        button="Let it go",
        said="The payment goes out with its run, or with the next.",
    )


def reissue(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Schedule a rejected payment again."""
    form = ReissueForm(request.POST or None, initial={"pay_on": london_today()})
    return _with_form(
        request,
        payment_id,
        form,
        lambda p: services.reissue_payment(
            payment_id=p.pk, pay_on=form.cleaned_data["pay_on"], on=london_today(), by=request.actor
        ),
        title="Schedule this payment again",
        button="Schedule it",
        said="The payment goes out with the next run for that day.",
        lead="Put right what the bank refused first, such as the bank details.",
    )


def cancel(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Cancel a payment."""
    form = ReasonForm(request.POST or None)
    return _with_form(
        request,
        payment_id,
        form,
        lambda p: services.cancel_payment(payment_id=p.pk, reason=form.cleaned_data["reason"], by=request.actor),
        title="Cancel this payment",
        button="Cancel the payment",
        said="The payment was cancelled.",
        warning=True,
        lead="A cancelled payment is never made. This cannot be undone.",
    )


def recall(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Record that the bank took a payment back."""
    form = ReasonForm(request.POST or None)
    return _with_form(
        request,
        payment_id,
        form,
        lambda p: services.recall_payment(
            payment_id=p.pk, reason=form.cleaned_data["reason"], on=london_today(), by=request.actor
        ),
        title="The bank took this payment back",
        button="Record it",
        said="The payment was taken back in the ledger.",
        lead="Its ledger entry is reversed, and the payment waits to be put right.",
        warning=True,
    )


def _history(shown: Payment) -> list[dict[str, Any]]:
    moves = Move.objects.filter(subject="budgets.payment", subject_id=shown.pk).order_by("-id")
    return [in_words(move, VERBS) for move in moves]
