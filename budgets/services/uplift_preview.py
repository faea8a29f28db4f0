"""What an uplift would do to each budget, worked out and kept before anybody approves it. Nothing of a budget changes."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from budgets.enums import BudgetState, UpliftItemState, UpliftState, UpliftWhy
from budgets.models import Uplift
from budgets.permissions import check_may
from budgets.rules.changes import check_year
from budgets.rules.funding import split_on
from budgets.rules.uplift_totals import RaisedBudget, Totals, months_from, totals_as_text
from budgets.rules.uplifting import (
    JUDGEMENT,
    Hindrance,
    RaisedLine,
    Terms,
    in_pence,
    in_pounds,
    raise_lines,
    read_terms,
    wage_hindrance,
)
from budgets.rules.words import day
from budgets.selectors.uplift_arrears import arrears_of, periods_gone_out, sum_of
from budgets.selectors.uplift_facts import Around, BudgetFacts, around, facts_of
from phb.core import moving
from phb.core.actors import Actor
from phb.core.clock import now
from phb.core.errors import RuleBroken
from phb.core.money import ZERO

# All rows in one statement and as one value: Django's bulk_create spends seconds on twenty thousand of them.
KEEP = """
INSERT INTO budgets_upliftitem (organisation_id, uplift_id, state, decided, decided_reason, person_id, budget_id, base_version_id,
    why_code, why_not, told, old_weekly, new_weekly, old_direct, new_direct, arrears, lines)
SELECT %(organisation)s, %(uplift)s, 'waiting', '', '', r.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (person_id bigint,
    budget_id bigint, base_version_id bigint, why_code text, why_not text, told jsonb, old_weekly numeric, new_weekly numeric,
    old_direct numeric, new_direct numeric, arrears numeric, lines jsonb)
ON CONFLICT (uplift_id, budget_id) DO UPDATE SET (state, base_version_id, why_code, why_not, told, old_weekly, new_weekly,
    old_direct, new_direct, arrears, lines)
  = (EXCLUDED.state, EXCLUDED.base_version_id, EXCLUDED.why_code, EXCLUDED.why_not, EXCLUDED.told, EXCLUDED.old_weekly,
     EXCLUDED.new_weekly, EXCLUDED.old_direct, EXCLUDED.new_direct, EXCLUDED.arrears, EXCLUDED.lines)
"""


@dataclass(slots=True)
class Worked:
    """What an uplift does to one budget: its lines after it, what stands against it, and what the approver should know."""

    facts: BudgetFacts
    raised: tuple[RaisedLine, ...]
    hindrance: Hindrance | None = None
    told: list[str] = field(default_factory=list)
    arrears: Decimal = ZERO

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """Pence a week: old, new, and of both what is paid to the holder."""
        old = new = old_direct = new_direct = 0
        for each in self.raised:
            old += each.line.weekly
            new += each.new
            if each.line.direct:
                old_direct += each.line.weekly
                new_direct += each.new
        return old, new, old_direct, new_direct


def terms_of(uplift: Uplift) -> Terms:
    """The terms of an uplift as the rules read them."""
    return read_terms(uplift.percents, uplift.effective_from, uplift.provider, uplift.fixed_providers)


def work_out(uplift: Uplift, budget_ids: Collection[int] | None = None) -> tuple[dict[int, Worked], int]:
    """Each budget that the uplift touches, by number, and how many running budgets it names have no line that it raises.

    The same number of questions for ten budgets and for twenty thousand.
    """
    terms = terms_of(uplift)
    facts, beside = facts_of(uplift, budget_ids), around(uplift, budget_ids)
    found: dict[int, Worked] = {}
    for budget_id, each in facts.items():
        raised = raise_lines(each.lines, terms)
        if any(line.percent is not None or line.because for line in raised):
            found[budget_id] = _judged(each, raised, beside, terms)
    _add_arrears(uplift, found, budget_ids)
    return found, len(facts) - len(found)


def _shared_as_agreed(facts: BudgetFacts, starts: date, beside: Around) -> None:
    """Where funders agreed a split of their own, it counts in place of the plan's; fixed sums take no part in a rise."""
    for index, number in enumerate(facts.numbers):
        split = split_on(number, starts, beside.splits.get(facts.budget_id, ()))
        if split is not None:
            percents = [(share.funder, str(share.percent)) for share in split.shares if share.percent is not None]
            facts.shares[index] = tuple(percents)


def _judged(facts: BudgetFacts, raised: tuple[RaisedLine, ...], beside: Around, terms: Terms) -> Worked:
    if facts.budget_id in beside.splits:
        _shared_as_agreed(facts, terms.starts, beside)
    worked = Worked(facts, raised)
    worked.hindrance = _hindrance(worked, beside, terms)
    if facts.budget_id in beside.disputed:
        worked.told.append("Its funders dispute who pays what. The uplift goes on; they settle it between them.")
    if (later := beside.later.get(facts.budget_id)) is not None:
        worked.told.append(f"An amount from {day(later)} has prices of its own, which this uplift does not raise.")
    if facts.ends is not None:
        worked.told.append(f"The budget ends on {day(facts.ends)}.")
    worked.told += [f"“{each.line.words}” stays: {each.because}" for each in raised if each.because]
    return worked


def _hindrance(worked: Worked, beside: Around, terms: Terms) -> Hindrance | None:
    facts = worked.facts
    if all(each.percent is None for each in worked.raised):
        said = next(each.because for each in worked.raised if each.because)
        return Hindrance(UpliftWhy.ALREADY if "same day" in said else UpliftWhy.LEFT_OUT, said)
    if facts.state == BudgetState.ENDING:
        return Hindrance(UpliftWhy.ENDING, "The budget is ending. Its final account is worked out without an uplift.")
    if (last := beside.last_days.get(facts.budget_id)) is not None:
        return Hindrance(UpliftWhy.ENDING, f"The last paid day is {day(last)}, before the uplift.")
    if facts.budget_id in beside.waiting:
        return Hindrance(
            UpliftWhy.PROPOSAL,
            "A new amount waits to be authorised or to come into force. Finish or withdraw it, then work the uplift out again.",
        )
    if (wage := wage_hindrance(worked.raised, terms.starts)) is not None and wage.why == UpliftWhy.WAGE:
        return wage
    if _fixed_sums_only(worked, beside, terms):
        return Hindrance(
            UpliftWhy.FUNDERS,
            "All its funders pay fixed sums, so nobody would pay what the uplift adds. Agree a new split from that day first.",
        )
    if facts.state == BudgetState.PAUSED:
        return Hindrance(
            UpliftWhy.PAUSED,
            "Payments are paused. Take it in if it goes on at the new amount, or leave it out and raise it later.",
        )
    return wage


def _fixed_sums_only(worked: Worked, beside: Around, terms: Terms) -> bool:
    splits = beside.splits.get(worked.facts.budget_id)
    if not splits:
        return False
    for each, number in zip(worked.raised, worked.facts.numbers, strict=True):
        split = split_on(number, terms.starts, splits) if each.more and each.line.direct else None
        if split is not None and all(share.percent is None for share in split.shares):
            return True
    return False


def _add_arrears(uplift: Uplift, found: dict[int, Worked], budget_ids: Collection[int] | None) -> None:
    direct = {pk: in_pounds(sums[3]) for pk, each in found.items() if (sums := each.sums)[3] != sums[2]}
    periods = periods_gone_out(uplift.organisation_id, uplift.effective_from, budget_ids) if direct else {}
    for pk, arrears in arrears_of(direct, uplift.effective_from, periods).items():
        found[pk].arrears = sum_of(arrears)


@transaction.atomic
def preview(*, uplift_id: int, on: date, by: Actor) -> Uplift:
    """Work out an uplift that is being prepared, keep what it does to each budget, and count one more edition.

    What a person left out or took in stays so. Raises RuleBroken once it was sent for approval.
    """
    check_may(by, "uplift", "W")
    uplift = moving.locked(Uplift.objects.filter(organisation_id=by.organisation_id), pk=uplift_id)
    if uplift.state != UpliftState.DRAFT:
        raise RuleBroken("An uplift is worked out again only while it is being prepared. Take it back first.")
    check_year(uplift.effective_from, on, "effective_from")
    found, untouched = work_out(uplift)
    decided = dict(uplift.items.exclude(decided="").values_list("budget_id", "decided"))
    rows = [_row(worked, decided.get(pk, "")) for pk, worked in sorted(found.items())]
    _keep(uplift, rows)
    raised = [
        (row["why_code"], as_raised(worked)) for row, (_, worked) in zip(rows, sorted(found.items()), strict=True)
    ]
    _sum_up(uplift, raised, untouched, on)
    uplift.save(update_fields=["edition", "previewed_at", "totals"])
    return uplift


def _row(worked: Worked, decided: str) -> dict[str, Any]:
    """An item as it is written."""
    old, new, old_direct, new_direct = worked.sums
    why, facts = decision_on(worked.hindrance, decided), worked.facts
    return {
        "person_id": facts.person_id, "budget_id": facts.budget_id, "base_version_id": facts.version_id,
        "why_code": why.why if why else "", "why_not": why.words if why else "", "told": worked.told,
        "old_weekly": in_pounds(old), "new_weekly": in_pounds(new), "old_direct": in_pounds(old_direct),
        "new_direct": in_pounds(new_direct), "arrears": worked.arrears, "lines": lines_as_text(worked),
    }  # fmt: skip


def decision_on(found: Hindrance | None, decided: str) -> Hindrance | None:
    """What keeps a budget out once a person has decided: "out" always does; "in" overrules what is for judgement."""
    if decided == "out":
        return Hindrance(UpliftWhy.LEFT_OUT, "Left out by decision.")
    if decided == "in" and found is not None and found.why in JUDGEMENT:
        return None
    return found


def lines_as_text(worked: Worked) -> list[dict[str, Any]]:
    """The weekly lines before and after, as they are kept with the budget's item."""
    return [
        {
            "kind": each.line.kind,
            "words": each.line.words,
            "provider": each.line.provider,
            "direct": each.line.direct,
            "old": each.line.weekly,
            "new": each.new,
            "percent": None if each.percent is None else str(each.percent),
            "because": each.because,
            "shares": shares,
        }
        for each, shares in zip(worked.raised, worked.facts.shares, strict=True)
    ]


def _keep(uplift: Uplift, rows: list[dict[str, Any]]) -> None:
    """The rows as they are now; an item that is there already keeps its number and so its history."""
    gone = sorted(set(uplift.items.values_list("budget_id", flat=True)) - {row["budget_id"] for row in rows})
    for first in range(0, len(gone), 1000):
        uplift.items.filter(budget_id__in=gone[first : first + 1000]).delete()
    values: dict[str, int | str] = {
        "organisation": uplift.organisation_id,
        "uplift": uplift.pk,
        "rows": json.dumps(rows, default=str),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
    uplift.items.exclude(why_code="").update(state=UpliftItemState.BLOCKED)


def _sum_up(uplift: Uplift, raised: Iterable[tuple[str, RaisedBudget]], untouched: int, on: date) -> None:
    totals, blocked = Totals(), Counter[str]()
    for why, budget in raised:
        if why:
            blocked[why] += 1
        else:
            totals.add(budget)
    uplift.totals = totals_as_text(totals, months_from(uplift.effective_from, on), dict(blocked), untouched)
    uplift.totals["as_of"] = on.isoformat()
    uplift.edition += 1
    uplift.previewed_at = now()


def sum_up_again(uplift: Uplift, on: date) -> None:
    """The totals anew from the items as they are kept, after one was left out or taken in; one more edition."""
    rows = uplift.items.annotate(ends=F("budget__ends"))
    _sum_up(uplift, [(row.why_code, _kept_as_raised(row)) for row in rows], uplift.totals.get("untouched", 0), on)
    uplift.save(update_fields=["edition", "previewed_at", "totals"])


def as_raised(worked: Worked) -> RaisedBudget:
    """A budget as the totals count it."""
    more = tuple(
        (shares, each.line.kind, each.more)
        for each, shares in zip(worked.raised, worked.facts.shares, strict=True)
        if each.percent is not None
    )
    return RaisedBudget(*worked.sums, worked.arrears, more, worked.facts.ends)


def _kept_as_raised(row: Any) -> RaisedBudget:
    more = tuple(
        (tuple((name, share) for name, share in line["shares"]), line["kind"], line["new"] - line["old"])
        for line in row.lines
        if line["percent"] is not None
    )
    old, new, old_direct, new_direct = map(in_pence, (row.old_weekly, row.new_weekly, row.old_direct, row.new_direct))
    return RaisedBudget(old, new, old_direct, new_direct, row.arrears, more, row.ends)
