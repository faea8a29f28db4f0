"""The indicative amount's sheet, from the row as it was given."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from budgets.documents import (
    AmountLine,
    IndicativeSheet,
    RateUsed,
    print_easy_indicative,
    print_indicative_sheet,
)
from budgets.enums import AmountMethod
from budgets.models import Indicative
from budgets.rules.words import count, number, pounds
from eligibility.selectors.work.reach import reach_of_person
from phb.core.actors import Actor
from phb.core.documents import keep, kept
from phb.core.models import Document, Organisation
from phb.core.models import Person as Subject
from phb.core.pdf import Contact, Format, Person, Stamp, fingerprint
from phb.core.pdf import Organisation as Sender

KIND = "indicative_amount"
# How an amount was worked out, as a family reads it.
WAYS = {
    AmountMethod.COST: "We counted the hours of help and what each hour costs. Then we added what else there is to pay.",
    AmountMethod.RECKONER: "We looked at how much help you need. Then we read the cost from our table.",
    AmountMethod.POINTS: "Each answer about your needs has points. We added up the points. Each point is worth a sum.",
    AmountMethod.PACKAGE: "We looked at what your care costs now.",
    AmountMethod.FIXED: "This is a sum that we set. It is what the NHS would spend.",
}


def render_indicative(*, indicative_id: int, by: Actor) -> Document:
    """Print the sheet and keep it, in the person's own format; easy read comes beside the one with all the sums.

    One that was made from the same data is not made again.
    """
    given = Indicative.objects.select_related("person__named_contact__user", "case").get(pk=indicative_id)
    sheet = sheet_of(given)
    if given.person.format == "EASY_READ":
        _kept(given, sheet, "EASY_READ", by)
    return _kept(given, sheet, "LARGE_PRINT" if given.person.format == "LARGE_PRINT" else "STANDARD", by)


def _kept(given: Indicative, sheet: IndicativeSheet, wanted: str, by: Actor) -> Document:
    shape = Format.LARGE_PRINT if wanted == "LARGE_PRINT" else Format.STANDARD
    source = fingerprint((wanted, sheet), format=shape) if wanted == "EASY_READ" else fingerprint(sheet, format=shape)
    if (same := kept(by=by, kind=KIND, subject_id=given.pk, source_hash=source, format=wanted)) is not None:
        return same
    easy = wanted == "EASY_READ"
    printed = print_easy_indicative(sheet) if easy else print_indicative_sheet(sheet, format=shape)
    return keep(
        by=by,
        person_id=given.person_id,
        area="indicative amount",
        kind=KIND,
        title="What your care may cost, in easy read" if easy else "Your indicative amount",
        subject_id=given.pk,
        content=printed.pdf,
        source_hash=source,
        format=wanted,
    )


def sheet_of(given: Indicative) -> IndicativeSheet:
    """What is printed, from the row exactly as it was given."""
    rates_on = date.fromisoformat(given.lines["rates_on"])
    recurring, once = given.lines["recurring"], given.lines["start_up"]
    return IndicativeSheet(
        organisation=sender_of(given.organisation_id),
        stamp=Stamp(given.case.reference, 1, given.given_on),
        person=Person(
            given.person.full_name, given.person.date_of_birth, given.person.nhs_number, given.person.known_as
        ),
        contact=contact_of(given.person, given.given_on),
        given_on=given.given_on,
        rates_on=rates_on,
        lines=tuple(AmountLine(row["label"], row["words"], Decimal(row["amount"])) for row in recurring),
        weekly=given.weekly,
        four_weekly=given.four_weekly,
        yearly=given.recurring_annual,
        rates=_rates(recurring),
        one_offs=tuple(AmountLine(row["label"], row["words"], Decimal(row["amount"])) for row in once),
        contingency=given.contingency,
        contingency_words=_contingency_words(given),
        way=WAYS[AmountMethod(given.method)],
        difference_words=f"Why it is another amount than before: {given.difference_reason}"
        if given.difference_reason
        else "",
    )


def _rates(rows: list[dict[str, Any]]) -> tuple[RateUsed, ...]:
    """Each figure once, with its date and source."""
    found: dict[tuple[str, str], RateUsed] = {}
    for row in rows:
        for part in row["parts"] or [row]:
            what = _FIGURES.get(part["key"].rpartition(".")[2])
            if what is None:
                continue
            name, unit = what
            rate = Decimal(part["rate"])
            figure = f"{pounds(rate)} {unit}" if unit != "%" else f"{number(rate)}%"
            found.setdefault(
                (name, figure),
                RateUsed(
                    name,
                    figure,
                    date.fromisoformat(part["rate_date"]),
                    "the pay that was entered" if what[0] == "Assistant's pay" else _who_says(part["source"]),
                ),
            )
    return tuple(found.values())


def _who_says(source: str) -> str:
    """The place of an address: the whole of it stands on the page of figures."""
    return urlsplit(source).netloc or source


_FIGURES = {
    "pay": ("Assistant's pay", "an hour"),
    "holiday": ("Paid holiday", "%"),
    "ni": ("Employer's National Insurance", "%"),
    "pension": ("Employer's pension", "%"),
    "employment_allowance": ("Employment Allowance", "a year"),
}


def _contingency_words(given: Indicative) -> str:
    weeks = Decimal(given.inputs.get("contingency_weeks") or "0")
    return f"That is {count(weeks, 'week')} of the weekly amount. We keep it aside." if given.contingency else ""


def sender_of(organisation_id: int) -> Sender:
    """The organisation as a document's head shows it."""
    row = Organisation.objects.get(pk=organisation_id)
    return Sender(row.name, tuple(line for line in row.address.splitlines() if line), row.phone, row.email)


def contact_of(person: Subject, on: date) -> Contact:
    """Whom to ask on a day: the named contact or who covers, else the organisation."""
    if person.named_contact is None:
        row = Organisation.objects.get(pk=person.organisation_id)
        return Contact(f"{row.name}, personal health budgets", "", row.phone, row.email)
    found = reach_of_person(person, on)
    return Contact(found.name, found.role_now, found.phone, found.email)
