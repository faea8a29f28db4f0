"""A payment run as a Bacs Standard 18 file for one processing day.

Labels are records of 80 characters, payments of 100. The credits are balanced
by one debit, the contra, from the payer's own account. Sending the file needs
the payer's own Bacs-approved software and credentials.
"""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from budgets.exports.values import (
    BankAccount,
    PaymentBatch,
    PaymentFile,
    PaymentItem,
    bank_text,
    checked_total,
    make_file,
)
from phb.core.errors import RuleBroken
from phb.core.periods import add_working_days, is_working_day

CREDIT, DEBIT = "99", "17"
MOST_PENCE = 99_999_999_999  # eleven digits
MOST_DAYS_AHEAD = 31


def bacs_standard_18(batch: PaymentBatch, holidays: Collection[date]) -> PaymentFile:
    """The run as a Bacs file: `pay_on` is the day the money arrives, the working day after processing.

    `holidays` are the bank holidays in England. RuleBroken for a wrong service user number, a day on which
    Bacs does not work or that is too near or too far, or an amount too large.
    """
    total = checked_total(batch)
    processing = processing_day(batch, holidays)
    if not re.fullmatch(r"[0-9]{6}", batch.service_user):
        raise RuleBroken(
            "The Bacs service user number must have 6 digits. Ask your bank or the operator.", "service_user"
        )
    if not 1 <= batch.serial <= 999_999:
        raise RuleBroken("The number of the file must be between 1 and 999999.")
    payments = [_credit(batch.payer, item) for item in batch.items]
    records = [
        *_header(batch, processing),
        *(record for record, _ in payments),
        _contra(batch.payer, total),
        *_trailer(batch, total),
    ]
    replaced = [item.invoice for item, (_, changed) in zip(batch.items, payments, strict=True) if changed]
    content = "".join(f"{record}\r\n" for record in records).encode("ascii")
    return make_file(f"bacs-{batch.serial:06d}.txt", "text/plain", content, batch, total, replaced)


def processing_day(batch: PaymentBatch, holidays: Collection[date]) -> date:
    """The day Bacs processes the file: the working day before the money arrives, at least one after it is sent."""
    if not is_working_day(batch.pay_on, holidays):
        raise RuleBroken("Money cannot arrive on a weekend or bank holiday. Choose the working day before.", "pay_on")
    processing = add_working_days(batch.pay_on, -1, holidays)
    if processing <= batch.made_on:
        raise RuleBroken(
            "Bacs needs three working days: send on the first, and the money arrives on the third. Choose a later day.",
            "pay_on",
        )
    if (processing - batch.made_on).days > MOST_DAYS_AHEAD:
        raise RuleBroken(f"Bacs takes files at most {MOST_DAYS_AHEAD} days ahead. Choose an earlier day.", "pay_on")
    return processing


def _credit(payer: BankAccount, item: PaymentItem) -> tuple[str, bool]:
    reference, changed_reference = bank_text(item.reference, 18)
    name, changed_name = bank_text(item.payee.name, 18)
    if not reference or not name:
        raise RuleBroken(
            f"Payment {item.invoice} has no letters or digits that a bank can print in its name or reference."
        )
    payer_name, _ = bank_text(payer.name, 18)
    record = _payment(item.payee, CREDIT, payer, _pence(item.amount, item.invoice), payer_name, reference, name)
    return record, changed_reference or changed_name


def _contra(payer: BankAccount, total: Decimal) -> str:
    name, _ = bank_text(payer.name, 18)
    return _payment(payer, DEBIT, payer, _pence(total, "total"), "PHB PAYMENTS", "CONTRA", name)


def _payment(
    to: BankAccount, code: str, payer: BankAccount, pence: int, payer_name: str, reference: str, name: str
) -> str:
    return _exactly(
        100,
        to.sort_code + to.eight_digits + "0" + code + payer.sort_code + payer.eight_digits + " " * 4 + f"{pence:011d}"
        + payer_name.ljust(18) + reference.ljust(18) + name.ljust(18),
    )  # fmt: skip


def _header(batch: PaymentBatch, processing: date) -> list[str]:
    return [
        _exactly(80, f"VOL1{batch.serial:06d}" + " " * 31 + batch.service_user + " " * 32 + "1"),
        _file_label("HDR1", batch),
        _exactly(80, "HDR2F0200000100".ljust(50) + "00"),
        _exactly(80, f"UHL1{_day(processing)}999999    000000001 DAILY  001"),
    ]


def _trailer(batch: PaymentBatch, total: Decimal) -> list[str]:
    pence = _pence(total, "total")
    return [
        _file_label("EOF1", batch),
        _exactly(80, "EOF2F0200000100".ljust(50) + "00"),
        _exactly(80, f"UTL1{pence:013d}{pence:013d}{1:07d}{len(batch.items):07d}"),
    ]


def _file_label(label: str, batch: PaymentBatch) -> str:
    """HDR1, and EOF1 which repeats it: file identifier, serial, section, sequence, and the days it was made and may be overwritten."""
    user, made = batch.service_user, _day(batch.made_on)
    expires = _day(batch.pay_on)
    return _exactly(80, f"{label}A{user}S  1{user}{batch.serial:06d}00010001" + " " * 6 + made + expires + " 000000")


def _pence(amount: Decimal, what: str) -> int:
    pence = int(amount * 100)
    if pence > MOST_PENCE:
        raise RuleBroken(f"The amount of {what} is more than Bacs can carry. Split it.")
    return pence


def _day(day: date) -> str:
    """A day as Bacs writes it: a space, two digits of the year, three of the day in the year."""
    return f" {day:%y%j}"


def _exactly(length: int, record: str) -> str:
    padded = record.ljust(length)
    if len(padded) != length:
        raise ValueError(f"A Bacs record must have {length} characters, not {len(padded)}.")
    return padded
