"""The finance check and the authorisation: what waits, the plan's money, yes or back."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import services
from budgets.forms import AuthoriseForm, FinanceCheckForm, GiveBackForm
from budgets.forms.agreeing import ENOUGH, WHY
from budgets.rules import proposing
from budgets.selectors.before_proposing import plan_money
from budgets.selectors.plan_lines import outcome_words
from budgets.selectors.sufficiency import enough_of
from budgets.services.agreeing import authorised_for, figures_above, proposal_of
from budgets.views._common import VERBS, done, done_once, say
from careplans import selectors as careplans
from careplans.selectors import deciding
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.models import Move
from phb.core.moving import in_words
from phb.core.tables import Column, Table

# By whether it was the first of two approvals.
SAID = {
    True: "Your approval is recorded. Another commissioner gives the second.",
    False: "The plan was authorised and its budget agreed. The care plan is being printed.",
}


class WaitingTable(Table):
    """Plans that wait for one step."""

    order = "since"
    columns: tuple[Column, ...] = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name"),
        Column("plan", "Plan", cell=lambda row: f"{row.plan.reference}, version {row.number}"),
        Column("since", "Waiting since", sort="state_since", cell="state_since", kind="date"),
        Column("days", "Days", cell=lambda row: (london_today() - row.state_since.date()).days, kind="number"),
        Column("coordinator", "Care coordinator", cell="plan.coordinator.user.name"),
    )


def _waiting(request: HttpRequest, *, state: str, title: str, route: str, empty: str) -> HttpResponseBase:
    class Plans(WaitingTable):
        pass

    Plans.caption, Plans.empty = title, empty
    first, *others = WaitingTable.columns
    Plans.columns = (
        Column(
            first.key, first.label, sort=first.sort, cell=first.cell, link=lambda row: reverse(route, args=[row.pk])
        ),
        *others,
    )
    table = Plans(request.GET, careplans.versions(request.actor).filter(state=state), path=request.path)
    if table.wants_csv:
        audit.note_read(table.filtered.values_list("person_id", flat=True), f"exported your name in the list “{title}”")
        return table.csv_response(f"{state}.csv")
    audit.note_read([row.person_id for row in table.page.rows], f"saw your name in the list “{title}”")
    return render(request, "budgets/list.html", {"table": table, "title": title, "action": None})


def finance_checks(request: HttpRequest) -> HttpResponseBase:
    """Plans that a clinician has signed."""
    return _waiting(
        request,
        state="clinically_approved",
        title="Waiting for the finance check",
        route="budgets:finance_check",
        empty="No plan waits for a finance check.",
    )


def authorisations(request: HttpRequest) -> HttpResponseBase:
    """Plans that finance has checked."""
    return _waiting(
        request,
        state="finance_checked",
        title="Waiting for authorisation",
        route="budgets:authorise",
        empty="No plan waits for authorisation.",
    )


def finance_check(request: HttpRequest, version_id: int) -> HttpResponse:
    """The plan's lines, their arithmetic, the funders' parts, and the difference to the indicative amount."""
    version, today = careplans.version_for(request.actor, version_id), london_today()
    money = money_of(version, today)
    form = FinanceCheckForm(
        request.POST or None,
        today=today,
        needs_reason=money["needs_reason"],
        asked=money["asked"],
        changed=money["changed"],
        initial={"content_hash": version.content_hash},
    )

    def effect() -> int:
        c = form.cleaned_data
        return services.propose(
            plan_version_id=version.pk,
            content_hash=c["content_hash"],
            starts=c["starts"],
            words=c["words"],
            difference_reason=c.get("difference_reason", ""),
            enough=form.reasons(ENOUGH),
            line_reasons=form.reasons(WHY),
            by=request.actor,
            on=today,
        ).pk

    asked = {"version": version.pk, **{name: str(v) for name, v in _sent(form).items()}}
    if done_once(request, form, "budgets.propose", asked, effect):
        return say(request, "The budget was proposed. A commissioner authorises it next.", "budgets:finance_checks")
    audit.note_read(version.person_id, "opened the finance check of your plan")
    waits = version.state == "clinically_approved"
    context = {
        **money,
        "version": version,
        "person": version.person,
        "form": form,
        "waits": waits,
        "may_sign": waits and may(request.actor, "finance check", "A"),
        "gives_back": waits and may(request.actor, "finance check", "A"),
        "history": _history(version),
        "confirmed": enough_of(version.plan_id, None),
    }
    return render(request, "budgets/finance_check.html", context)


def authorise(request: HttpRequest, version_id: int) -> HttpResponse:
    """What is to be authorised, what the scheme asks, who checked what; yes with reasons, in part, no, or back."""
    actor, today = request.actor, london_today()
    version = careplans.version_for(actor, version_id)
    proposal = proposal_of(actor, version.pk)
    figures = figures_above(proposal) if proposal else {}
    standing = deciding.standing_of(version, actor, today, figures)
    form = AuthoriseForm(
        request.POST or None, initial={"content_hash": version.content_hash, "step": standing.step}
    )  # fmt: skip

    def effect() -> None:
        c = form.cleaned_data
        verb = services.approve_first if c["step"] == "first" else services.authorise
        verb(plan_version_id=version.pk, content_hash=c["content_hash"], words=c["words"], on=today, by=actor)

    if done(request, form, effect):
        return say(request, SAID[form.cleaned_data["step"] == "first"], "budgets:authorisations")
    audit.note_read(version.person_id, "opened the authorisation of your plan")
    waits = version.state == "finance_checked" and proposal is not None
    context = {
        **money_of(version, today, proposal),
        "version": version,
        "person": version.person,
        "form": form,
        "waits": waits,
        "proposal": proposal,
        "standing": standing,
        "scheme": deciding.scheme_of(version, today, figures),
        "replaced": deciding.replaced_package_of(version.plan_id),
        "refused_lines": deciding.refused_lines(version),
        "enough": list(proposal.enough_reasons.values()) if proposal else [],
        "line_reasons": proposal.difference_reasons if proposal else {},
        "most": authorised_for(proposal.budget, proposal) if proposal else None,
        "signatures": careplans.sign_offs(version),
        "may_sign": waits and may(actor, "authorisation", "A"),
        "may_put": waits and may(actor, "panel", "WP"),
        "history": _history(version),
        "confirmed": enough_of(version.plan_id, None),
    }
    return render(request, "budgets/authorise.html", context)


def give_back(request: HttpRequest, version_id: int) -> HttpResponse:
    """Give a plan back with reasons, from the finance check or from authorisation."""
    version = careplans.version_for(request.actor, version_id)
    finance = request.actor.role == "FIN"
    form = GiveBackForm(request.POST or None)

    def effect() -> None:
        services.give_back(plan_version_id=version.pk, reasons=form.cleaned_data["reasons"], by=request.actor)

    back = "budgets:finance_checks" if finance else "budgets:authorisations"
    if done(request, form, effect):
        return say(request, "The plan was given back to its care coordinator.", back)
    audit.note_read(version.person_id, "opened a form to give your plan back")
    step = "budgets:finance_check" if finance else "budgets:authorise"
    context = {"version": version, "person": version.person, "form": form, "cancel": reverse(step, args=[version.pk])}
    return render(request, "budgets/give_back.html", context)


def money_of(version: Any, on: date, proposal: Any = None) -> dict[str, Any]:
    """A plan's money for a page: lines with words and parts, sums, faults, what is asked of lines, the indicative amount."""
    money = plan_money(version, on)
    found = {each.key: each for each in money.findings}
    proposed = {line.service_id: line.pk for line in proposal.lines.all()} if proposal is not None else {}
    shown = [
        {
            "words": line.words,
            "working": proposing.working(line) if line.weekly is not None or line.one_off is not None else "",
            "outcomes": outcome_words(row),
            "holding": row.get_holding_display(),
            "weekly": line.weekly,
            "one_off": line.one_off,
            "provider": row.provider,
            "parts": proposing.split_line(line.funded) if line.amount and line.funders else (),
            "finding": found.get(str(row.line)),
            "how": reverse("budgets:figure", args=[proposal.budget_id, f"line-{proposed[row.pk]}"])
            if row.pk in proposed
            else "",
        }
        for line, row in zip(money.lines, money.rows, strict=False)
    ]
    sums, indicative = money.sums, money.indicative
    return {
        "lines": shown,
        "faults": money.faults,
        "sums": sums,
        "indicative": indicative,
        "needs_reason": sums is not None and (indicative is None or sums.weekly != indicative.weekly),
        "difference": proposing.difference_words(sums.weekly, indicative.weekly) if sums and indicative else "",
        "asked": money.asked,
        "changed": money.to_explain,
        "changes": money.changes,
    }


def _history(version: Any) -> list[dict[str, Any]]:
    moves = Move.objects.filter(subject="careplans.planversion", subject_id=version.pk).order_by("-id")[:20]
    return [in_words(move, VERBS) for move in moves]


def _sent(form: Any) -> dict[str, Any]:
    if not form.is_bound or not form.is_valid():
        return {}
    return {name: value for name, value in form.cleaned_data.items() if name != "key"}
