"""The spend statement: asked for, worked out and frozen, made by the worker, set aside with its reason."""

from datetime import date
from typing import Any

from django.db import transaction

from budgets.enums import StatementState
from budgets.models import Agreement, BankLine, Budget, Statement
from budgets.permissions import check_may
from budgets.selectors.budgets import budget_for
from budgets.services._common import lock_budget
from budgets.services.statement_figures import Money, statement_figures
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Document, Organisation
from phb.core.moving import locked, move, note
from phb.core.periods import Period

KIND = "spend_statement"
AREA = "statement"
JOB = "budgets.make_statement"
TRIES = 3
READY = {StatementState.MADE, StatementState.ISSUED}


@transaction.atomic
def ask_statement(*, budget_id: int, start: date, end: date, on: date, by: Actor) -> Statement:
    """Ask for the statement of a budget for a period (both days included); it is made by the worker.

    One that is there is worked out again and printed only if something changed. Raises RuleBroken for a period
    that is not over, or whose last day comes first.
    """
    check_may(by, "statement", "R")
    budget_for(by, budget_id)
    budget = lock_budget(by, budget_id)
    check_period(start, end, on)
    statement = _newest(budget, start, end)
    if statement is None:
        statement = Statement.objects.create(
            organisation_id=by.organisation_id,
            person_id=budget.person_id,
            budget=budget,
            period_start=start,
            period_end=end,
            asked_by_id=by.user_id,
        )
        note(statement, "created", by=by, before="", after=statement.state)
    elif (
        statement.state == StatementState.REQUESTED
        and statement.job_id
        and statement.job.state in {"waiting", "leased"}
    ):
        return statement
    else:
        ask_again(statement, by=by)
    statement.job = jobs.ask(
        JOB, by=by, payload={"statement": statement.pk, "on": on.isoformat()}, person_id=budget.person_id
    )
    statement.save(update_fields=["job"])
    return statement


def check_period(start: date, end: date, on: date) -> None:
    """Refuse (RuleBroken) a period that ends before it starts or has not ended yet."""
    if end < start:
        raise RuleBroken("The last day must not be before the first. Check the dates.", "end")
    if end >= on:
        raise RuleBroken("The period is not over yet. Choose a last day before today.", "end")


def ask_again(statement: Statement, *, by: Actor) -> None:
    """Bring a statement back to "being made", with three new tries. What was made before stays until then."""
    verb = {StatementState.FAILED: "retry", StatementState.MADE: "remake"}.get(StatementState(statement.state))
    if verb is None:
        Statement.objects.filter(pk=statement.pk).update(attempts=0, problem="")
        statement.refresh_from_db()
        return
    move(statement, verb, by=by, attempts=0, problem="")


@transaction.atomic
def begin(*, statement_id: int, by: Actor) -> Statement | None:
    """Count a try and say whose turn it is; None when the statement is not waiting, or had its three tries.

    Committed before the work: a worker that dies on it has used up a try, so one bad item cannot hold the rest.
    """
    statement = _locked(statement_id, by)
    if statement.state != StatementState.REQUESTED:
        return None
    if statement.attempts >= TRIES:
        _fail(statement, statement.problem or "The worker stopped without a word, three times.", by)
        return None
    statement.attempts += 1
    statement.save(update_fields=["attempts"])
    return statement


def facts_of(statement: Statement) -> dict[str, Any]:
    """What the statement says, frozen: page and PDF are drawn from this and nothing else. Amounts are text.

    Raises RuleBroken when bank and ledger do not tie.
    """
    budget = Budget.objects.select_related("person__named_contact__user").get(pk=statement.budget_id)
    money = statement_figures(budget, Period(statement.period_start, statement.period_end))
    return {**_who(budget, statement.period_end), **_money(money), "to_do": _to_do(budget, money)}


@transaction.atomic
def finish(
    *, statement_id: int, facts: dict[str, Any], source_hash: str, document: Document, on: date, by: Actor
) -> Statement:
    """Keep what was made. The version counts up when its contents changed."""
    statement = _locked(statement_id, by)
    changed = bool(statement.source_hash) and statement.source_hash != source_hash
    move(
        statement,
        "make",
        by=by,
        figures=facts,
        source_hash=source_hash,
        document=document,
        problem="",
        version=statement.version + changed,
        made_on=on if changed or statement.made_on is None else statement.made_on,
    )
    return statement


@transaction.atomic
def set_aside(*, statement_id: int, problem: str, final: bool, by: Actor) -> Statement:
    """Keep why it could not be made; `final` or after three tries it waits for a person, and nobody else waits for it."""
    statement = _locked(statement_id, by)
    if final or statement.attempts >= TRIES:
        _fail(statement, problem, by)
    else:
        statement.problem = problem[:500]
        statement.save(update_fields=["problem"])
    return statement


def _fail(statement: Statement, problem: str, by: Actor) -> None:
    move(statement, "fail", by=by, reason=problem[:500], problem=problem[:500])


def _locked(statement_id: int, by: Actor) -> Statement:
    return locked(Statement.objects.filter(organisation_id=by.organisation_id), pk=statement_id)


def _newest(budget: Budget, start: date, end: date) -> Statement | None:
    rows = Statement.objects.filter(budget=budget, period_start=start, period_end=end).select_related("job")
    return rows.order_by("-version").first()


def _who(budget: Budget, on: date) -> dict[str, Any]:
    sender, person = Organisation.objects.get(pk=budget.organisation_id), budget.person
    named = person.named_contact
    agreement = Agreement.objects.filter(budget=budget, signed_on__lte=on).order_by("-signed_on", "-id").first()
    return {
        "reference": budget.reference,
        "organisation": {"name": sender.name, "address": sender.address, "phone": sender.phone, "email": sender.email},
        "person": {
            "name": person.full_name,
            "born": person.date_of_birth.isoformat(),
            "nhs_number": person.nhs_number,
            "known_as": person.known_as,
        },
        "contact": {
            "name": named.user.name,
            "role": named.job_title or named.get_role_display(),
            "phone": named.phone or sender.phone,
            "email": named.user.email,
        }
        if named
        else {"name": sender.name, "role": "personal health budgets", "phone": sender.phone, "email": sender.email},
        "holder": agreement.signed_by_name if agreement else person.full_name,
    }


def _money(money: Money) -> dict[str, Any]:
    figures = money.figures
    assert figures.period.end is not None
    return {
        "start": figures.period.start.isoformat(),
        "end": figures.period.end.isoformat(),
        "account": money.accounts,
        "opening": str(figures.opening),
        "closing": str(figures.closing),
        "bank": str(figures.bank),
        "money_in": [[row.label, str(row.amount)] for row in figures.money_in],
        "money_out": [[row.label, str(row.amount)] for row in figures.money_out],
        "set_aside": [[row.label, str(row.amount)] for row in figures.set_aside],
        "free": str(figures.free_to_use),
        "limit": {
            "weeks": str(figures.limit_weeks),
            "amount": str(figures.surplus.limit),
            "reclaim": str(figures.surplus.reclaim),
            "words": figures.surplus.words,
        },
        "by_line": [_figures_of(line) for line in figures.by_line],
        "by_outcome": [_figures_of(line) for line in figures.by_outcome],
        "pace": figures.pace.words if figures.pace else "",
        "unmatched": {"count": figures.unmatched_count, "total": str(figures.unmatched_total)},
        "next_payment": [figures.next_payment[0].isoformat(), str(figures.next_payment[1])]
        if figures.next_payment
        else None,
        "part_paid": [[funder, str(amount)] for funder, amount in money.part_paid],
        "lines": [
            {
                "on": row.on.isoformat(),
                "words": row.words,
                "plan_line": row.plan_line,
                "amount": str(row.amount),
                "balance": str(row.balance),
            }
            for row in money.rows
        ],
    }


def _figures_of(line: Any) -> dict[str, str]:
    return {
        "name": line.label,
        "outcome": line.outcome,
        "agreed": str(line.agreed),
        "spent": str(line.spent),
        "left": str(line.left),
        "percent": str(line.percent_spent),
        "words": line.words,
    }


def _to_do(budget: Budget, money: Money) -> list[dict[str, str]]:
    found = []
    period = money.figures.period
    # Only what is still asked: a payment that was answered as not part of the budget has no plan line either.
    count = BankLine.objects.filter(
        budget=budget, match=BankLine.Match.ASKED, date__range=(period.start, period.end)
    ).count()
    if count:
        payments = "1 payment was" if count == 1 else f"{count} payments were"
        found.append({"words": f"Tell us what {payments} for. You can do it on your page or by telephone.", "by": ""})
    version = budget.versions.filter(state="agreed").select_related("plan_version__plan").first()
    if version is not None and (next_review := version.plan_version.plan.next_review_on) is not None:
        found.append({"words": "Your plan is looked at again with you.", "by": next_review.isoformat()})
    return found
