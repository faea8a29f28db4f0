"""Live budgets brought in from a spreadsheet: checked by one person, taken by another, whole or not at all."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from budgets.enums import BudgetFileState, Frequency, HoldingMethod
from budgets.imports.live import Kept, Refusal, read
from budgets.imports.live_cells import day
from budgets.imports.live_checks import is_direct
from budgets.models import BudgetFile
from budgets.rules.schedule import PaymentTerms, WeeklyRate, due_periods
from budgets.rules.words import count as many
from budgets.selectors.files import AREA, files, held_up
from budgets.services.file_rows import Record, against_the_record, record_of
from eligibility.enums import Route
from phb.core import jobs, moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays
from phb.core.csv_files import check_size
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job, Membership
from phb.core.money import ZERO, format_pounds
from phb.core.periods import add_days, previous_working_day, say_date
from phb.core.policies import policy

TAKE, TAKE_BACK = "budgets.take_file", "budgets.take_file_back"
MAY_NOT_BRING, MAY_NOT_TAKE = "Your role does not bring in budgets.", "Your role does not take budgets in."
OPEN = (BudgetFileState.TAKING, BudgetFileState.TAKEN, BudgetFileState.UNDOING)
LOOK_AHEAD = 35


@transaction.atomic
def check_file(*, name: str, content: bytes, on: date, by: Actor, coordinator_id: int | None = None) -> BudgetFile:
    """Read a file of live budgets and say of each row whether it can be taken, and what would be made. Nothing is taken.

    `coordinator_id`: the membership of who coordinates where the file names nobody. Raises ImportRejected for a file that
    cannot be read at all, and RuleBroken for one that is here already.
    """
    check_right(by, "W", MAY_NOT_BRING)
    check_size(content)
    digest = hashlib.sha256(content).hexdigest()
    if files(by).filter(sha256=digest, state__in=OPEN).exists():
        raise RuleBroken("This very file was taken before. Its budgets are here already.", "file")
    rows, refusals = read(content, on, made_up=settings.DEMO)
    record = record_of(rows, on=on, by=by)
    if coordinator_id is not None:
        _name_coordinator(rows, record, coordinator_id, by)
    refusals = [*refusals, *against_the_record(rows, record, on=on, by=by)]
    refused = {each.line for each in refusals}
    good = [kept for kept in rows if not refused & {kept["line"], *(line["line"] for line in kept["lines"])}]
    made = BudgetFile.objects.create(
        organisation_id=by.organisation_id,
        file_name=name[:200],
        sha256=digest,
        rows=good,
        refusals=_listed(refusals),
        told=told_of(good, record, on, by),
        count=len(good),
        weekly=str(sum((weekly_of(kept) for kept in good), ZERO)),
        proposed_by_id=by.user_id,
    )
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


def _listed(refusals: Sequence[Refusal]) -> list[list[object]]:
    return [
        [each.line, each.column, each.words] for each in sorted(refusals, key=lambda each: (each.line, each.column))
    ]


def _name_coordinator(rows: Sequence[Kept], record: Record, coordinator_id: int, by: Actor) -> None:
    """Put a coordinator's name to rows that name none, of people whom nobody looks after yet."""
    seat = Membership.objects.filter(organisation_id=by.organisation_id, role="CC", pk=coordinator_id)
    found = seat.select_related("user").first()
    if found is None:
        raise RuleBroken("Choose one of the care coordinators shown.", "coordinator")
    for kept in rows:
        if not kept.get("coordinator") and record.coordinator_of(kept) is None:
            kept["coordinator"] = found.user.email


@transaction.atomic
def take(*, file_id: int, by: Actor) -> BudgetFile:
    """A second person asks for a checked file to be taken whole; pressed twice, it is taken once.

    Raises RuleBroken while a row is refused, and for the one who brought the file.
    """
    check_right(by, "A", MAY_NOT_TAKE)
    row = locked_file(by, file_id)
    if row.state in OPEN:
        return row
    BudgetFile.life_cycle.check(row.state, "take")
    if row.proposed_by_id == by.user_id:
        raise RuleBroken("You brought this file, so a colleague takes it.")
    if row.refusals:
        raise RuleBroken("Rows of this file are refused. Mend them in the file and bring in the whole file again.")
    if not row.rows:
        raise RuleBroken("There is nothing in this file to take.")
    _wait_for_others(row, by)
    if files(by).filter(sha256=row.sha256, state__in=OPEN).exists():
        raise RuleBroken("This very file was taken before. Its budgets are here already.")
    moving.move(row, "take", by=by, approved_by_id=by.user_id)
    jobs.ask(TAKE, by=by, payload={"file": row.pk}, key=f"budget-file-{row.pk}")
    return row


def _wait_for_others(row: BudgetFile, by: Actor) -> None:
    """One file of an organisation at a time, so that two that bring the same person do not pass each other by."""
    moving_now = BudgetFile.objects.select_for_update(of=("self",)).filter(organisation_id=by.organisation_id)
    states = (BudgetFileState.CHECKED, BudgetFileState.TAKING, BudgetFileState.UNDOING)
    others = list(moving_now.filter(state__in=states).exclude(pk=row.pk).order_by("pk").values_list("state", flat=True))
    if any(state != BudgetFileState.CHECKED for state in others):
        raise RuleBroken("Another file is being taken in or back just now. Take this one when that is done.")


@transaction.atomic
def put_aside(*, file_id: int, by: Actor, reason: str = "") -> BudgetFile:
    """Put a checked file aside; the rows that it held are removed."""
    check_right(by, "W", MAY_NOT_BRING)
    row = locked_file(by, file_id)
    if row.state != BudgetFileState.REFUSED:
        moving.move(row, "refuse", by=by, reason=reason.strip(), rows=[], told=[])
    return row


@transaction.atomic
def undo(*, file_id: int, reasons: str, by: Actor) -> BudgetFile:
    """Ask for all that a taken file brought to be taken back, with reasons.

    Raises RuleBroken where something rests on one of its budgets already, naming the first of them.
    """
    check_right(by, "A", MAY_NOT_TAKE)
    if not reasons.strip():
        raise RuleBroken("Write why the file is taken back.", "reasons")
    row = locked_file(by, file_id)
    if row.state in (BudgetFileState.UNDOING, BudgetFileState.UNDONE):
        return row
    BudgetFile.life_cycle.check(row.state, "undo")
    if held := held_up(row):
        raise RuleBroken(
            f"{many(len(held), 'budget')} of this file cannot be taken back any more. They are listed below."
        )
    moving.move(row, "undo", by=by, reason=reasons.strip())
    attempt = Job.objects.filter(organisation_id=row.organisation_id, kind=TAKE_BACK, key__startswith=f"{row.pk}-")
    jobs.ask(TAKE_BACK, by=by, payload={"file": row.pk}, key=f"{row.pk}-{attempt.count() + 1}")
    return row


def locked_file(by: Actor, file_id: int) -> BudgetFile:
    """The file, locked until the transaction ends. Raises NotVisible."""
    row = files(by).select_for_update(of=("self",)).filter(pk=file_id).first()
    if row is None:
        raise NotVisible
    return row


def check_right(by: Actor, rights: str, words: str) -> None:
    """Refuse (RuleBroken) a role that may not."""
    if not may(by, AREA, rights):
        raise RuleBroken(words)


# --- what taking the file would make


def weekly_of(kept: Kept) -> Decimal:
    """Pounds a week of all lines of a budget."""
    return sum((Decimal(line["weekly"]) for line in kept["lines"] if not line.get("one_off")), ZERO)


def direct_weekly(kept: Kept) -> Decimal:
    """Pounds a week that go to the holder."""
    return sum((Decimal(line["weekly"]) for line in kept["lines"] if is_direct(line) and not line.get("one_off")), ZERO)


def told_of(rows: Sequence[Kept], record: Record, on: date, by: Actor) -> list[list[str]]:
    """What taking the rows would make, as [part, words, value]: "made", "money" and "pays" stand apart on the page."""
    numbers = {kept["nhs_number"] for kept in rows}
    known = numbers & set(record.people)
    cases = sum((kept["nhs_number"], kept["route"]) in record.cases for kept in rows)
    lines = sum(len(kept["lines"]) for kept in rows)
    direct = [kept for kept in rows if direct_weekly(kept)]
    agreed = sum(bool(kept.get("agreement_signed_on")) for kept in direct)
    made = (
        ("People who are new here", len(numbers - known)),
        ("People who are known here", len(known)),
        ("New cases", len(rows) - cases),
        ("Cases that are here already", cases),
        ("Budgets with their plans", len(rows)),
        ("Service lines", lines),
        ("Budgets with a direct payment", len(direct)),
        ("Of these, with a signed agreement", agreed),
    )
    told = [["made", words, f"{number:,}"] for words, number in made]
    return [*told, *_by_stream(rows), *_pay_days(rows, on, by)] if rows else []


def _by_stream(rows: Sequence[Kept]) -> list[list[str]]:
    sums: Counter[tuple[str, str]] = Counter()
    once = ZERO
    for kept in rows:
        for line in kept["lines"]:
            if line.get("one_off"):
                once += Decimal(line["one_off"])
            else:
                sums[(kept["route"], line["holding"])] += Decimal(line["weekly"])  # type: ignore[assignment]
    told = [
        ["money", f"{Route(route).label}: {HoldingMethod(holding).label}", f"{format_pounds(Decimal(total))} a week"]
        for (route, holding), total in sorted(sums.items())
    ]
    return [*told, ["money", "Paid once", format_pounds(once)]] if once else told


def _pay_days(rows: Sequence[Kept], on: date, by: Actor) -> list[list[str]]:
    """What would be paid on each day of the next weeks, if every gate is open by then."""
    until = add_days(on, LOOK_AHEAD)
    days: dict[date, list[Decimal]] = defaultdict(list)
    holidays = bank_holidays(on.year - 2, on.year + 2)
    settings_of: dict[tuple[str, date], tuple[str, date]] = {}
    for kept in rows:
        weekly, first = direct_weekly(kept), day(kept, "pays_from")
        if first is None:
            continue
        for line in kept["lines"]:
            if line.get("one_off") and is_direct(line):
                falls = max(day(line, "one_off_on") or first, on)
                days[max(previous_working_day(falls, holidays), on)].append(Decimal(line["one_off"]))
        if weekly:
            frequency, anchor = calendar_of(kept, first, by, settings_of)
            terms = PaymentTerms(Frequency(frequency), anchor, first, (WeeklyRate(first, weekly),), day(kept, "ends"))
            for due in due_periods(terms, until, holidays):
                days[max(due.pay_date, on)].append(due.amount)
    return [
        ["pays", f"{say_date(pay_on)}{' or when the gates open' if pay_on == on else ''}", f"{many(len(sums), 'payment')}, {format_pounds(sum(sums, ZERO))}"]
        for pay_on, sums in sorted(days.items())
        if pay_on <= until
    ]  # fmt: skip


def calendar_of(
    kept: Kept, first: date, by: Actor, known: dict[tuple[str, date], tuple[str, date]]
) -> tuple[str, date]:
    """How often a budget is paid and a day on which a period begins: as the row says, else the settings of its first day.

    `known` keeps the settings between rows.
    """
    key = (kept["route"], first)
    if key not in known:
        here = {"on": first, "organisation_id": by.organisation_id, "stream": kept["route"]}
        known[key] = (
            str(policy("payment_frequency", **here)).lower(),
            date.fromisoformat(str(policy("payment_anchor", **here))),
        )
    frequency, anchor = known[key]
    return kept.get("frequency") or frequency, day(kept, "anchor") or anchor
