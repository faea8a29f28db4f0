"""The versions of budgets that an uplift makes: lines copied with their new amounts, the version before it superseded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from budgets.enums import VersionKind, VersionState
from budgets.models import BudgetLine, BudgetVersion, Uplift
from budgets.rules.uplifting import ASSISTANT, RaisedLine, in_pence, in_pounds, line_words, version_words
from budgets.rules.words import day
from budgets.selectors.uplifts import in_force
from budgets.services.uplift_preview import Worked
from phb.core.actors import Actor
from phb.core.models import Move, TenantModel

KEPT = (
    "organisation_id", "person_id", "budget_id", "plan_version_id", "one_offs", "contingency", "contingency_inside",
    "contingency_paid", "contingency_ask_first",
)  # fmt: skip
COPIED = (
    "organisation_id", "person_id", "service_id", "position", "description", "outcome_words", "kind", "provider", "holding",
    "hours_per_week", "rate", "weekly", "one_off", "one_off_on", "funders", "working",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A version that an uplift made, and the one it was made from."""

    version: BudgetVersion
    base: BudgetVersion


def make_versions(uplift: Uplift, worked: Mapping[int, Worked], by: Actor) -> dict[int, Made]:
    """For each budget the version with the raised lines, agreed as the uplift was approved. The budgets are locked.

    Contingency and one-off lines stay as they are (C21). What is in force last is the agreed one.
    """
    found = {each.facts.version_id: each for each in worked.values()}
    bases = list(BudgetVersion.objects.filter(pk__in=found).order_by("budget_id"))
    numbers = dict(
        BudgetVersion.objects.filter(budget_id__in=list(worked))
        .order_by()
        .values_list("budget_id")
        .annotate(Max("number"))
    )
    made = [Made(_version(uplift, base, found[base.pk], numbers[base.budget_id] + 1), base) for base in bases]
    BudgetVersion.objects.bulk_create([each.version for each in made])
    lines: dict[int, list[BudgetLine]] = {base.pk: [] for base in bases}
    for line in BudgetLine.objects.filter(version__in=list(lines)).order_by("version_id", "position", "id"):
        lines[line.version_id].append(line)
    BudgetLine.objects.bulk_create(
        line for each in made for line in _lines(uplift, each.version, lines[each.base.pk], found[each.base.pk])
    )
    rows = [each.version for each in made]
    note_moves(rows, "created", "", by)
    move_all(rows, "propose", by)
    settle_agreed(uplift.organisation_id, rows, by, f"{uplift.reference} was applied.")
    return {each.version.budget_id: each for each in made}


def _version(uplift: Uplift, base: BudgetVersion, worked: Worked, number: int) -> BudgetVersion:
    _, new, _, new_direct = worked.sums
    return BudgetVersion(
        **{name: getattr(base, name) for name in KEPT},
        number=number,
        kind=VersionKind.UPLIFT,
        uplift=uplift,
        effective_from=uplift.effective_from,
        weekly=in_pounds(new),
        direct_payment_weekly=in_pounds(new_direct),
        difference_reason=f"{uplift.name} ({uplift.reference}) from {day(uplift.effective_from)}. {uplift.reason}",
        agreed_on=uplift.approved_on,
        agreed_by_id=uplift.approved_by_id,
        proposed_by_id=uplift.prepared_by_id,
    )


def _lines(uplift: Uplift, version: BudgetVersion, rows: Sequence[BudgetLine], worked: Worked) -> Iterable[BudgetLine]:
    raised = iter(worked.raised)
    for row in rows:
        values: dict[str, Any] = {name: getattr(row, name) for name in COPIED}
        if row.weekly is not None:
            values |= _raised(uplift, row, next(raised))
        yield BudgetLine(version=version, **values)


def _raised(uplift: Uplift, row: BudgetLine, each: RaisedLine) -> dict[str, Any]:
    if (each.line.words, each.line.weekly) != (row.description, in_pence(row.weekly)):
        raise RuntimeError("The lines of a budget are not those that were worked out.")
    if each.percent is None:
        return {}
    new = in_pounds(each.new)
    words = version_words(each.percent, uplift.effective_from, row.weekly, new)
    told = {
        "words": words,
        "before": row.working.get("words", ""),
        "said": line_words(row.description, each.percent, row.weekly, new),
        "raised_from": uplift.effective_from.isoformat(),
        "percent": str(each.percent),
        "old": str(row.weekly),
        "uplift": uplift.reference,
    }
    rate = None if each.new_rate is None else in_pounds(each.new_rate)
    known = {name: row.working[name] for name in ("age", "apprentice") if row.kind == ASSISTANT and name in row.working}
    return {"weekly": new, "rate": rate, "working": {**row.working, **known, **told}}


def settle_agreed(organisation_id: int, changed: Collection[BudgetVersion], by: Actor, reason: str) -> None:
    """Of all versions of these budgets the one that is in force last is the agreed one; the others are superseded.

    `changed`: those just made and not agreed yet, or just withdrawn.
    """
    waiting = {row.budget_id: row for row in changed if row.state == VersionState.PROPOSED}
    rows: dict[int, list[BudgetVersion]] = {row.budget_id: [] for row in changed}
    for row in in_force(organisation_id).filter(budget_id__in=list(rows)).order_by("since", "number"):
        rows[row.budget_id].append(row)
    taken = _held_by_one_that_waits(rows)
    supersede, restore, agree, put_back = [], [], [], []
    for budget_id, there in rows.items():
        last = there[-1] if there else None
        new = waiting.get(budget_id)
        if budget_id in taken:
            put_back += [new] if new is not None else []
            continue
        if new is not None and (last is None or (last.since, last.number) < (new.effective_from, new.number)):
            agree.append(new)
            last = None
        elif new is not None:
            put_back.append(new)
        supersede += [row for row in there if row.state == VersionState.AGREED and row is not last]
        if last is not None and last.state == VersionState.SUPERSEDED:
            restore.append(last)
    move_all(supersede, "supersede", by, reason)
    move_all(restore, "restore", by, reason)
    move_all(agree, "agree", by, reason)
    move_all(put_back, "supersede", by, reason)


def _held_by_one_that_waits(rows: Mapping[int, Sequence[BudgetVersion]]) -> set[int]:
    """Budgets whose agreed version is authorised and waits to take over: it stays the agreed one."""
    known = [row.pk for there in rows.values() for row in there]
    agreed = BudgetVersion.objects.filter(budget_id__in=list(rows), state=VersionState.AGREED)
    return set(agreed.exclude(pk__in=known).values_list("budget_id", flat=True))


def move_all(rows: Sequence[BudgetVersion], verb: str, by: Actor, reason: str = "") -> None:
    """Move many versions that stand alike by one verb, in two statements for each state they come from."""
    for before in sorted({row.state for row in rows}):
        mine = [row for row in rows if row.state == before]
        after = BudgetVersion.life_cycle.check(before, verb)
        BudgetVersion.objects.filter(pk__in=[row.pk for row in mine]).update(state=after)
        for row in mine:
            row.state = after
        note_moves(mine, verb, before, by, reason)


def note_moves(rows: Sequence[TenantModel], verb: str, before: str, by: Actor, reason: str = "") -> None:
    """The steps of many things that were moved together."""
    Move.objects.bulk_create(
        Move(
            organisation_id=row.organisation_id, person_id=getattr(row, "person_id", None), subject=row._meta.label_lower,
            subject_id=row.pk, verb=verb, from_state=before, to_state=row.state, reason=reason,
            by_id=by.user_id, by_name=by.name, by_role=by.role,
        )
        for row in rows
    )  # fmt: skip
