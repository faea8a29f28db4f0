"""Payment runs: the list, making one, looking at it, releasing it, sending it once, and what the bank did."""

from typing import Any

from django.db.models import Count, Sum
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets import selectors, services
from budgets.enums import PaymentState, RunState
from budgets.forms import ConfirmRunForm, PayOnForm, ReasonForm
from budgets.models import PaymentRun
from budgets.services.paying import release_limit
from budgets.views._common import VERBS, done, done_once, payment_tag, run_tag, say
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.calendar import bank_holidays_around
from phb.core.clock import london_today, now
from phb.core.display import money, plural
from phb.core.models import Move
from phb.core.money import ZERO, format_pounds
from phb.core.moving import in_words
from phb.core.periods import add_days, next_working_day
from phb.core.recent_login import needs_recent_login
from phb.core.tables import Column, FilterForm, Table

IN_RUN = (PaymentState.PROPOSED, PaymentState.RELEASED, PaymentState.EXPORTED, PaymentState.PAID, PaymentState.REJECTED)


class RunFilters(FilterForm):
    """Filters of the list."""

    state = nhs.SelectField(label="State", choices=[("", "Any"), *RunState.choices()])


class RunTable(Table):
    """The organisation's runs."""

    caption, order, filter_form = "Payment runs", "-pay_on", RunFilters
    empty = "No payment run yet. Make one for the next pay day."
    columns = (
        Column(
            "reference",
            "Run",
            sort="reference",
            cell="reference",
            link=lambda row: reverse("budgets:run", args=[row.pk]),
        ),
        Column("pay_on", "Pay day", sort="pay_on", cell="pay_on", kind="date"),
        Column("state", "State", cell=run_tag),
        Column("count", "Payments", sort="count", cell="count", kind="number"),
        Column("total", "Total", sort="total", cell="total", kind="money"),
        Column("made_by", "Made by", cell="made_by.name"),
        Column("released_by", "Released by", cell=lambda row: row.released_by.name if row.released_by else None),
        Column("exported", "Sent", sort="exported_at", cell="exported_at", kind="datetime"),
    )


def runs(request: HttpRequest) -> HttpResponseBase:
    """The list of runs."""
    table = RunTable(request.GET, selectors.runs(request.actor), path=request.path)
    if table.wants_csv:
        return table.csv_response("payment-runs.csv")
    action = (
        {"label": "Make a payment run", "href": reverse("budgets:new_run")}
        if may(request.actor, "payment run", "W")
        else None
    )
    return render(request, "budgets/list.html", {"table": table, "title": "Payment runs", "action": action})


def new_run(request: HttpRequest) -> HttpResponse:
    """Make a run for a day."""
    today = london_today()
    # Three working days ahead: what Bacs needs.
    day = next_working_day(add_days(today, 3), bank_holidays_around(today))
    form = PayOnForm(request.POST or None, initial={"pay_on": day})
    made: list[PaymentRun] = []

    def effect() -> int:
        made.append(services.make_run(pay_on=form.cleaned_data["pay_on"], at=now(), by=request.actor))
        return made[0].pk

    if done_once(request, form, "budgets.make_run", {"pay_on": str(form["pay_on"].value())}, effect):
        return (
            say(request, "The run was made. Another person releases it.", "budgets:run", made[0].pk)
            if made
            else redirect("budgets:runs")
        )
    waiting = selectors.due_for_run(request.actor, day).aggregate(count=Count("id"), sum=Sum("amount"))
    context = {
        "form": form,
        "day": day,
        "count": waiting["count"],
        "sum": waiting["sum"] or ZERO,
        "back": {"href": reverse("budgets:runs"), "label": "Payment runs"},
    }
    return render(request, "budgets/new_run.html", context)


class LineFilters(FilterForm):
    """Filters of a run's lines."""

    state = nhs.SelectField(label="State", choices=[("", "Any"), *PaymentState.choices()])


class LineTable(Table):
    """The lines of one run."""

    caption, order, filter_form, empty = "Lines of the run", "person", LineFilters, "This run has no lines."
    page_size = 50
    columns = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            link=lambda row: reverse("budgets:payment", args=[row.pk]),
            note=lambda row: row.budget.reference,
        ),
        Column("from", "For days from", sort="period_start", cell="period_start", kind="date"),
        Column("to", "To", cell="period_end", kind="date"),
        Column("kind", "Kind", cell=lambda row: row.get_kind_display()),
        Column("due", "Was due", sort="pay_on", cell="pay_on", kind="date"),
        Column("amount", "Amount", sort="amount", cell="amount", kind="money"),
        Column("state", "State", cell=payment_tag, note=lambda row: row.hold_reason or row.reject_reason),
    )


def run(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """One run: its lines, what changed since the last one, and the next step of this actor."""
    shown, actor = selectors.run_for(request.actor, run_id), request.actor
    lines = selectors.lines_of_run(actor, shown)
    table = LineTable(request.GET, lines, path=request.path)
    if table.wants_csv:
        audit.note_read(table.filtered.values_list("person_id", flat=True), "exported your payment in a payment run")
        return table.csv_response(f"run-{shown.reference}.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your payment in a payment run")
    last, changes = selectors.changes_since_last_run(actor, shown)
    seen = lines.filter(state__in=IN_RUN).aggregate(count=Count("id"), sum=Sum("amount"))
    context = {
        "run": shown,
        "tag": run_tag(shown),
        "table": table,
        "last": last,
        "changes": changes,
        "held": lines.filter(state=PaymentState.HELD).count(),
        # Restricted records are paid like all others, but shown to named staff only.
        "hidden_count": shown.count - seen["count"],
        "hidden_sum": shown.total - (seen["sum"] or ZERO),
        "limit": release_limit(actor, shown.pay_on),
        "step": _step(request, shown),
        "files": selectors.files_of_run(actor, shown) if may(actor, "payment file", "R") else [],
        "history": [
            _entry(move)
            for move in Move.objects.filter(subject="budgets.paymentrun", subject_id=shown.pk).order_by("-id")
        ],
        "key": nhs.IdempotentForm()["key"].value(),
    }
    return render(request, "budgets/run.html", context)


@needs_recent_login
def release(request: HttpRequest, run_id: int) -> HttpResponse:
    """Release the run as it is on this page; confirmed before it is done."""
    shown = selectors.run_for(request.actor, run_id)
    form = EditionForm(request.POST or None, initial={"edition": shown.edition})

    def effect() -> None:
        services.release_run(run_id=shown.pk, edition=form.cleaned_data["edition"], at=now(), by=request.actor)

    if done(request, form, effect):
        return say(request, "The run was released. Finance can send it now.", "budgets:run", shown.pk)
    lead = f"{plural(shown.count, 'payment')}, {format_pounds(shown.total)}, to arrive on {shown.pay_on:%-d %B %Y}."
    return _form_page(request, shown, form, "Release this payment run", "Release", lead)


class EditionForm(nhs.IdempotentForm):
    """Names the run as it was seen."""

    edition = nhs.NumberField(widget=HiddenInput)

    def clean_edition(self) -> int:
        return int(self.cleaned_data["edition"])


def give_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Give the run back to its maker."""
    shown = selectors.run_for(request.actor, run_id)
    form = ReasonForm(request.POST or None)
    if done(
        request,
        form,
        lambda: services.return_run(run_id=shown.pk, reasons=form.cleaned_data["reason"], by=request.actor),
    ):
        return say(request, "The run was given back.", "budgets:run", shown.pk)
    return _form_page(
        request, shown, form, "Give this run back", "Give back", "Its maker can change it and propose it again."
    )


def withdraw(request: HttpRequest, run_id: int) -> HttpResponse:
    """Withdraw a run that was not sent."""
    shown = selectors.run_for(request.actor, run_id)
    form = ReasonForm(request.POST or None)
    if done(
        request,
        form,
        lambda: services.withdraw_run(run_id=shown.pk, reasons=form.cleaned_data["reason"], by=request.actor),
    ):
        return say(request, "The run was withdrawn. Its payments are due again.", "budgets:run", shown.pk)
    lead = "Its payments are due again and go into the next run. This cannot be undone."
    return _form_page(request, shown, form, "Withdraw this run", "Withdraw", lead, warning=True)


def propose(request: HttpRequest, run_id: int) -> HttpResponse:
    """Propose again a run that was given back."""
    shown = selectors.run_for(request.actor, run_id)
    services.propose_run(run_id=shown.pk, by=request.actor)
    return say(request, "The run was proposed again.", "budgets:run", shown.pk)


def export(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make the files, once. A second press shows the same files."""
    shown = selectors.run_for(request.actor, run_id)
    form = nhs.IdempotentForm(request.POST or None)

    def effect() -> None:
        services.export_run(run_id=shown.pk, key=form.cleaned_data["key"], at=now(), by=request.actor)

    if done(request, form, effect):
        return say(
            request, "The files were made. Take them to the bank, then record what it did.", "budgets:run", shown.pk
        )
    lead = "The files can be made once only. Held lines are left out and stay due."
    return _form_page(request, shown, form, "Make the files of this run", "Make the files", lead)


def confirm(request: HttpRequest, run_id: int) -> HttpResponse:
    """Record what the bank did with each line."""
    shown, today = selectors.run_for(request.actor, run_id), london_today()
    sent = (
        selectors.lines_of_run(request.actor, shown)
        .filter(state=PaymentState.EXPORTED)
        .order_by("person__sort_name", "id")
    )
    lines = [(str(p.pk), f"{p.person.full_name}, {p.budget.reference}: {money(p.amount)}") for p in sent]
    form = ConfirmRunForm(request.POST or None, lines=lines, today=today, pay_on=shown.pay_on)

    def effect() -> None:
        c = form.cleaned_data
        rejects = {int(number): c["reason"] for number in c["rejected"]}
        services.confirm_run(run_id=shown.pk, paid_on=c["paid_on"], on=today, by=request.actor, rejects=rejects)

    if done(request, form, effect):
        return say(request, "Recorded. What was paid is in the ledger.", "budgets:run", shown.pk)
    audit.note_read([p.person_id for p in sent], "saw your payment in a payment run")
    return _form_page(
        request, shown, form, "What did the bank do?", "Record it", "All lines not marked as rejected count as paid."
    )


def _form_page(
    request: HttpRequest, shown: PaymentRun, form: Any, title: str, button: str, lead: str, warning: bool = False
) -> HttpResponse:
    back = {"href": reverse("budgets:run", args=[shown.pk]), "label": f"Payment run {shown.reference}"}
    context = {
        "form": form,
        "run": shown,
        "title": title,
        "button": button,
        "lead": lead,
        "warning": warning,
        "back": back,
    }
    return render(request, "budgets/run_form.html", context)


_STEPS = {
    RunState.DRAFT: (
        ("propose", "Propose again", "payment run", "W", True),
        ("withdraw_run", "Withdraw", "payment run", "W", False),
    ),
    RunState.PROPOSED: (
        ("release", "Release", "payment run release", "A", False),
        ("return_run", "Give back", "payment run release", "A", False),
        ("withdraw_run", "Withdraw", "payment run", "W", False),
    ),
    RunState.RELEASED: (
        ("export", "Make the files", "payment run", "W", False),
        ("withdraw_run", "Withdraw", "payment run", "W", False),
    ),
    RunState.EXPORTED: (("confirm", "Record what the bank did", "payment run", "W", False),),
}
_WORDS = {
    RunState.DRAFT: "Given back to its maker.",
    RunState.PROPOSED: "Waits for release by somebody else than its maker.",
    RunState.RELEASED: "Released. Finance makes the files.",
    RunState.EXPORTED: "The files are made. Waits for what the bank did.",
    RunState.CONFIRMED: "Done. What was paid is in the ledger.",
    RunState.WITHDRAWN: "Withdrawn. Nothing was sent.",
}


def _step(request: HttpRequest, shown: PaymentRun) -> dict[str, Any]:
    """Where the run stands, and the buttons of this actor."""
    actor, state = request.actor, RunState(shown.state)
    own = shown.made_by_id == actor.user_id
    buttons = []
    for verb, label, area, rights, post in _STEPS.get(state, ()):
        if may(actor, area, rights) and not (verb in {"release", "return_run"} and own):
            buttons.append({"label": label, "href": reverse(f"budgets:{verb}", args=[shown.pk]), "post": post})
    words = _WORDS[state]
    if state == RunState.PROPOSED and own:
        words += " You made it, so you cannot release it."
    return {"words": words, "buttons": buttons}


def _entry(move: Move) -> dict[str, Any]:
    return in_words(move, VERBS)
