"""Bank statements in: a file is read whole, shown, and taken whole or not at all (I9)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from budgets.imports import values
from budgets.imports.layouts import all_layouts
from budgets.imports.limited import read_limited
from budgets.imports.values import BankFile, fingerprint
from budgets.models import BankAccount, BankImport, BankLine, Budget, Entry, LedgerAccount
from budgets.permissions import check_may
from budgets.selectors.spend import FILE_AREA, FILE_KIND, AccountEnds, bank_account_for, ends_of, file_for
from budgets.services._common import lock_budget
from budgets.services.matching_lines import match_new, post_new
from budgets.services.posting import Posting, Side, post_many, reverse
from phb.core.actors import Actor
from phb.core.csv_files import ImportRejected, check_size
from phb.core.documents import content_of, keep
from phb.core.errors import RuleBroken
from phb.core.models import Document
from phb.core.money import ZERO, format_pounds
from phb.core.once import once
from phb.core.periods import add_days
from phb.core.selectors import person_for

ACT = "act_on_money"
BROUGHT_FORWARD = "Brought forward"
Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring, before anything is taken. Pounds; `money_out` is positive.

    `opening` and `closing` are None when the bank's layout has no balances: then the person who sends it
    types the last balance, and confirms count and total.
    """

    file: BankFile
    new: tuple[values.BankLine, ...]
    known: int
    money_in: Decimal
    money_out: Decimal
    gap_words: str
    earlier_count: int = 0
    earlier: Decimal = ZERO
    """Of the new lines, those that stand before the first known line of the file: how many, and their pounds."""

    @property
    def count(self) -> int:
        """How many lines are new."""
        return len(self.new)

    @property
    def total(self) -> Decimal:
        """Pounds of the new lines, money out negative."""
        return self.money_in - self.money_out

    @property
    def has_balances(self) -> bool:
        """Whether the file itself says what was in the account."""
        return self.file.closing is not None

    @property
    def first_day(self) -> date:
        """The day of the first line of the file."""
        return self.file.lines[0].date

    @property
    def last_day(self) -> date:
        """The day of the last line of the file."""
        return self.file.lines[-1].date


@transaction.atomic
def open_account(*, budget_id: int, label: str, last_four: str, layout: str = "", on: date, by: Actor) -> BankAccount:
    """Record the account that holds a budget. Raises RuleBroken for wrong digits, or an account that is there."""
    check_may(by, "bank statement", "W")
    budget = lock_budget(by, budget_id)
    person_for(by, budget.person_id, part=ACT)
    if not (len(last_four) == 4 and last_four.isascii() and last_four.isdigit()):
        raise RuleBroken("Enter the last four digits of the account number, like 4821.", "last_four")
    if layout and layout not in {each.key for each in all_layouts()}:
        raise RuleBroken("That bank is not in the list. Choose another.", "layout")
    if BankAccount.objects.filter(budget=budget, last_four=last_four).exists():
        raise RuleBroken("This account is already there. Open it and bring in its statement.", "last_four")
    return BankAccount.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        label=label.strip()[:120],
        last_four=last_four,
        layout=layout,
        opened_on=on,
    )


@transaction.atomic
def receive_file(*, account_id: int, name: str, content: bytes, by: Actor) -> Document:
    """Read an uploaded file and set the original aside until somebody says yes. Nothing is taken yet.

    Raises ImportRejected, with the line, for a file that is not whole and right. `name` is shown as text only.
    """
    check_may(by, "bank statement", "W")
    account = bank_account_for(by, account_id, part=ACT)
    check_size(content)
    _read(account, content)
    lock_budget(by, account.budget_id)
    return keep(
        by=by,
        person_id=account.person_id,
        area=FILE_AREA,
        kind=FILE_KIND,
        title=_safe_name(name),
        subject_id=account.pk,
        content=content,
        source_hash=hashlib.sha256(content).hexdigest(),
        media_type="text/csv",
    )


def preview(*, document_id: int, by: Actor) -> tuple[BankAccount, Preview]:
    """What the file would bring to its account. Raises NotVisible and ImportRejected."""
    check_may(by, "bank statement", "W")
    document, account = file_for(by, document_id)
    return account, _preview(account, _read(account, content_of(document)))


@transaction.atomic
def take_file(
    *,
    document_id: int,
    covers_to: date,
    count: int,
    total: Decimal,
    key: str,
    on: date,
    by: Actor,
    closing: Decimal | None = None,
) -> dict[str, Any]:
    """Take the new lines of a file: import, match, post, in one transaction.

    `count` and `total` (pounds) are what the person saw and said yes to; `closing` the balance after the last
    line where the file has none; `covers_to` the last day the statement speaks of. The same file again
    takes nothing. Returns {"import", "new", "matched", "asked"}. Raises RuleBroken when the lines do not join
    what is there to the penny.
    """
    check_may(by, "bank statement", "W")
    document, account = file_for(by, document_id)
    budget = lock_budget(by, account.budget_id)
    request = {"document": document_id, "covers_to": covers_to, "count": count, "total": total, "closing": closing}

    def effect() -> dict[str, Any]:
        return _take(document, account, budget, covers_to, count, total, closing, on, by)

    answer, _ = once("take bank file", key, request, effect, by=by)
    return answer


def _take(
    document: Document,
    account: BankAccount,
    budget: Budget,
    covers_to: date,
    count: int,
    total: Decimal,
    closing: Decimal | None,
    on: date,
    by: Actor,
) -> dict[str, Any]:
    seen = _preview(account, _read(account, content_of(document)))
    if not seen.new:
        return {"import": None, "new": 0, "matched": 0, "asked": 0}
    if (seen.count, seen.total) != (count, total):
        raise RuleBroken(
            "Something was brought in meanwhile, so the count is another now. Look again, then take the file."
        )
    if not seen.last_day <= covers_to <= on:
        raise RuleBroken("The statement's last day lies between its last line and today. Check the date.", "covers_to")
    opening, closing = _ends_of_file(seen, closing)
    before = ends_of(account)
    account_opening = _joins(seen, opening, closing, before)
    taken = BankImport.objects.create(
        organisation_id=by.organisation_id,
        person_id=account.person_id,
        account=account,
        file_name=document.title[:200],
        file_hash=seen.file.sha256,
        layout=seen.file.layout,
        first_day=seen.first_day,
        last_day=seen.last_day,
        covers_to=covers_to,
        opening=opening,
        closing=closing,
        lines_read=len(seen.file.lines),
        lines_new=seen.count,
        lines_known=seen.known,
        by_id=by.user_id,
    )
    rows = [_row(line, account, budget, taken, position) for position, line in enumerate(seen.new)]
    match_new(budget=budget, lines=rows, by=by)
    rows = BankLine.objects.bulk_create(rows, batch_size=2000)
    _post_opening(account, budget, before, account_opening, seen.first_day, taken, by)
    post_new(budget=budget, lines=rows, by=by)
    asked = sum(row.match == BankLine.Match.ASKED for row in rows)
    return {"import": taken.pk, "new": len(rows), "matched": len(rows) - asked, "asked": asked}


def _read(account: BankAccount, content: bytes) -> BankFile:
    file = read_limited(content, layout=account.layout or None)
    digits = "".join(sign for sign in file.account if sign.isdigit())
    if len(digits) >= 8 and not digits.endswith(account.last_four):
        raise ImportRejected(
            None,
            f"The file is of the account ending {digits[-4:]}, and this is the one ending {account.last_four}. "
            "Choose the file of this account.",
        )
    return file


def _preview(account: BankAccount, file: BankFile) -> Preview:
    marks = {fingerprint(str(account.pk), line): line for line in file.lines}
    known = set(
        BankLine.objects.filter(
            account=account, date__gte=file.lines[0].date, date__lte=file.lines[-1].date
        ).values_list("fingerprint", flat=True)
    )
    new = tuple(line for mark, line in marks.items() if mark not in known)
    money_in = sum((line.amount for line in new if line.amount > 0), ZERO)
    money_out = -sum((line.amount for line in new if line.amount < 0), ZERO)
    first = next((place for place, mark in enumerate(marks) if mark in known), 0)
    earlier = sum((line.amount for line in list(marks.values())[:first]), ZERO)
    return Preview(file, new, len(marks) - len(new), money_in, money_out, _gap_words(account, file), first, earlier)


def _gap_words(account: BankAccount, file: BankFile) -> str:
    last = BankImport.objects.filter(account=account).order_by("-covers_to").values_list("covers_to", flat=True).first()
    if last is None or file.lines[0].date <= add_days(last, 1):
        return ""
    return (
        f"What we have ends on {last:%-d %B %Y} and this file begins on {file.lines[0].date:%-d %B %Y}. "
        "If there were payments between, bring in the statement between first."
    )


def _ends_of_file(seen: Preview, closing: Decimal | None) -> tuple[Decimal, Decimal]:
    """Pounds before and after the file's lines: the bank's own, else from the balance that was typed."""
    if seen.file.opening is not None and seen.file.closing is not None:
        return seen.file.opening, seen.file.closing
    if closing is None:
        raise RuleBroken("Enter the balance that your bank shows after the last payment of the file.", "closing")
    return closing - sum((line.amount for line in seen.file.lines), ZERO), closing


def _joins(seen: Preview, opening: Decimal, closing: Decimal, before: AccountEnds | None) -> Decimal:
    """The balance before the account's first line, once the file's new lines lead to it or on from its last balance.

    A missing line, a gap, a doubled line or a true twin that was cut away breaks the sum, and all is refused.
    """
    if before is None:
        return opening
    if not seen.known:
        if opening == before.closing and seen.first_day >= before.last:
            return before.opening
        if closing == before.opening and seen.last_day <= before.first:
            return opening
        raise RuleBroken(_does_not_join(seen, opening, closing, before), "file")
    later = seen.total - seen.earlier
    joins_before = not seen.earlier_count or opening + seen.earlier == before.opening
    joins_after = seen.count == seen.earlier_count or before.closing + later == closing
    if not (joins_before and joins_after):
        raise RuleBroken(_does_not_join(seen, opening, closing, before), "file")
    return opening if seen.earlier_count else before.opening


def _does_not_join(seen: Preview, opening: Decimal, closing: Decimal, before: AccountEnds) -> str:
    if seen.first_day >= before.last:
        return (
            f"The file does not join what is there. We have {format_pounds(before.closing)} on {before.last:%-d %B %Y}, and this file "
            f"begins with {format_pounds(opening)}. Bring in the statement between first, or download this one again from an earlier day."
        )
    return (
        f"The file does not join what is there: with its {seen.count} new lines the account would end differently from the bank by "
        f"{format_pounds(abs(before.closing + seen.total - closing))}. "
        "Download the whole days again from the bank, in the same way as last time."
    )


def _row(line: values.BankLine, account: BankAccount, budget: Budget, taken: BankImport, position: int) -> BankLine:
    words = (
        f"{line.description} {line.reference}"
        if line.reference and line.reference not in line.description
        else line.description
    )
    return BankLine(
        organisation_id=account.organisation_id,
        person_id=account.person_id,
        budget=budget,
        account=account,
        source=taken,
        fingerprint=fingerprint(str(account.pk), line),
        position=position,
        date=line.date,
        amount=line.amount,
        description=words[:300],
        counterparty=line.counterparty[:200],
        bank_balance=line.balance,
    )


def _post_opening(
    account: BankAccount,
    budget: Budget,
    before: AccountEnds | None,
    opening: Decimal,
    first_day: date,
    taken: BankImport,
    by: Actor,
) -> None:
    """What was in the account before its first line: posted once, and anew when an earlier statement comes later."""
    if before is not None and before.opening == opening and first_day >= before.first:
        return
    standing = Entry.objects.filter(
        Q(reversed_by__isnull=True), budget=budget, kind="opening", words=_opening_words(account)
    ).first()
    if standing is not None:
        reverse(entry=standing, reason="An earlier statement was brought in.", on=standing.effective_on, by=by)
    if opening:
        sides = (Side(Kind.HOLDER, opening), Side(Kind.OTHER_INCOME, -opening, funder=BROUGHT_FORWARD))
        day = add_days(min(first_day, before.first) if before else first_day, -1)
        key = f"opening:{account.pk}:{taken.pk}"
        post_many(budget=budget, postings=[Posting("opening", day, _opening_words(account), sides, key)], by=by)


def _opening_words(account: BankAccount) -> str:
    return f"In account {account.pk} before its first statement"


def _safe_name(name: str) -> str:
    """The sent name as text for people: no path, no control or direction characters."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[:200] or "bank statement"


def layout_choices() -> Sequence[tuple[str, str]]:
    """The banks whose files are known, for a form."""
    return tuple((layout.key, layout.title) for layout in all_layouts())
