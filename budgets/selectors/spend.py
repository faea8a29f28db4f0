"""Bank accounts, their lines, and statements. Each read starts from the actor: what is not theirs is not there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from budgets.enums import StatementState
from budgets.models import Balance, BankAccount, BankImport, BankLine, LedgerAccount, Leg, Statement, StatementRun
from budgets.selectors.budgets import PART
from budgets.selectors.desk import DeskItem
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import MoneyError, NotVisible
from phb.core.models import Document
from phb.core.money import ZERO, parse_pounds
from phb.core.selectors import people

FILE_KIND = "bank_statement_file"
FILE_AREA = "bank statement"
Match = BankLine.Match


def bank_accounts(actor: Actor, *, part: str = PART) -> QuerySet[BankAccount]:
    """The bank accounts of people whose money the actor may see, or act on."""
    rows = BankAccount.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=part))
    return rows.select_related("budget", "person__named_contact__user")


def bank_account_for(actor: Actor, account_id: int, *, part: str = PART) -> BankAccount:
    """One bank account with its budget and person. Raises NotVisible."""
    return _one(bank_accounts(actor, part=part), account_id)


def file_for(actor: Actor, document_id: int) -> tuple[Document, BankAccount]:
    """An uploaded bank file that waits for its yes, with its account. Raises NotVisible."""
    found = Document.objects.filter(organisation_id=actor.organisation_id, kind=FILE_KIND, pk=document_id).first()
    if found is None:
        raise NotVisible
    return found, bank_account_for(actor, found.subject_id, part="act_on_money")


def imports_of(account: BankAccount) -> QuerySet[BankImport]:
    """The statement files taken into an account, newest first."""
    return BankImport.objects.filter(account=account).select_related("by").order_by("-id")


@dataclass(frozen=True, slots=True)
class AccountEnds:
    """What the bank said of an account: pounds before its first line and after its last, the days of these lines."""

    opening: Decimal
    closing: Decimal
    first: date
    last: date
    covers_to: date


def ends_of(account: BankAccount) -> AccountEnds | None:
    """Where the account begins and ends, or None before the first import.

    Every import was taken only because opening + lines = closing, so exactly that pair of balances is
    the account's own.
    """
    rows = list(BankImport.objects.filter(account=account).order_by("-id"))
    if not rows:
        return None
    total = lines_sum(account)
    first, last = min(row.first_day for row in rows), max(row.last_day for row in rows)
    openings = [row.opening for row in rows if row.first_day == first]
    closings = [row.closing for row in rows if row.last_day == last]
    opening = next(o for o in openings for c in closings if o + total == c)
    return AccountEnds(opening, opening + total, first, last, max(row.covers_to or row.last_day for row in rows))


def lines_sum(account: BankAccount, *, to: date | None = None) -> Decimal:
    """Pounds of all lines of an account, to a day (that day included)."""
    rows = BankLine.objects.filter(account=account)
    if to is not None:
        rows = rows.filter(date__lte=to)
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def bank_lines(actor: Actor, *, part: str = PART) -> QuerySet[BankLine]:
    """The bank lines of people whose money the actor may see, or act on."""
    return BankLine.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=part))


def bank_lines_for_list(actor: Actor) -> QuerySet[BankLine]:
    """Bank lines with what a list shows joined."""
    return bank_lines(actor).select_related("budget", "person", "service", "account", "matched_by")


def bank_line_for(actor: Actor, line_id: int, *, part: str = "act_on_money") -> BankLine:
    """One bank line with its budget, account, service and person. Raises NotVisible."""
    rows = bank_lines(actor, part=part)
    return _one(
        rows.select_related("budget", "account", "service", "matched_by", "person__named_contact__user"), line_id
    )


def lines_to_ask(actor: Actor, *, part: str = PART) -> QuerySet[BankLine]:
    """The lines that nobody has answered yet, oldest first."""
    return bank_lines(actor, part=part).filter(match=Match.ASKED).order_by("date", "id")


def search(rows: QuerySet[BankLine], text: str) -> QuerySet[BankLine]:
    """Lines whose words or amount were typed: "agency", "34.99"."""
    words = text.strip()
    found = (
        Q(description__icontains=words) | Q(counterparty__icontains=words) | Q(service__description__icontains=words)
    )
    try:
        amount = parse_pounds(words)
    except MoneyError:
        return rows.filter(found)
    return rows.filter(found | Q(amount=amount) | Q(amount=-amount))


def statements(actor: Actor, *, part: str = PART) -> QuerySet[Statement]:
    """The statements of people whose money the actor may see. Whoever is outside sees those that were made."""
    rows = Statement.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=part))
    if actor.is_outside:
        rows = rows.filter(document__isnull=False)
    return rows.select_related("budget", "person", "document", "job")


def statement_for(actor: Actor, statement_id: int) -> Statement:
    """One statement with its budget, person and document. Raises NotVisible."""
    return _one(statements(actor).select_related("person__named_contact__user", "run"), statement_id)


def statement_runs(actor: Actor) -> QuerySet[StatementRun]:
    """The statement runs of the organisation, with the counts of their items by state."""
    state = StatementState
    return (
        StatementRun.objects.filter(organisation_id=actor.organisation_id)
        .select_related("asked_by", "job")
        .annotate(
            items_all=Count("items"),
            items_made=Count("items", filter=Q(items__state__in=[state.MADE, state.ISSUED])),
            items_failed=Count("items", filter=Q(items__state=state.FAILED)),
            items_waiting=Count("items", filter=Q(items__state=state.REQUESTED)),
        )
    )


def statement_run_for(actor: Actor, run_id: int) -> StatementRun:
    """One run with its counts. Raises NotVisible."""
    return _one(statement_runs(actor), run_id)


def spent_by_service(budget_id: int, *, to: date | None = None) -> dict[int | None, Decimal]:
    """Pounds spent by service as the ledger has it, to a day; under None what is not yet known."""
    legs = Leg.objects.filter(
        account__budget_id=budget_id, account__kind__in=[LedgerAccount.Kind.SPENT, LedgerAccount.Kind.UNMATCHED]
    )
    if to is not None:
        legs = legs.filter(effective_on__lte=to)
    rows = legs.values_list("account__service_id").annotate(sum=Sum("amount")).order_by()
    return dict(rows)


def days_of_lines(budget_id: int) -> tuple[date | None, date | None]:
    """The days of the first and the last bank line of a budget."""
    found = BankLine.objects.filter(budget_id=budget_id).aggregate(first=Min("date"), last=Max("date"))
    return found["first"], found["last"]


DESK_ITEMS = (
    DeskItem("lines_to_ask", "Bank lines to ask about", "spend matching", "spend:lines", "match=ASKED"),
    DeskItem(
        "statements_failed", "Statements that could not be made", "statement run", "spend:statements", "state=failed"
    ),
    DeskItem("spent", "Spent by holders so far", "bank statement", "spend:lines", "match=SPENT", money=True),
)


def desk_counts(actor: Actor, on: date) -> dict[str, Any]:
    """Counts and pounds by the keys of DESK_ITEMS, only those that the actor's role may open. Three queries.

    What was spent is read from the balances that the ledger keeps: adding up every line would take seconds.
    """
    spent = Balance.objects.filter(
        organisation_id=actor.organisation_id,
        account__person__in=people(actor, part=PART),
        account__kind__in=[LedgerAccount.Kind.SPENT, LedgerAccount.Kind.UNMATCHED],
    )
    found = {
        "lines_to_ask": lines_to_ask(actor).order_by().count(),
        "statements_failed": statements(actor).filter(state=StatementState.FAILED).order_by().count(),
        "spent": spent.aggregate(sum=Sum("amount"))["sum"] or ZERO,
    }
    return {item.key: found[item.key] for item in DESK_ITEMS if may(actor, item.area, "R")}


def _one(rows: QuerySet, pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
