"""The budgets of a piece of a file made ready: people, cases, plans as drafts, amounts, and what stands beside them.

None of it is in force yet (`budgets.services.taking_in`). The statements do not grow with the budgets of a piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import BudgetState, ContingencyPaid, ContributionKind, VersionKind
from budgets.imports.live import Kept
from budgets.imports.live_cells import day, pounds
from budgets.imports.live_checks import council_of
from budgets.models import (
    Agreement,
    Budget,
    BudgetFile,
    BudgetFileItem,
    BudgetLine,
    BudgetVersion,
    Contribution,
    Payment,
    Schedule,
)
from budgets.rules import proposing
from budgets.rules.contingency import contingency_of
from budgets.selectors.terms import term_end
from budgets.services._common import next_reference, note_created
from budgets.services.bringing_in import calendar_of, direct_weekly, weekly_of
from budgets.services.file_rows import Record, funders_of, plan_lines
from budgets.services.plan_lines import budget_lines
from budgets.services.scheduling import one_off_payments
from careplans.enums import ContactKind
from careplans.services import bringing_in as plans
from careplans.services.bringing_in import ConsentBrought, PlanBrought, ServiceBrought
from eligibility.services import bringing_in as cases
from eligibility.services.bringing_in import CaseBrought
from phb.core import moving
from phb.core.actors import Actor
from phb.core.models import Assignment, Move, Person
from phb.core.models.people import sort_name
from phb.core.periods import say_date
from phb.core.policies import policy


@dataclass
class _Making:
    """One budget of a piece on its way: its row, and what has been made of it so far."""

    kept: Kept
    record: Record
    person: Person
    new_person: bool = False
    case: Any = None
    new_case: bool = False
    version: Any = None
    services: tuple[Any, ...] = ()
    budget: Any = None
    proposal: Any = None


def where_from(file: BudgetFile) -> str:
    """Where something comes from, in a sentence."""
    return f"Brought in from {file.file_name}."


def make_ready(file: BudgetFile, piece: Sequence[Kept], record: Record, on: date, by: Actor) -> None:
    """Make the budgets of a piece, none of them in force. The caller has looked at the record."""
    making = _people(piece, record, on, by)
    _cases(file, making, by)
    _plans(file, making, on, by)
    _budgets(file, making, on, by)
    _versions(file, making, on, by)
    _schedules(making, on, by)
    made = _beside(file, making, on, by)
    BudgetFileItem.objects.bulk_create([_item(file, each, made) for each in making])


def _people(piece: Sequence[Kept], record: Record, on: date, by: Actor) -> list[_Making]:
    """New people, and everybody on the caseload of who coordinates. One person may have budgets of several streams."""
    here = record.people
    new: dict[str, Person] = {}
    for kept in piece:
        number = kept["nhs_number"]
        if number not in here and number not in new:
            new[number] = _person(kept, record, by)
    Person.objects.bulk_create(new.values())
    making = [
        _Making(kept, record, here.get(kept["nhs_number"]) or new[kept["nhs_number"]], kept["nhs_number"] in new)
        for kept in piece
    ]
    wanted = {(each.person.pk, record.coordinator_of(each.kept)) for each in making}
    there = set(
        Assignment.objects.filter(
            person_id__in=[pk for pk, _ in wanted], kind="COORDINATOR", ends=None
        ).values_list("person_id", "membership_id")
    )  # fmt: skip
    Assignment.objects.bulk_create([
        Assignment(organisation_id=by.organisation_id, person_id=pk, membership_id=seat, kind="COORDINATOR", starts=on)
        for pk, seat in sorted(wanted - there)
    ])  # fmt: skip
    return making


def _person(kept: Kept, record: Record, by: Actor) -> Person:
    return Person(
        organisation_id=by.organisation_id, nhs_number=kept["nhs_number"], given_name=kept["given_name"],
        family_name=kept["family_name"], sort_name=sort_name(kept["family_name"], kept["given_name"]),
        date_of_birth=day(kept, "date_of_birth"), address=kept.get("address") or "", postcode=kept.get("postcode") or "",
        gp_practice=kept.get("gp_practice") or "", place_id=record.places.get(str(kept.get("place") or "").casefold()),
        named_contact_id=record.coordinator_of(kept),
    )  # fmt: skip


def _cases(file: BudgetFile, making: Sequence[_Making], by: Actor) -> None:
    for each in making:
        each.case = each.record.cases.get((each.kept["nhs_number"], each.kept["route"]))
        each.new_case = each.case is None
    new = [each for each in making if each.new_case]
    for each, case in zip(new, cases.bring_in_cases(cases=[_case(file, each) for each in new], by=by), strict=True):
        each.case = case


def _case(file: BudgetFile, each: _Making) -> CaseBrought:
    kept = each.kept
    return CaseBrought(
        each.person.pk, kept["route"], date.fromisoformat(kept["eligible_on"]), kept["decision_words"],
        kept.get("decided_by") or "", date.fromisoformat(kept["review_due_on"]),
        day(kept, "starts") if direct_weekly(kept) else None, f"{where_from(file)} Its budget there: {kept['reference']}.",
    )  # fmt: skip


def _plans(file: BudgetFile, making: Sequence[_Making], on: date, by: Actor) -> None:
    notice = int(policy("reduction_notice_days", on=on, organisation_id=by.organisation_id))
    known: dict[tuple[str, date], tuple[str, date]] = {}
    brought = [_plan(file, each, notice, calendar_of(each.kept, _first(each), by, known)[0]) for each in making]
    made = plans.bring_in_plans(plans=brought, drafted_by_id=file.proposed_by_id, on=on, by=by)
    for each, (version, services) in zip(making, made, strict=True):
        each.version, each.services = version, tuple(services)


def _plan(file: BudgetFile, each: _Making, notice: int, frequency: str) -> PlanBrought:
    kept = each.kept
    coordinator = each.record.coordinator_of(kept)
    assert coordinator is not None  # a row without one is refused
    named = ((ContactKind.REPRESENTATIVE, kept.get("representative")), (ContactKind.NOMINEE, kept.get("nominee")))
    return PlanBrought(
        each.person.pk,
        each.case.pk,
        coordinator,
        f"{where_from(file)} In the system before, as budget {kept['reference']}, the plan was agreed on "
        f"{say_date(date.fromisoformat(kept['plan_agreed_on']))}. Nobody has signed it here.",
        date.fromisoformat(kept["plan_agreed_on"]),
        _first(each),
        day(kept, "ends"),
        frequency,
        notice,
        date.fromisoformat(kept["review_due_on"]),
        tuple(_service(line, each.record, frequency) for line in kept["lines"]),
        tuple((kind, str(name)) for kind, name in named if name),
    )


def _service(line: Kept, record: Record, frequency: str) -> ServiceBrought:
    return ServiceBrought(
        line["need"],
        line["outcome"],
        {
            "description": line["service"],
            "kind": line["kind"],
            "provider": line.get("provider") or "",
            "hours_per_week": Decimal(line["hours"]) if line.get("hours") else None,
            "rate": pounds(line, "rate"),
            "weekly_amount": None if line.get("one_off") else pounds(line, "weekly"),
            "one_off_amount": pounds(line, "one_off"),
            "one_off_on": day(line, "one_off_on"),
            "holding": line["holding"],
            "frequency": "one_off" if line.get("one_off") else frequency,
            "funders": funders_of(line, record),
        },
    )


def _first(each: _Making) -> date:
    return date.fromisoformat(each.kept["pays_from"])


def _budgets(file: BudgetFile, making: Sequence[_Making], on: date, by: Actor) -> None:
    """Budgets with the organisation's next numbers: the first is asked for, the others follow under the same lock."""
    first = next_reference("B", Budget, by, on)
    head, number = first[:-6], int(first[-6:])
    rows = []
    for place, each in enumerate(making):
        start = _first(each)
        budget = Budget(
            organisation_id=by.organisation_id, person=each.person, case_id=each.case.pk, plan_id=each.version.plan_id,
            reference=f"{head}{number + place:06d}", stream=each.kept["route"], starts=start,
        )  # fmt: skip
        budget.authorised_to = term_end(budget, start, day(each.kept, "ends"))
        rows.append(budget)
    for each, budget in zip(making, Budget.objects.bulk_create(rows), strict=True):
        each.budget = budget
    moving.note_all(rows, "created", by=by, before="", after=BudgetState.SETTING_UP, reason=where_from(file))


def _versions(file: BudgetFile, making: Sequence[_Making], on: date, by: Actor) -> None:
    """The amount of each budget: proposed by who brought the file, agreed by who takes it, with its lines."""
    inside: dict[tuple[str, date], bool] = {}
    rows = BudgetVersion.objects.bulk_create([_version(file, each, _inside(each, by, inside)) for each in making])
    lines = []
    for each, row in zip(making, rows, strict=True):
        each.proposal = row
        lines += budget_lines(row, each.services)
    BudgetLine.objects.bulk_create(lines, batch_size=500)
    bringer, reason = _bringer(file, by), where_from(file)
    moving.note_created(rows, by=bringer)
    agreed = {"agreed_by_id": by.user_id, "agreed_on": on}
    for verb, who, changes in (("propose", bringer, {}), ("agree", by, agreed)):
        before = rows[0].state
        after = BudgetVersion.life_cycle.check(before, verb)
        BudgetVersion.objects.filter(pk__in=[row.pk for row in rows]).update(state=after, **changes)
        for row in rows:
            row.state = after
        moving.note_all(rows, verb, by=who, before=before, after=after, reason=reason)


def _bringer(file: BudgetFile, by: Actor) -> Actor:
    """Who brought the file: the amounts are their proposal, in the role in which they brought it."""
    brought = Move.objects.filter(subject=file._meta.label_lower, subject_id=file.pk, verb="created").latest("id")
    return replace(by, user_id=brought.by_id, name=brought.by_name, role=brought.by_role)


def _inside(each: _Making, by: Actor, known: dict[tuple[str, date], bool]) -> bool:
    key = (each.kept["route"], _first(each))
    if key not in known:
        known[key] = bool(policy("contingency_inside", on=key[1], organisation_id=by.organisation_id, stream=key[0]))
    return known[key]


def _version(file: BudgetFile, each: _Making, inside: bool) -> BudgetVersion:
    kept = each.kept
    sums = proposing.totals(plan_lines(kept, each.record))
    weeks = Decimal(kept.get("contingency_weeks") or 0)
    return BudgetVersion(
        organisation_id=each.budget.organisation_id, person_id=each.person.pk, budget=each.budget, plan_version_id=each.version.pk,
        number=1, kind=VersionKind.IMPORT, effective_from=_first(each), weekly=weekly_of(kept),
        direct_payment_weekly=sums.direct_weekly, one_offs=sums.one_offs,
        contingency=contingency_of(weeks, sums.direct_weekly), contingency_inside=inside and bool(weeks),
        contingency_paid=ContingencyPaid.ON_REQUEST, difference_reason=f"{where_from(file)} The amount is that of the system before.",
        proposed_by_id=file.proposed_by_id,
    )  # fmt: skip


def _schedules(making: Sequence[_Making], on: date, by: Actor) -> None:
    """How each direct payment is paid, and what is paid once. The regular payments follow when all is in force."""
    known: dict[tuple[str, date], tuple[str, date]] = {}
    rows = []
    for each in making:
        if each.proposal.direct_payment_weekly:
            frequency, anchor = calendar_of(each.kept, _first(each), by, known)
            rows.append(
                Schedule(
                    organisation_id=by.organisation_id, person_id=each.person.pk, budget=each.budget, version=each.proposal,
                    frequency=frequency, anchor=anchor, weekly=each.proposal.direct_payment_weekly, starts=_first(each),
                    ends=each.budget.authorised_to, made_by_id=by.user_id,
                )
            )  # fmt: skip
    Schedule.objects.bulk_create(rows)
    once = [each for each in making if each.proposal.one_offs]
    payments = [payment for each in once for payment in one_off_payments(each.budget, each.proposal, _first(each), on)]
    if payments:
        room: dict[int, Decimal] = {}
        for payment in payments:
            room[payment.budget_id] = room.get(payment.budget_id, Decimal(0)) + payment.amount
        for each in once:
            each.budget.authorised = room.get(each.budget.pk, Decimal(0))
        Budget.objects.bulk_update([each.budget for each in once], ["authorised"])
        note_created(Payment.objects.bulk_create(payments), by)


def _beside(file: BudgetFile, making: Sequence[_Making], on: date, by: Actor) -> dict[int, dict[str, int]]:
    """Agreements, consent and contributions that the rows say; returns their numbers by budget, for taking them back."""
    agreements = Agreement.objects.bulk_create([
        Agreement(
            organisation_id=by.organisation_id, person_id=each.person.pk, budget=each.budget, recorded_by_id=by.user_id,
            signed_by_name=each.kept["agreement_signed_by"], signed_as=_signed_as(each), signed_on=day(each.kept, "agreement_signed_on"),
        )
        for each in making if each.kept.get("agreement_signed_on")
    ])  # fmt: skip
    contributions = Contribution.objects.bulk_create([
        Contribution(
            organisation_id=by.organisation_id, person_id=each.person.pk, budget=each.budget, kind=ContributionKind.COUNCIL_CHARGE,
            funder=_council(each), words="Charge after the council’s financial assessment", weekly=pounds(each.kept, "contribution"),
            starts=_first(each), decided_on=min(on, _first(each)), source=where_from(file)[:300], recorded_by_id=by.user_id,
        )
        for each in making if pounds(each.kept, "contribution")
    ])  # fmt: skip
    consents = [
        ConsentBrought(each.person.pk, each.person.full_name, given, f"{where_from(file)} Recorded there.")
        for each in making if (given := day(each.kept, "consent_on"))
    ]  # fmt: skip
    plans.bring_in_consents(consents=list({each.person_id: each for each in consents}.values()), by=by)
    made: dict[int, dict[str, int]] = {}
    for name, rows in (("agreement", agreements), ("contribution", contributions)):
        for row in rows:
            made.setdefault(row.budget_id, {})[name] = row.pk
    return made


def _council(each: _Making) -> str:
    (name,) = council_of(each.kept)
    return each.record.funders.get(name.casefold(), name)


def _signed_as(each: _Making) -> str:
    signer = each.kept["agreement_signed_by"].casefold()
    if signer == each.person.full_name.casefold():
        return "HOLDER"
    return "REPRESENTATIVE" if signer == str(each.kept.get("representative") or "").casefold() else "NOMINEE"


def _item(file: BudgetFile, each: _Making, made: dict[int, dict[str, int]]) -> BudgetFileItem:
    kept = each.kept
    return BudgetFileItem(
        organisation_id=file.organisation_id, person_id=each.person.pk, file=file, line=kept["line"], budget=each.budget,
        reference=kept["reference"], began_on=day(kept, "starts"), paid_to=day(kept, "paid_to"), balance=pounds(kept, "balance"),
        balance_on=day(kept, "balance_on"), made_person=each.new_person, made_case=each.new_case,
        made=made.get(each.budget.pk, {}),
    )  # fmt: skip
