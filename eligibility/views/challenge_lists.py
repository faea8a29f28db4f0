"""The work list of decisions questioned, and the days of care that finance makes good."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import ChallengeKind, ChallengeOutcome, ChallengeState
from eligibility.forms.challenge_outcome import SettleForm
from eligibility.models import Challenge
from eligibility.selectors import challenges as reads
from eligibility.selectors.challenge_clocks import clock_condition
from eligibility.services.challenges import settle_refund
from eligibility.views.challenges import refund_rows, state_tag
from eligibility.views.clock_lists import clock_tag
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.listing import listed
from phb.core.tables import Column, FilterForm, Table, Tag

CLOCKS = [("overdue", "Overdue"), ("soon", "Due soon"), ("running", "Running"), ("none", "No day set")]


class ChallengeFilters(FilterForm):
    """Filters of the work list."""

    kind = nhs.SelectField(label="Way", choices=[("", "Any"), *ChallengeKind.choices()])
    # Without a choice the list is of work to be done.
    state = nhs.SelectField(label="State", choices=[("", "Open"), ("ALL", "All"), *ChallengeState.choices()])
    clock = nhs.SelectField(label="Clock", choices=[("", "Any"), *CLOCKS])
    limit = nhs.SelectField(
        label="Request",
        choices=[("", "Any"), ("LATE", "Late"), ("NOT_YET", "Sooner than six months"), ("USED", "Asked before")],
    )
    outcome = nhs.SelectField(label="Outcome", choices=[("", "Any"), *ChallengeOutcome.choices()])


def challenge_table(request: HttpRequest, today: date, soon: int) -> Table:
    """The table for one request: what it filters and shows depends on the day."""

    def clock(one: Challenge) -> Tag | None:
        return clock_tag(one.due_on, today, soon) if one.state in reads.OPEN else None

    def limit(one: Challenge) -> Any:
        code = one.details.get("limit", {}).get("code", "")
        words = {"LATE": "Late", "NOT_YET": "Sooner than six months", "USED": "Asked before"}.get(code)
        return Tag(words, "orange") if words else "In time" if code == "IN_TIME" else "No limit"

    class ChallengeTable(Table):
        caption, order, filter_form = "Decisions questioned", "due", ChallengeFilters
        empty = "No request is open. One is recorded from the page of its case."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda one: reverse("eligibility:challenge", args=[one.pk]),
                note=lambda one: one.reference,
            ),
            Column("nhs_number", "NHS number", cell="person.nhs_number", kind="nhs_number"),
            Column("kind", "Way", cell=lambda one: one.get_kind_display()),
            Column("case", "Case", cell=lambda one: one.case.reference),
            Column("state", "State", cell=state_tag),
            Column("came", "Came", sort="requested_on", cell="requested_on", kind="date"),
            Column("limit", "Limit", cell=limit),
            Column("clock", "Clock", cell=clock),
            Column("due", "Answer by", sort="due_on", cell="due_on", kind="date"),
            Column("outcome", "Outcome", cell=lambda one: one.get_outcome_display()),
        )

        def filter_state(self, queryset: Any, code: str) -> Any:
            return queryset if code == "ALL" else queryset.filter(state=code)

        def filter_clock(self, queryset: Any, key: str) -> Any:
            return queryset.filter(clock_condition(key, today, soon))

        def filter_limit(self, queryset: Any, code: str) -> Any:
            return queryset.filter(details__limit__code=code)

    found = reads.challenges_for_list(request.actor)
    if not request.GET.get("state"):
        found = found.filter(state__in=reads.OPEN)
    return ChallengeTable(request.GET, found, path=reverse("eligibility:challenges"))


def challenges(request: HttpRequest) -> HttpResponseBase:
    """All requests to look again at a decision, the nearest clock first."""
    today = london_today()
    table = challenge_table(request, today, selectors.due_soon_days(request.actor.organisation_id, today))
    return listed(
        request,
        table,
        "eligibility/challenges.html",
        file="decisions-questioned.csv",
        where="the list of decisions questioned",
    )


class RefundFilters(FilterForm):
    """Filters of the days to make good."""

    state = nhs.SelectField(label="State", choices=[("", "To do"), ("DONE", "Made good"), ("ALL", "All")])


def refund(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """The days of one outcome, without its papers; finance records when they were made good."""
    challenge, today, actor = reads.challenge_for(request.actor, challenge_id), london_today(), request.actor
    if not challenge.refund.get("days"):
        raise Http404
    form = SettleForm(request.POST or None, today=today, initial={"settled_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            settle_refund(challenge_id=challenge.pk, on=today, by=actor, **form.cleaned_data)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded: the care costs were made good.")
            return redirect("eligibility:refunds")
    audit.note_read(challenge.person_id, "opened the days of care costs to make good")
    settled = challenge.refund.get("settled_on")
    context = {
        "form": form,
        "challenge": challenge,
        "case": challenge.case,
        "person": challenge.person,
        "refund_rows": refund_rows(challenge.refund),
        "settled_on": date.fromisoformat(settled) if settled else None,
        "may_settle": not settled and may(actor, "payment schedule", "W"),
        "back": {"href": reverse("eligibility:refunds"), "label": "Care costs to make good"},
    }
    return render(request, "eligibility/challenge_refund.html", context)


def refunds(request: HttpRequest) -> HttpResponseBase:
    """The days of care costs to make good after outcomes, for finance: the days are ours, the amount is theirs."""

    def first(one: Challenge) -> str:
        return day(date.fromisoformat(one.refund["lines"][0]["from"]))

    def last(one: Challenge) -> str:
        return day(date.fromisoformat(one.refund["lines"][-1]["to"]))

    def done(one: Challenge) -> Any:
        settled = one.refund.get("settled_on")
        return Tag(day(date.fromisoformat(settled)), "green") if settled else Tag("To do", "yellow")

    class RefundTable(Table):
        caption, order, filter_form = "Care costs to make good", "decided", RefundFilters
        empty = "No outcome waits for care costs to be made good."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda one: reverse("eligibility:refund", args=[one.pk]),
                note=lambda one: one.case.reference,
            ),
            Column("nhs_number", "NHS number", cell="person.nhs_number", kind="nhs_number"),
            Column("decided", "Outcome", sort="outcome_on", cell="outcome_on", kind="date"),
            Column("first", "First day", cell=first),
            Column("last", "Last day", cell=last),
            Column("days", "Days", cell=lambda one: one.refund["days"], kind="number"),
            Column("what", "What finance does", cell=lambda one: one.refund["statement"]),
            Column("done", "Made good", cell=done),
        )

        def filter_state(self, queryset: Any, code: str) -> Any:
            return queryset if code == "ALL" else queryset.filter(refund__has_key="settled_on")

    found = reads.refunds_due(request.actor)
    if not request.GET.get("state"):
        found = found.exclude(refund__has_key="settled_on")
    table = RefundTable(request.GET, found, path=reverse("eligibility:refunds"))
    return listed(
        request,
        table,
        "eligibility/challenge_refunds.html",
        file="care-costs-to-make-good.csv",
        where="the list of care costs to make good",
    )
