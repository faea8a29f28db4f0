"""Made-up bank statements in NatWest's layout, and budgets with a payment on the bank."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import count

from budgets.models import BankAccount, Budget, Payment
from budgets.services import importing
from phb.core.actors import Actor
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, Staff, make_active, make_confirmed

_keys = count(1)
HEADER = "Date,Type,Description,Value,Balance,Account Name,Account Number"
AGENCY = {
    "description": "Agency care",
    "kind": "agency",
    "provider": "Sunrise Care Agency",
    "weekly_amount": D("180.00"),
}
ASSISTANT = {"description": "Personal assistant", "provider": "Sample Payroll", "weekly_amount": D("500.00")}
GYM = {"description": "Gym", "kind": "activity", "provider": "", "weekly_amount": D("8.75")}
SERVICES = [ASSISTANT, AGENCY, GYM]
Row = tuple[date, str, str]


def natwest(rows: Sequence[Row], opening: D = D("0.00"), account: str = "600000-12344821") -> bytes:
    """A file, newest first as the bank writes it; rows are (day, words, pounds), oldest first."""
    lines, balance = [], opening
    for day, words, amount in rows:
        balance += D(amount)
        lines.append(f'{day:%d %b %Y},POS,"{words}",{amount},{balance},PAT SAMPLE PHB,{account}')
    return "\n".join([HEADER, *reversed(lines), ""]).encode()


def make_bank_account(budget: Budget, by: Actor, **fields) -> BankAccount:
    values = {"label": "PHB account", "last_four": "4821", "on": TODAY, **fields}
    return importing.open_account(budget_id=budget.pk, by=by, **values)


def take(
    account: BankAccount,
    content: bytes,
    by: Actor,
    *,
    on: date,
    covers_to: date | None = None,
    closing: D | None = None,
) -> dict:
    """Upload, look, say yes."""
    document = importing.receive_file(account_id=account.pk, name="statement.csv", content=content, by=by)
    _, seen = importing.preview(document_id=document.pk, by=by)
    return importing.take_file(
        document_id=document.pk,
        covers_to=covers_to or seen.last_day,
        count=seen.count,
        total=seen.total,
        closing=closing,
        key=f"key-{next(_keys)}",
        on=on,
        by=by,
    )


def make_paid(staff: Staff, **plan) -> tuple[Budget, Payment]:
    """A running budget whose first four weeks were paid and posted on TODAY."""
    budget = make_active(staff, **{"services_": SERVICES, **plan})
    make_confirmed(staff)
    act_as(staff.finance)
    budget.refresh_from_db()
    return budget, budget.payments.get(state="paid")


def month_of(budget: Budget, payment: Payment) -> list[Row]:
    """Four ordinary weeks: the payment, payroll, agency, the gym, cash."""
    day = TODAY
    return [
        (day, f"NHS NORTHMOOR ICB {budget.reference}", str(payment.amount)),
        (day + timedelta(days=2), "SAMPLE PAYROLL 1123", "-1612.40"),
        (day + timedelta(days=4), "SUNRISE CARE AGENCY", "-395.04"),
        (day + timedelta(days=9), "FITSPACE LEEDS", "-34.99"),
        (day + timedelta(days=16), "CASH 11DEC LNK HIGH ST", "-40.00"),
        (day + timedelta(days=20), "SUNRISE CARE AGENCY", "-200.00"),
    ]


END = TODAY + timedelta(days=27)
AFTER = END + timedelta(days=1)
