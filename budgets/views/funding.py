"""Whose money one budget is: its splits with each funder's agreement, disputes, and what the person pays."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import SplitState
from budgets.forms.funding import (
    AgreeForm,
    DisputeForm,
    SettleForm,
    SplitForm,
    WithdrawForm,
)
from budgets.models import Budget, FundingSplit
from budgets.rules.contributions import FREE, say_contribution
from budgets.rules.funding import DatedShare, share_words
from budgets.rules.streams import usual_funders
from budgets.rules.words import number
from budgets.selectors import funding as reads
from budgets.selectors.contributions import as_dated
from budgets.selectors.periods_net import periods_net
from budgets.selectors.recharges import paid_and_due
from budgets.selectors.whose_money import weekly_by_funder
from budgets.services import funding
from budgets.views._common import back_to_budget, done, done_once, say
from budgets.views.contributions import kinds_for
from budgets.views.funders import STATES
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.policies import policy
from phb.core.tables import Tag


def of_budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Who pays this budget today, every split with where it stands, what was paid otherwise, and contributions."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    audit.note_read(budget.person_id, "saw whose money your budget is")
    names = _line_names(budget)
    context = {
        "budget": budget,
        "person": budget.person,
        "back": back_to_budget(budget),
        "today": weekly_by_funder(budget, today),
        "usual": _usual(budget, today),
        "splits": [_split_row(split, names) for split in reads.splits(request.actor).filter(budget=budget)],
        "difference": paid_and_due(budget),
        "contributions": [(row, say_contribution(as_dated(row))) for row in budget.contributions.all()],
        "periods": periods_net(budget),
        "writes": may(request.actor, "funding", "W"),
        "may_charge": bool(kinds_for(budget)),
        "free": FREE,
        "dispute_pays": policy(
            "dispute_pays", on=today, organisation_id=budget.organisation_id, stream=budget.stream
        ),
    }  # fmt: skip
    return render(request, "budgets/funding.html", context)


def propose(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Propose a split from a day on."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    lines = [(str(number), words) for number, words in _line_names(budget).items()]
    usual = _usual(budget, today)
    form = SplitForm(
        request.POST or None, lines=lines, funders=_funder_choices(budget), initial=_first(budget, usual, today)
    )

    def effect() -> int:
        c = form.cleaned_data
        line = int(c["line"]) if c["line"] else None
        return funding.propose_split(
            budget_id=budget.pk,
            line=line,
            starts=c["starts"],
            shares=form.shares(),
            reason=c["reason"],
            by=request.actor,
        ).pk

    if done_once(request, form, "budgets.propose_split", {"budget": budget.pk}, effect):
        return say(request, "The split is proposed. Record each funder’s agreement next.", "budgets:funding", budget.pk)
    audit.note_read(budget.person_id, "opened a form about whose money your budget is")
    context = {
        "form": form, "budget": budget, "person": budget.person, "usual": usual,
        "back": _back(budget), "title": "Propose a split", "button": "Propose the split", "before": ("line", "starts"),
        "after": ("reason",),
    }  # fmt: skip
    return render(request, "budgets/funding_shares.html", context)


def split(request: HttpRequest, split_id: int) -> HttpResponse:
    """One split: who has agreed, and the form that records the next agreement."""
    found, today = reads.split_for(request.actor, split_id), london_today()
    waiting = [(share.funder, share.funder) for share in found.shares.all() if share.agreed_on is None]
    form = AgreeForm(request.POST or None, waiting=waiting, today=today, initial={"agreed_on": today})

    def effect() -> None:
        c = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        funding.record_agreement(split_id=found.pk, on=today, by=request.actor, **c)

    if done(request, form, effect):
        found.refresh_from_db()
        words = "Every funder has agreed: the split counts." if found.state == SplitState.AGREED else "Recorded."
        return say(request, words, "budgets:split", found.pk)
    audit.note_read(found.person_id, "saw how your budget is shared between funders")
    writes = may(request.actor, "funding", "W")
    context = {
        "split": found, "person": found.person, "budget": found.budget, "back": _back(found.budget),
        "tag": Tag(found.get_state_display(), STATES[SplitState(found.state)]),
        "line": _line_names(found.budget).get(found.line, "") if found.line else "",
        "shares": [(each, share_words(_dated(each))) for each in found.shares.all()],
        "form": form if writes and waiting and found.state == SplitState.PROPOSED else None,
        "actions": _actions(found) if writes else [],
        "meanwhile": reads.dispute_pays(found),
    }  # fmt: skip
    return render(request, "budgets/funding_split.html", context)


def dispute(request: HttpRequest, split_id: int) -> HttpResponse:
    """Record that a funder does not agree."""
    found, today = reads.split_for(request.actor, split_id), london_today()
    form = DisputeForm(request.POST or None)

    def effect() -> None:
        funding.dispute_split(split_id=found.pk, words=form.cleaned_data["words"], on=today, by=request.actor)

    if done(request, form, effect):
        return say(request, "The dispute is recorded. Care and payments go on.", "budgets:split", found.pk)
    lead = "Care and payments go on while funders disagree. " + (
        "The funder listed first pays all of it meanwhile."
        if reads.dispute_pays(found) == reads.LEAD
        else "The shares that counted before go on meanwhile."
    )
    return _form(request, found, form, "Record a dispute", "Record the dispute", lead)


def settle(request: HttpRequest, split_id: int) -> HttpResponse:
    """Settle a dispute from the same first day."""
    found, today = reads.split_for(request.actor, split_id), london_today()
    initial = {"settled_on": today, **_boxes([_dated(each) for each in found.shares.all()])}
    form = SettleForm(request.POST or None, funders=_funder_choices(found.budget), today=today, initial=initial)

    def effect() -> int:
        c = form.cleaned_data
        return funding.settle_split(
            split_id=found.pk, words=c["words"], settled_on=c["settled_on"], shares=form.shares(), on=today,
            by=request.actor,
        ).pk  # fmt: skip

    if done_once(request, form, "budgets.settle_split", {"split": found.pk}, effect):
        return say(
            request, "The dispute is settled. See below what each funder paid and should have paid.",
            "budgets:funding", found.budget_id,
        )  # fmt: skip
    audit.note_read(found.person_id, "opened a form about whose money your budget is")
    context = {
        "form": form, "budget": found.budget, "person": found.person, "usual": None, "back": _back_to_split(found),
        "title": "Settle the dispute", "button": "Settle the dispute", "before": (), "after": ("settled_on", "words"),
    }  # fmt: skip
    return render(request, "budgets/funding_shares.html", context)


def withdraw(request: HttpRequest, split_id: int) -> HttpResponse:
    """Take a split back."""
    found, today = reads.split_for(request.actor, split_id), london_today()
    form = WithdrawForm(request.POST or None)

    def effect() -> None:
        funding.withdraw_split(split_id=found.pk, reason=form.cleaned_data["reason"], on=today, by=request.actor)

    if done(request, form, effect):
        return say(request, "The split is withdrawn.", "budgets:funding", found.budget_id)
    lead = "What counted before it counts again from its first day. Payments that were sent stay as they are."
    return _form(request, found, form, "Withdraw the split", "Withdraw the split", lead)


def _form(request: HttpRequest, found: FundingSplit, form: Any, title: str, button: str, lead: str) -> HttpResponse:
    audit.note_read(found.person_id, "opened a form about whose money your budget is")
    context = {
        "form": form, "budget": found.budget, "person": found.person, "back": _back_to_split(found),
        "title": title, "button": button, "lead": lead,
    }  # fmt: skip
    return render(request, "budgets/form.html", context)


def _usual(budget: Budget, on: date) -> Any:
    local = policy("usual_funders", on=on, organisation_id=budget.organisation_id, stream=budget.stream)
    return usual_funders(budget.stream, local)


def _first(budget: Budget, usual: Any, today: date) -> dict[str, Any]:
    """What the form begins with: the shares of today, else the usual ones."""
    today_parts = next(iter(reads.splits_of([budget.pk])[budget.pk][-1:]), None)
    shares = today_parts.shares if today_parts else usual.shares
    return {"starts": max(budget.starts, today), **_boxes(shares)}


def _boxes(shares: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, share in enumerate(shares, start=1):
        percent = None if share.percent is None else number(share.percent)
        found |= {f"funder_{n}": share.funder, f"percent_{n}": percent, f"fixed_{n}": share.fixed_weekly}
    return found


def _dated(share: Any) -> DatedShare:
    return DatedShare(share.funder, share.percent, share.fixed_weekly)


def _funder_choices(budget: Budget) -> list[tuple[str, str]]:
    """Funders that can be named, and those that the plan names in words."""
    known = reads.names_of(budget)
    return [(name, name) for name in known]


def _line_names(budget: Budget) -> dict[int, str]:
    return reads.line_names(budget)


def _split_row(found: FundingSplit, names: dict[int, str]) -> dict[str, Any]:
    return {
        "split": found,
        "tag": Tag(found.get_state_display(), STATES[SplitState(found.state)]),
        "line": names.get(found.line, "A line no longer in the plan") if found.line else "All lines",
        "shares": ", ".join(share_words(_dated(each)) for each in found.shares.all()),
        "waiting": [each.funder for each in found.shares.all() if each.agreed_on is None],
        "href": reverse("budgets:split", args=[found.pk]),
    }


def _actions(found: FundingSplit) -> list[dict[str, str]]:
    words = {"dispute": "Record a dispute", "settle": "Settle the dispute", "withdraw": "Withdraw the split"}
    routes = {
        "dispute": "budgets:dispute_split",
        "settle": "budgets:settle_split",
        "withdraw": "budgets:withdraw_split",
    }
    return [
        {"label": words[verb], "href": reverse(routes[verb], args=[found.pk])}
        for verb in words
        if FundingSplit.life_cycle.may(found.state, verb)
    ]


def _back(budget: Budget) -> dict[str, str]:
    return {"href": reverse("budgets:funding", args=[budget.pk]), "label": "Whose money it is"}


def _back_to_split(found: FundingSplit) -> dict[str, str]:
    return {"href": reverse("budgets:split", args=[found.pk]), "label": "The split"}
