"""What is paid, as plain values, and the file made of it."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phb.core.errors import RuleBroken
from phb.core.money import MAX_POUNDS, ZERO, check_pounds, format_pounds

MOST_ITEMS = 100_000


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account: name, sort code of 6 digits and number of 6 to 8 digits. RuleBroken when it cannot be one."""

    name: str
    sort_code: str
    number: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{6}", self.sort_code):
            raise RuleBroken("The sort code must have 6 digits, like 089999.", "sort_code")
        if not re.fullmatch(r"[0-9]{6,8}", self.number):
            raise RuleBroken("The account number must have 6 to 8 digits.", "account_number")
        if not self.name.strip():
            raise RuleBroken("The account needs a name.", "account_name")

    @property
    def eight_digits(self) -> str:
        """The account number filled with zeros in front to 8 digits, as banks ask for shorter ones."""
        return self.number.zfill(8)


@dataclass(frozen=True, slots=True)
class PaymentItem:
    """One payment in pounds. `invoice` is unique for ever and guards against paying twice.

    `reference` appears on the holder's bank statement: the budget's reference, no name and no word about health.
    """

    invoice: str
    reference: str
    payee: BankAccount
    amount: Decimal
    budget: str = ""
    pays_for: str = ""


@dataclass(frozen=True, slots=True)
class PaymentBatch:
    """A released run: who pays, on which day, and the payments in their order.

    `pay_on` is the day the money arrives; `made_on` the day the file is made; `serial` of 1 to 999999 numbers
    the files; `service_user` the Bacs service user number of 6 digits, needed for Bacs only.
    """

    reference: str
    payer: BankAccount
    made_on: date
    pay_on: date
    items: tuple[PaymentItem, ...]
    serial: int = 1
    service_user: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """The file: the same batch always gives the same bytes. `total` in pounds and `count` to compare with the run.

    `replaced` names payments of which a character was changed because the format does not allow it.
    """

    name: str
    media_type: str
    content: bytes
    total: Decimal
    count: int
    sha256: str
    replaced: tuple[str, ...] = ()


def checked_total(batch: PaymentBatch) -> Decimal:
    """The total in pounds of a batch that may be exported; RuleBroken for an empty one or a payment that must not go out."""
    if not batch.items:
        raise RuleBroken("There is nothing to pay in this run.")
    if len(batch.items) > MOST_ITEMS:
        raise RuleBroken(f"A file holds at most {MOST_ITEMS:,} payments. Split the run.")
    seen: set[str] = set()
    for item in batch.items:
        if check_pounds(item.amount) <= 0:
            raise RuleBroken(
                f"Payment {item.invoice} is {format_pounds(item.amount)}. Only amounts above £0.00 can be paid."
            )
        if not item.invoice or item.invoice in seen:
            raise RuleBroken(
                f"Payment {item.invoice or '(without a number)'} stands in the run twice or has no number. Take it out."
            )
        seen.add(item.invoice)
    total = sum((item.amount for item in batch.items), ZERO)
    if total > MAX_POUNDS:
        raise RuleBroken("The total is more than one file can carry. Split the run.")
    return total


def bank_text(text: str, length: int) -> tuple[str, bool]:
    """Text in the characters banks take, cut to a length, and whether a letter had to be replaced.

    Capitals, digits, full stop, ampersand, slash, hyphen and space; accents are dropped; anything else becomes a space.
    """
    plain = unicodedata.normalize("NFKD", text).replace("ß", "ss").replace("’", "'")
    plain = "".join(character for character in plain if not unicodedata.combining(character)).upper()
    allowed = re.sub(r"[^A-Z0-9.&/ -]", " ", plain)
    cut = " ".join(allowed.split())[:length].rstrip()
    return cut, allowed != text.upper() or len(" ".join(allowed.split())) > length


def make_file(
    name: str, media_type: str, content: bytes, batch: PaymentBatch, total: Decimal, replaced: Sequence[str] = ()
) -> PaymentFile:
    """A finished file with its hash."""
    return PaymentFile(
        name, media_type, content, total, len(batch.items), hashlib.sha256(content).hexdigest(), tuple(replaced)
    )
