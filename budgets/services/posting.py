"""The sole writer of the ledger: entries of two or more legs that sum to zero, and their reversals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.models import Budget, Entry, LedgerAccount, Leg, Payment
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, check_pounds, format_pounds
from phb.core.policies import policy

Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class Side:
    """One leg to be: an account of the budget by kind (and funder or service), and pounds: debit positive, credit negative."""

    kind: str
    amount: Decimal
    funder: str = ""
    service_id: int | None = None


def post(
    *, budget: Budget, kind: str, effective_on: date, words: str, sides: Sequence[Side], key: str, by: Actor
) -> Entry:
    """Write one entry. `key` is unique for ever in the organisation: the same key gives back the entry that is there.

    Raises RuleBroken when the sides do not sum to zero. Sides of £0.00 are left out. The caller holds
    the lock on the budget.
    """
    known = Entry.objects.filter(organisation_id=budget.organisation_id, key=key).first()
    if known is not None:
        return known
    real = [side for side in sides if check_pounds(side.amount)]
    if total := sum((side.amount for side in real), ZERO):
        raise RuleBroken(f"The entry does not balance: its sides differ by {format_pounds(total)}. Nothing was posted.")
    if len(real) < 2:
        raise RuleBroken("An entry needs two sides with an amount. Nothing was posted.")
    check_open(budget.organisation_id, effective_on)
    entry = Entry.objects.create(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=kind,
        effective_on=effective_on,
        words=words[:300],
        key=key,
        by_id=by.user_id,
        by_name=by.name,
    )
    _write_legs(entry, [(account_of(budget, side), side.amount) for side in real])
    return entry


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be, for writing many at once; `key` is unique for ever in the organisation."""

    kind: str
    effective_on: date
    words: str
    sides: tuple[Side, ...]
    key: str


def post_many(*, budget: Budget, postings: Sequence[Posting], by: Actor) -> list[Entry]:
    """Write many entries of one budget in a few statements. The caller holds the lock on the budget.

    Raises RuleBroken when the sides of one of them do not sum to zero; the database refuses a key used before.
    """
    for posting in postings:
        if total := sum((check_pounds(side.amount) for side in posting.sides), ZERO):
            raise RuleBroken(
                f"An entry does not balance: its sides differ by {format_pounds(total)}. Nothing was posted."
            )
    accounts = _accounts(budget, postings)
    entries = Entry.objects.bulk_create(
        [
            Entry(
                organisation_id=budget.organisation_id,
                person_id=budget.person_id,
                budget=budget,
                kind=posting.kind,
                effective_on=posting.effective_on,
                words=posting.words[:300],
                key=posting.key,
                by_id=by.user_id,
                by_name=by.name,
            )
            for posting in postings
        ],
        batch_size=2000,
    )
    Leg.objects.bulk_create(
        [
            Leg(
                organisation_id=budget.organisation_id,
                entry=entry,
                account=accounts[_place(side)],
                effective_on=entry.effective_on,
                amount=side.amount,
            )
            for entry, posting in zip(entries, postings, strict=True)
            for side in posting.sides
            if side.amount
        ],
        batch_size=5000,
    )
    return entries


def _place(side: Side) -> tuple[str, str, int | None]:
    return side.kind, side.funder, side.service_id


def _accounts(budget: Budget, postings: Sequence[Posting]) -> dict[tuple[str, str, int | None], LedgerAccount]:
    """Each account that the postings name, opened when it is used first."""
    places = {_place(side): side for posting in postings for side in posting.sides}
    return {place: account_of(budget, side) for place, side in places.items()}


def reverse(*, entry: Entry, reason: str, on: date, by: Actor) -> Entry:
    """Take back a whole entry by its mirror image on a day. Raises RuleBroken if that was done before."""
    if entry.reverses_id is not None:
        raise RuleBroken("This entry is itself a reversal. Post the right entry instead.")
    if Entry.objects.filter(reverses=entry).exists():
        raise RuleBroken("This entry was taken back before. Open the ledger again to see it.")
    check_open(entry.organisation_id, on)
    mirror = Entry.objects.create(
        organisation_id=entry.organisation_id,
        person_id=entry.person_id,
        budget_id=entry.budget_id,
        kind="reversal",
        effective_on=on,
        words=f"Taken back: {entry.words} {reason}"[:300],
        key=f"reversal:{entry.pk}",
        reverses=entry,
        by_id=by.user_id,
        by_name=by.name,
    )
    _write_legs(mirror, [(leg.account, -leg.amount) for leg in entry.legs.select_related("account").order_by("id")])
    return mirror


def check_open(organisation_id: int, day: date) -> None:
    """Refuse (RuleBroken) a day in a period that the organisation has closed."""
    closed = policy("ledger_closed_to", on=london_today(), organisation_id=organisation_id)
    if closed and day <= date.fromisoformat(closed):
        raise RuleBroken(f"The ledger is closed to {date.fromisoformat(closed):%-d %B %Y}. Post on a later day.")


def account_of(budget: Budget, side: Side) -> LedgerAccount:
    """The account of the budget that a side names, opened when it is used first."""
    account, _ = LedgerAccount.objects.get_or_create(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=side.kind,
        funder=side.funder,
        service_id=side.service_id,
    )
    return account


def payment_key(payment: Payment) -> str:
    """One entry for each time a payment goes out: a payment put right goes out again in another run."""
    return f"payment:{payment.pk}:run:{payment.run_id}"


def post_payment(*, payment: Payment, on: date, by: Actor) -> Entry:
    """A confirmed payment: into the holder's account, from each funder its part (C10)."""
    sides = [Side(Kind.HOLDER, payment.amount)]
    sides += [Side(Kind.FUNDER, -Decimal(part["amount"]), funder=part["funder"]) for part in payment.split]
    return post(
        budget=payment.budget,
        kind="payment",
        effective_on=on,
        words=payment.words or payment.get_kind_display(),
        sides=sides,
        key=payment_key(payment),
        by=by,
    )


def _write_legs(entry: Entry, legs: Sequence[tuple[LedgerAccount, Decimal]]) -> None:
    Leg.objects.bulk_create(
        Leg(
            organisation_id=entry.organisation_id,
            entry=entry,
            account=account,
            effective_on=entry.effective_on,
            amount=amount,
        )
        for account, amount in legs
    )
