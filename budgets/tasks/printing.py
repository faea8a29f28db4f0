"""The indicative amount's sheet, from the row as it was given."""

from datetime import date
from decimal import Decimal
from typing import Any

from budgets.documents import AmountLine, IndicativeSheet, RateUsed, print_indicative_sheet
from budgets.models import Indicative
from budgets.rules.words import pounds
from eligibility.selectors.work.reach import reach_of_person
from phb.core.actors import Actor
from phb.core.documents import keep, kept
from phb.core.models import Document, Organisation
from phb.core.pdf import Contact, Format, Person, Stamp, fingerprint
from phb.core.pdf import Organisation as Sender

KIND = "indicative_amount"


def render_indicative(*, indicative_id: int, by: Actor) -> Document:
    """Print the sheet and keep it; one that was made from the same data is not made again."""
    given = Indicative.objects.select_related("person__named_contact__user", "case").get(pk=indicative_id)
    sheet = sheet_of(given)
    large = given.person.format == "LARGE_PRINT"
    shape = Format.LARGE_PRINT if large else Format.STANDARD
    source = fingerprint(sheet, format=shape)
    stored_format = "LARGE_PRINT" if large else "STANDARD"
    if (same := kept(by=by, kind=KIND, subject_id=given.pk, source_hash=source, format=stored_format)) is not None:
        return same
    printed = print_indicative_sheet(sheet, format=shape)
    return keep(
        by=by,
        person_id=given.person_id,
        area="indicative amount",
        kind=KIND,
        title="Your indicative amount",
        subject_id=given.pk,
        content=printed.pdf,
        source_hash=source,
        format=stored_format,
    )


def sheet_of(given: Indicative) -> IndicativeSheet:
    """What is printed, from the row exactly as it was given."""
    rates_on = date.fromisoformat(given.lines["rates_on"])
    recurring, once = given.lines["recurring"], given.lines["start_up"]
    return IndicativeSheet(
        organisation=_sender(given.organisation_id),
        stamp=Stamp(given.case.reference, 1, given.given_on),
        person=Person(
            given.person.full_name, given.person.date_of_birth, given.person.nhs_number, given.person.known_as
        ),
        contact=_contact(given),
        given_on=given.given_on,
        rates_on=rates_on,
        lines=tuple(line for row in recurring for line in _lines(row)),
        weekly=given.weekly,
        four_weekly=given.four_weekly,
        yearly=given.recurring_annual,
        rates=_rates(recurring),
        one_offs=tuple(AmountLine(row["label"], row["words"], Decimal(row["amount"])) for row in once),
        contingency=given.contingency,
        contingency_words=_contingency_words(given),
    )


def _lines(row: dict[str, Any]) -> list[AmountLine]:
    """A line of its own, or its parts when it is made of parts: they add up to it."""
    if not row["parts"]:
        return [AmountLine(row["label"], row["words"], Decimal(row["amount"]))]
    return [
        AmountLine(f"{row['label']}: {part['label'].lower()}", part["words"], Decimal(part["amount"]))
        for part in row["parts"]
    ]


def _rates(rows: list[dict[str, Any]]) -> tuple[RateUsed, ...]:
    """Each figure once, with its date and source."""
    found: dict[tuple[str, str], RateUsed] = {}
    for row in rows:
        for part in row["parts"] or [row]:
            what = _FIGURES.get(part["key"].rpartition(".")[2])
            if what is None:
                continue
            name, unit = what
            figure = f"{pounds(Decimal(part['rate']))} {unit}" if unit != "%" else f"{part['rate']}%"
            found.setdefault(
                (name, figure), RateUsed(name, figure, date.fromisoformat(part["rate_date"]), part["source"])
            )
    return tuple(found.values())


_FIGURES = {
    "pay": ("Assistant's pay", "an hour"),
    "holiday": ("Paid holiday", "%"),
    "ni": ("Employer's National Insurance", "%"),
    "pension": ("Employer's pension", "%"),
    "employment_allowance": ("Employment Allowance", "a year"),
}


def _contingency_words(given: Indicative) -> str:
    weeks = given.inputs.get("contingency_weeks", "0")
    return f"{weeks} weeks of the weekly amount, kept aside in case something goes wrong." if given.contingency else ""


def _sender(organisation_id: int) -> Sender:
    row = Organisation.objects.get(pk=organisation_id)
    return Sender(row.name, tuple(line for line in row.address.splitlines() if line), row.phone, row.email)


def _contact(given: Indicative) -> Contact:
    if given.person.named_contact is None:
        row = Organisation.objects.get(pk=given.organisation_id)
        return Contact(f"{row.name}, personal health budgets", "", row.phone, row.email)
    found = reach_of_person(given.person, given.given_on)
    return Contact(found.name, found.role_now, found.phone, found.email)
