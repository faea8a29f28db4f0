"""Live budgets of a file beside what is on record: who is known, which case stands, whose work it will be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import BudgetState
from budgets.imports.live import Kept, Refusal
from budgets.imports.live_cells import day
from budgets.imports.live_checks import council_of
from budgets.models import Budget, Funder
from budgets.rules import proposing
from budgets.rules.contributions import check_size
from budgets.rules.funding import DatedShare, read_funders
from budgets.rules.proposing import PlanLine
from budgets.rules.streams import check_kinds, kind_by_name
from careplans.enums import HoldingMethod
from careplans.rules.lifecycle import PLAN
from eligibility import selectors as eligibility
from eligibility.enums import CaseState, Right, Route
from eligibility.rules import evaluate
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Assignment, Membership, Person, Place
from phb.core.money import ZERO
from phb.core.selectors import closed_numbers, running

LIVING = (
    PLAN.groups["can_be_edited"] | PLAN.groups["being_approved"] | PLAN.groups["in_force"] | {"authorised", "refused"}
)
NHS = [{"funder": "NHS", "share": "100"}]
CLOSED = (
    "This number cannot be taken here. Check it. If it is right, leave the row out and ask your team lead who looks after "
    "this record."
)


@dataclass
class Record:
    """What is on record of the people of some rows, by NHS number. `cases`: eligible ones without a plan, by route too."""

    people: dict[str, Person] = field(default_factory=dict)
    cases: dict[tuple[str, str], Any] = field(default_factory=dict)
    busy: dict[tuple[str, str], str] = field(default_factory=dict)
    coordinators: dict[str, int] = field(default_factory=dict)
    looked_after: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    funders: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()

    def coordinator_of(self, kept: Kept) -> int | None:
        """The membership of who will run the plan: named in the row, or who looks after the person now."""
        if named := kept.get("coordinator"):
            return self.coordinators.get(str(named).casefold())
        return self.looked_after.get(str(kept.get("nhs_number")))


def record_of(rows: Sequence[Kept], *, on: date, by: Actor) -> Record:
    """What is on record for some rows: a fixed number of questions whatever the length of the file."""
    numbers = {str(kept["nhs_number"]) for kept in rows if kept.get("nhs_number")}
    here = {"organisation_id": by.organisation_id}
    found = Record(closed=closed_numbers(by, numbers))
    found.people = {p.nhs_number: p for p in Person.objects.filter(**here, nhs_number__in=numbers)}
    _cases(found, numbers, by)
    for seat in Membership.objects.filter(running(on), **here, role="CC", pending=False).select_related("user"):
        found.coordinators[seat.user.email.casefold()] = seat.pk
    working = Assignment.objects.filter(running(on), **here, person__nhs_number__in=numbers, kind="COORDINATOR")
    seats = set(found.coordinators.values())
    for number, seat_id in working.order_by("-pk").values_list("person__nhs_number", "membership_id"):
        if seat_id in seats:
            found.looked_after[number] = seat_id
    found.places = {place.name.casefold(): place.pk for place in Place.objects.filter(**here)}
    for funder in Funder.objects.filter(**here, ended_on=None):
        found.funders[funder.name.casefold()], found.kinds[funder.name] = funder.name, funder.kind
    return found


def _cases(found: Record, numbers: set[str], by: Actor) -> None:
    open_budgets = {
        (number, stream): (reference, case_id)
        for number, stream, reference, case_id in Budget.objects.filter(
            organisation_id=by.organisation_id, person__nhs_number__in=numbers
        )
        .exclude(state=BudgetState.CLOSED)
        .values_list("person__nhs_number", "stream", "reference", "case_id")
    }
    for key, (reference, _) in open_budgets.items():
        found.busy[key] = f"The person has a budget of this stream here already: {reference}."
    rows = eligibility.cases(by).filter(person__nhs_number__in=numbers).exclude(state=CaseState.CLOSED)
    planned = set(rows.filter(plans__isnull=False).values_list("pk", flat=True))
    living = set(rows.filter(plans__versions__state__in=LIVING).values_list("pk", flat=True))
    for case in rows.select_related("person").order_by("pk"):
        key = (case.person.nhs_number, case.route)
        if case.pk in living:
            found.busy.setdefault(key, f"Case {case.reference} of this person has a plan here. Its budget grows out of that plan.")  # fmt: skip
        elif case.state == CaseState.ELIGIBLE and case.pk not in planned:
            found.cases[key] = case
        elif case.state not in (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE):
            found.busy.setdefault(key, f"Case {case.reference} of this person is being decided here. Go on with that one.")  # fmt: skip


def against_the_record(rows: Sequence[Kept], record: Record, *, on: date, by: Actor) -> list[Refusal]:
    """Why rows do not fit what is held here. Of a record that is closed to the actor only that its row cannot be taken."""
    refused: list[Refusal] = []
    for kept in rows:
        if kept.get("nhs_number") in record.closed:
            refused.append(Refusal(kept["line"], "nhs_number", CLOSED))
            continue
        if stranger := _person(kept, record):
            refused += stranger
            continue
        refused += _right(kept, record, on)
        refused += _work(kept, record)
        refused += _money(kept, record)
    return refused


def _person(kept: Kept, record: Record) -> list[Refusal]:
    person = record.people.get(str(kept.get("nhs_number")))
    if person is None or not kept.get("family_name") or not kept.get("date_of_birth"):
        return []
    if (
        person.family_name.casefold() != kept["family_name"].casefold()
        or person.date_of_birth.isoformat() != kept["date_of_birth"]
    ):
        return [Refusal(kept["line"], "nhs_number", "This number is held here with another name or birth date. Check both.")]  # fmt: skip
    if person.date_of_death is not None:
        return [Refusal(kept["line"], "nhs_number", "The record says that this person has died. Leave the budget out, or put the record right.")]  # fmt: skip
    return []


def _right(kept: Kept, record: Record, on: date) -> list[Refusal]:
    route = kept.get("route")
    if not route:
        return []
    if busy := record.busy.get((str(kept.get("nhs_number")), route)):
        return [Refusal(kept["line"], "route", busy)]
    if kept.get("eligible_on"):
        said = {"service": route, "eligible": True, "setting": "OWN_HOME", "fast_track": False, "package_start": day(kept, "eligible_on")}  # fmt: skip
        try:
            if evaluate("right_to_have", said, on).outcome == Right.NO_RIGHT:
                return [Refusal(kept["line"], "route", f"{Route(route).label} carries no right to a budget and no offer of one.")]  # fmt: skip
        except RuleBroken as error:
            return [Refusal(kept["line"], "route", error.message)]
    return []


def _work(kept: Kept, record: Record) -> list[Refusal]:
    if record.coordinator_of(kept) is None:
        named = kept.get("coordinator")
        words = (
            f"“{named}” is not the e-mail address of a care coordinator who works here."
            if named
            else "Nobody coordinates this person’s care yet. Give a coordinator here, or choose one for the whole file."
        )
        return [Refusal(kept["line"], "coordinator", words)]
    place = kept.get("place")
    if place and str(kept.get("nhs_number")) not in record.people and place.casefold() not in record.places:
        listed = ", ".join(sorted(record.places)) or "there are none"
        return [Refusal(kept["line"], "place", f"“{place}” is not one of your places: {listed}.")]
    return []


def _money(kept: Kept, record: Record) -> list[Refusal]:
    refused = []
    if record.funders:
        for line in kept["lines"]:
            for share in line.get("funders") or ():
                if share["funder"].casefold() not in record.funders:
                    listed = ", ".join(sorted(record.funders.values()))
                    words = f"“{share['funder']}” is not on the list of funders ({listed}). Add it there, or write one of these."
                    refused.append(Refusal(line["line"], "funders", words))
    if not refused and all(is_whole(line) for line in kept["lines"]) and kept.get("route"):
        sums = proposing.totals(plan_lines(kept, record))
        checks: tuple[tuple[str, Callable[[], None]], ...] = (
            ("weekly", lambda: proposing.check_stream(kept["route"], sums)),
            ("funders", lambda: check_kinds(kept["route"], _shares(kept, record))),
            ("contribution", lambda: _check_charge(kept, sums, record)),
        )
        for column, check in checks:
            try:
                check()
            except RuleBroken as error:
                refused.append(Refusal(kept["line"], column, error.message))
    return refused


def _check_charge(kept: Kept, sums: proposing.Totals, record: Record) -> None:
    """What the person pays is at most the council's part of the weekly amount."""
    if not kept.get("contribution"):
        return
    councils = {record.funders.get(name.casefold(), name) for name in council_of(kept)}
    check_size(Decimal(kept["contribution"]), sum((p.amount for p in sums.funders if p.funder in councils), ZERO))


def _shares(kept: Kept, record: Record) -> list[tuple[DatedShare, str]]:
    """The shares of all lines, each with the kind of its funder."""
    rows = [share for line in kept["lines"] for share in funders_of(line, record)]
    return [
        (
            DatedShare(row["funder"], Decimal(row["share"])),
            record.kinds.get(row["funder"]) or kind_by_name(row["funder"]),
        )
        for row in rows
    ]


def is_whole(line: Kept) -> bool:
    """Whether a line could be read in full."""
    return bool(line.get("service") and line.get("holding") and (line.get("weekly") or line.get("one_off")))


def funders_of(line: Kept, record: Record) -> list[dict[str, str]]:
    """Who pays a line, as the list of funders writes them; the NHS alone when nobody is named."""
    given = line.get("funders") or NHS
    return [{**share, "funder": record.funders.get(share["funder"].casefold(), share["funder"])} for share in given]


def plan_lines(kept: Kept, record: Record) -> tuple[PlanLine, ...]:
    """The lines of a budget as the rules read them."""
    return tuple(
        PlanLine(
            line["service"],
            HoldingMethod(line["holding"]),
            read_funders(funders_of(line, record)),
            _pounds(line, "weekly"),
            _pounds(line, "one_off"),
            _pounds(line, "hours"),
            _pounds(line, "rate"),
            1,
        )
        for line in kept["lines"]
    )


def _pounds(line: Kept, name: str) -> Decimal | None:
    return Decimal(line[name]) if line.get(name) else None
