"""The files of a payment run: CSV, and Bacs Standard 18 where Bacs can carry it; kept as documents."""

from collections.abc import Sequence
from datetime import date

from budgets.exports.bacs import bacs_standard_18
from budgets.exports.csv_file import payment_csv
from budgets.exports.values import BankAccount, PaymentBatch, PaymentFile, PaymentItem
from budgets.models import Payment, PaymentRun
from budgets.selectors.payments import BACS_FILE, CSV_FILE
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays_around
from phb.core.display import plural
from phb.core.documents import keep
from phb.core.errors import RuleBroken
from phb.core.models import Document
from phb.core.policies import policy

AREA = "payment file"


def keep_files(run: PaymentRun, payments: Sequence[Payment], on: date, by: Actor) -> tuple[Document, str]:
    """Keep the run's files. Returns the CSV and a sentence about the Bacs file, which may not be possible.

    The same run gives the same bytes. Raises RuleBroken when the account to pay from is not set.
    """
    batch = batch_of(run, payments, on)
    kept = _keep(run, payment_csv(batch), CSV_FILE, "CSV file", by)
    try:
        bacs = bacs_standard_18(batch, bank_holidays_around(run.pay_on))
    except RuleBroken as error:
        return kept, f"Without a Bacs file: {error.message}"
    _keep(run, bacs, BACS_FILE, "Bacs file", by)
    words = "CSV and Bacs files made."
    if bacs.replaced:
        words += f" In {plural(len(bacs.replaced), 'payment')} a letter that Bacs does not know was replaced."
    return kept, words


def batch_of(run: PaymentRun, payments: Sequence[Payment], on: date) -> PaymentBatch:
    """The run as plain values for the file formats, in the order of the payments' numbers."""
    payer = policy("payer_account", on=run.pay_on, organisation_id=run.organisation_id)
    if not payer:
        raise RuleBroken(
            "The account that payments leave from is not set. Ask your administrator to set “payer account” first."
        )
    return PaymentBatch(
        reference=run.reference,
        payer=BankAccount(payer["name"], payer["sort_code"], payer["number"]),
        made_on=on,
        pay_on=run.pay_on,
        items=tuple(_item(payment) for payment in sorted(payments, key=lambda each: each.pk)),
        serial=int(run.reference.rpartition("-")[2]),
        service_user=payer.get("service_user", ""),
    )


def _item(payment: Payment) -> PaymentItem:
    account = payment.payee_account
    assert account is not None  # the gate before has seen it
    return PaymentItem(
        # A payment that is put right goes out again in another run, as another invoice.
        invoice=f"{payment.budget.reference}-{payment.pk}-{payment.run_id}",
        reference=payment.budget.reference,
        payee=BankAccount(account.name_on_account, account.sort_code, account.account_number),
        amount=payment.amount,
        budget=payment.budget.reference,
        pays_for=f"{payment.period_start:%d/%m/%Y} to {payment.period_end:%d/%m/%Y}",
    )


def _keep(run: PaymentRun, file: PaymentFile, kind: str, title: str, by: Actor) -> Document:
    return keep(
        by=by,
        person_id=None,
        area=AREA,
        kind=kind,
        title=f"{title} of payment run {run.reference}",
        subject_id=run.pk,
        content=file.content,
        source_hash=file.sha256,
        media_type=file.media_type,
    )
