"""Consent and capacity, decision by decision (2013 Regulations, regulations 3 to 5 and 17; Mental Capacity Act 2005)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from careplans.enums import Capacity
from careplans.rules.around import AGE_OF_CONSENT, Around
from phb.core.periods import say_date

DIRECT_PAYMENT, MANAGING_MONEY, CARE = "DIRECT_PAYMENT", "MANAGING_MONEY", "CARE"
LABELS = {
    DIRECT_PAYMENT: "receiving a direct payment",
    MANAGING_MONEY: "managing the money",
    CARE: "the care in the plan",
}
SELF = "SELF"


@dataclass(frozen=True, slots=True)
class Consented:
    """The newest record for one decision. `basis`: by what right somebody else decided ("SELF": nobody did)."""

    about: str
    consents: bool = True
    capacity: str = Capacity.HAS
    assessed_on: date | None = None
    given_by: str = ""
    basis: str = SELF
    best_interests: str = ""
    document: str = ""
    document_seen_on: date | None = None
    document_expires_on: date | None = None
    next_check_on: date | None = None
    withdrawn_on: date | None = None


def needed(has_direct_payment: bool) -> tuple[str, ...]:
    """The decisions that need a record: care always; receiving and managing the money for a direct payment."""
    return (DIRECT_PAYMENT, MANAGING_MONEY, CARE) if has_direct_payment else (CARE,)


def missing(
    has_direct_payment: bool, records: Sequence[Consented], around: Around, *, held_by_others: bool
) -> tuple[str, ...]:
    """What is not in order, a sentence for each. `held_by_others`: all the money is in an account that somebody else holds."""
    newest = {record.about: record for record in records}
    found: list[str] = []
    for about in needed(has_direct_payment):
        if about not in newest:
            found.append(f"Record capacity and consent for {LABELS[about]}.")
        else:
            found += _record(newest[about], around, held_by_others)
    return tuple(found)


def _record(record: Consented, around: Around, held_by_others: bool) -> Iterator[str]:
    label = LABELS[record.about]
    if record.withdrawn_on:
        stop = " A direct payment must stop." if record.about == DIRECT_PAYMENT else ""
        yield f"Consent to {label} was withdrawn on {say_date(record.withdrawn_on)}.{stop} Record the consent anew if it is given again."
        return
    if not record.consents and record.about != MANAGING_MONEY:
        yield f"There is no consent to {label}. Record the consent of the person or their representative."
        return
    yield from _age(record, around, label)
    if record.about == MANAGING_MONEY and not held_by_others and not around.helpers and _somebody_must(record):
        yield "The person does not manage the money themselves. Name a nominee or a representative, or choose a managed account."
    if record.basis != SELF:
        yield from _authority(record, around, label)
    if record.capacity == Capacity.LACKS and not record.best_interests.strip():
        yield f"Write down how it was decided what is best for the person about {label}."


def _somebody_must(record: Consented) -> bool:
    return not record.consents or (record.capacity == Capacity.LACKS and record.basis == SELF)


def _age(record: Consented, around: Around, label: str) -> Iterator[str]:
    if around.age is None:
        return
    if around.age >= AGE_OF_CONSENT and record.capacity == Capacity.UNDER_16:
        yield f"The person is 16 or over now. Ask them themselves about {label}, and record it."
    if around.age < AGE_OF_CONSENT and record.capacity != Capacity.UNDER_16:
        yield f"The person is under 16, so a representative decides about {label}. Record it."


def _authority(record: Consented, around: Around, label: str) -> Iterator[str]:
    who = record.given_by or "the representative"
    if not record.document.strip():
        yield f"Enter the document by which {who} may decide about {label}."
    elif record.document_seen_on is None:
        yield f"Say when the document was seen by which {who} may decide about {label}."
    elif record.document_expires_on and around.on and record.document_expires_on < around.on:
        yield f"The document by which {who} decides about {label} ended on {say_date(record.document_expires_on)}. See the present one."
