"""Tables of amounts: proposed by one, brought into use by another, ended with a reason. What was in use is never changed."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from budgets.enums import AmountMethod, AmountTableState
from budgets.models import AmountTable
from budgets.permissions import check_may
from budgets.rules.amount_sheets import METHODS_WITH_TABLE
from budgets.rules.amount_tables import Content, PointsTable, read_table_content
from budgets.selectors.amount_tables import amount_table_for, replaced_by
from eligibility.enums import Route
from eligibility.rules.domains import adult_domains, children_domains
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.once import once


@transaction.atomic
def propose_table(
    *,
    method: str,
    name: str,
    content: dict[str, Any],
    source: str,
    starts: date,
    by: Actor,
    stream: str = "",
    ends: date | None = None,
    key: str | None = None,
) -> AmountTable:
    """Propose a table of amounts from a day to a day (inclusive); a second person brings it into use.

    With `key`, the same page sent twice proposes one. Raises RuleBroken that names what is wrong with it.
    """
    check_may(by, "amount table", "W")
    if method not in METHODS_WITH_TABLE:
        raise RuleBroken("This way of working out an amount has no table.", "method")
    if stream and stream not in set(Route):
        raise RuleBroken("Choose one of the streams shown, or all.", "stream")
    if not name.strip():
        raise RuleBroken("Give the table a name.", "name")
    if not source.strip():
        raise RuleBroken("Say who decided the table and where that is written down.", "source")
    if ends and ends < starts:
        raise RuleBroken("The last day must not be before the first.", "ends")
    _check_domains(read_table_content(AmountMethod(method), content))
    values = {"method": method, "stream": stream, "name": name.strip(), "content": content, "source": source.strip()}

    def effect() -> dict[str, int]:
        table = AmountTable.objects.create(
            organisation_id=by.organisation_id, proposed_by_id=by.user_id, starts=starts, ends=ends, **values
        )
        moving.note(table, "created", by=by, before="", after=table.state)
        return {"id": table.pk}

    if key is None:
        return AmountTable.objects.get(pk=effect()["id"])
    asked = {**values, "starts": starts, "ends": ends}
    answer, _ = once("budgets.propose_table", key, asked, effect, by=by)
    return AmountTable.objects.get(pk=answer["id"])


@transaction.atomic
def decide_table(*, table_id: int, approve: bool, by: Actor, reason: str = "") -> AmountTable:
    """A second person brings a table into use, or not, with the reason. The one it follows ends the day before.

    Amounts that were given keep the table they were read from. Raises RuleBroken for whoever proposed it, without a
    reason for a no, and where the one before began later.
    """
    check_may(by, "amount table", "A")
    table = _locked(by, table_id)
    done = AmountTableState.IN_USE if approve else AmountTableState.REFUSED
    if table.state == done and table.approved_by_id in (by.user_id, None):
        return table
    type(table).life_cycle.check(table.state, "approve" if approve else "refuse")
    if table.proposed_by_id == by.user_id:
        raise RuleBroken("You proposed this table, so a colleague approves it or not.")
    if not approve:
        moving.move(table, "refuse", by=by, reason=_why(reason), decision_reason=_why(reason))
        return table
    read_table_content(AmountMethod(table.method), table.content)
    before = replaced_by(table)
    if before is not None:
        before = moving.locked(AmountTable.objects.all(), pk=before.pk)
        if before.starts >= table.starts:
            raise RuleBroken(
                "A table of this name begins on the same day or later. Refuse this one, and propose it with a later first day."
            )
        words = f"Followed by the table from {table.starts:%d.%m.%Y}."
        eve = table.starts - timedelta(days=1)
        moving.move(before, "end", by=by, reason=words, ends=min(before.ends or eve, eve))
    moving.move(
        table, "approve", by=by, reason=reason.strip(), approved_by_id=by.user_id, decision_reason=reason.strip()
    )
    return table


@transaction.atomic
def end_table(*, table_id: int, ends: date, reason: str, by: Actor) -> AmountTable:
    """Take a table out of use after a day, with the reason. Raises RuleBroken for a day before its first."""
    check_may(by, "amount table", "A")
    table = _locked(by, table_id)
    if table.state == AmountTableState.ENDED and table.ends == ends:
        return table
    if ends < table.starts:
        raise RuleBroken("The last day must not be before the first.", "ends")
    if table.ends is not None and ends > table.ends:
        raise RuleBroken(
            f"It was approved until {table.ends:%-d %B %Y}. Choose that day or an earlier one, or propose a new table.",
            "ends",
        )
    moving.move(table, "end", by=by, reason=_why(reason), ends=ends)
    return table


def _check_domains(table: Content) -> None:
    """Refuse a question of a domain that no assessment has: its levels would never be found (RuleBroken)."""
    known = {**children_domains(), **adult_domains()}
    for question in table.questions if isinstance(table, PointsTable) else ():
        if question.domain and question.domain not in known:
            raise RuleBroken(
                f"“{question.domain}” is no domain of an assessment. Leave it empty, or write one of: {', '.join(known)}.",
                "content",
            )


def _locked(by: Actor, table_id: int) -> AmountTable:
    return moving.locked(AmountTable.objects.all(), pk=amount_table_for(by, table_id).pk)


def _why(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("Write down why.", "reason")
    return reason.strip()
