"""Direct payments that have run since summer: payments out in runs, the bank's lines in, statements at the end."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

from budgets import selectors, services
from budgets.services import importing
from phb.core.clock import LONDON
from phb.core.tenancy import acting_as
from phb.made_up.staff import House
from phb.made_up.stories import Story

FIRST_DAY_BACK = 154
FILE_BEFORE = timedelta(days=7)  # money takes two working days; a week covers every holiday


@dataclass
class Account:
    """A made-up account of a holder: lines as NatWest writes them, with running balances."""

    reference: str
    lines: list[tuple[date, str, str, Decimal]] = field(default_factory=list)

    def add(self, day: date, kind: str, text: str, amount: Decimal | str) -> None:
        self.lines.append((day, kind, text, Decimal(amount)))

    def csv(self, until: date) -> bytes:
        rows, balance = ["Date,Type,Description,Value,Balance,Account Name,Account Number"], Decimal(0)
        for day, kind, text, amount in sorted(
            (line for line in self.lines if line[0] <= until), key=lambda line: line[0]
        ):
            balance += amount
            rows.append(f'{day:%d %b %Y},{kind},"{text}",{amount},{balance},PHB ACCOUNT,600000-00001234')
        return ("\n".join(rows) + "\n").encode()


def live_a_year(house: House, stories: list[Story], random: Random, today: date) -> None:
    """Start, pay and spend. The second account is overdrawn at the end."""
    first = today - timedelta(days=FIRST_DAY_BACK)
    for story in stories:
        story.start(first, days_ago=FIRST_DAY_BACK + 8)
    accounts = {story.budget.pk: Account(story.budget.reference) for story in stories}
    _pay_everything_due(house, accounts, today)
    for place, story in enumerate(stories):
        account = accounts[story.budget.pk]
        _spend(account, random, first, today, overdrawn=place == 1)
        _bring_in(story, account, today)


def pause_next_payment(house: House, story: Story) -> None:
    """Somebody asked to wait: the next payment of one budget is held, with its reason."""
    with acting_as(house["finance"]) as by:
        waiting = selectors.payments(by).filter(budget_id=story.budget.pk, state="scheduled").order_by("pay_on").first()
        services.hold_payment(
            payment_id=waiting.pk, reason="In hospital since Monday; the family asked us to wait.", by=by
        )


def _pay_everything_due(house: House, accounts: dict[int, Account], today: date) -> None:
    with acting_as(house["finance"]) as by:
        due = selectors.payments(by).filter(budget_id__in=accounts, pay_on__lte=today)
        days = sorted(set(due.values_list("pay_on", flat=True)))
    for pay_on in days:
        _pay(house, pay_on, accounts)


def _pay(house: House, pay_on: date, accounts: dict[int, Account]) -> None:
    """One run: made by one finance officer, released by another, exported, confirmed on its day."""
    at = datetime.combine(pay_on - FILE_BEFORE, time(10), LONDON)
    with acting_as(house["finance"]) as by:
        run = services.make_run(pay_on=pay_on, at=at, by=by)
    with acting_as(house["finance2"]) as by:
        services.release_run(run_id=run.pk, edition=run.edition, at=at, by=by)
    with acting_as(house["finance"]) as by:
        services.export_run(run_id=run.pk, key=str(uuid4()), at=at, by=by)
        services.confirm_run(run_id=run.pk, paid_on=pay_on, on=pay_on, by=by)
        for budget_id, amount in (
            selectors.payments(by).filter(run_id=run.pk, state="paid").values_list("budget_id", "amount")
        ):
            if budget_id in accounts:
                account = accounts[budget_id]
                account.add(pay_on, "BAC", f"{house.organisation.name[:12].upper()} {account.reference}", amount)


def _spend(account: Account, random: Random, first: date, today: date, *, overdrawn: bool) -> None:
    """Wages and agency as they fall; and what only the holder can explain."""
    day = first + timedelta(days=6)
    while day <= today:
        account.add(day, "D/D", "FAIR PAY PAYROLL", f"-{random.randrange(61000, 68000) / 100:.2f}")
        if (day - first).days % 14 < 7:
            account.add(
                day + timedelta(days=1), "D/D", "MOORSIDE CARE LTD", f"-{random.randrange(9000, 19800) / 100:.2f}"
            )
        if (day - first).days % 28 < 7:
            account.add(day + timedelta(days=2), "D/D", "HMRC PAYE", f"-{random.randrange(19000, 24000) / 100:.2f}")
        day += timedelta(days=7)
    last = today - timedelta(days=3)
    account.add(last, "POS", "LANGWICK LEISURE CENTRE", "-34.99")
    account.add(last - timedelta(days=4), "POS", "MOBILITY SHOP EASTER FOLD", "-58.20")
    account.add(last - timedelta(days=9), "ATM", "CASH WITHDRAWAL HIGH STREET", "-40.00")
    account.add(last - timedelta(days=12), "BAC", "MOORSIDE CARE LTD REFUND", "18.00")
    if overdrawn:
        balance = sum((amount for day, _, _, amount in account.lines if day <= today), Decimal(0))
        account.add(last, "POS", "ADAPTED CAR HIRE", -(balance + Decimal("126.40")))


def _bring_in(story: Story, account: Account, today: date) -> None:
    """A finance officer brings in the statement up to yesterday."""
    until = today - timedelta(days=1)
    with acting_as(story.house["finance"]) as by:
        opened = importing.open_account(
            budget_id=story.budget.pk,
            label="Budget account",
            last_four="1234",
            layout="natwest",
            on=today - timedelta(days=FIRST_DAY_BACK),
            by=by,
        )
        document = importing.receive_file(account_id=opened.pk, name="statement.csv", content=account.csv(until), by=by)
        _, seen = importing.preview(document_id=document.pk, by=by)
        importing.take_file(
            document_id=document.pk,
            covers_to=until,
            count=seen.count,
            total=seen.total,
            key=str(uuid4()),
            on=today,
            by=by,
        )
