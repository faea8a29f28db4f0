"""Reads of the organisation's tables of amounts. Of no person."""

from datetime import date

from django.db.models import Q, QuerySet

from budgets.enums import AmountMethod, AmountTableState
from budgets.models import AmountTable
from budgets.rules.lifecycle import AMOUNT_TABLE
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible


def amount_tables(actor: Actor) -> QuerySet[AmountTable]:
    """The tables of the actor's organisation; none for people outside."""
    found = AmountTable.objects.filter(organisation_id=actor.organisation_id)
    seen = actor.role == "SYSTEM" or (may(actor, "amount table", "R") and not actor.is_outside)
    return (found if seen else found.none()).select_related("proposed_by", "approved_by")


def amount_table_for(actor: Actor, table_id: int) -> AmountTable:
    """One table. Raises NotVisible."""
    found = amount_tables(actor).filter(pk=table_id).first()
    if found is None:
        raise NotVisible
    return found


def usable_on(actor: Actor, on: date, *, method: AmountMethod | str = "", stream: str = "") -> QuerySet[AmountTable]:
    """The tables that hold on a day, first and last days included: of a way, and for a stream or for all streams."""
    rows = amount_tables(actor).filter(state__in=AMOUNT_TABLE.groups["usable"], starts__lte=on)
    rows = rows.filter(Q(ends=None) | Q(ends__gte=on), stream__in=["", stream])
    return rows.filter(method=method) if method else rows


def replaced_by(table: AmountTable) -> AmountTable | None:
    """The table in use that approving this one would end: the same way, stream and name, running into its first day."""
    rows = AmountTable.objects.filter(
        organisation_id=table.organisation_id,
        state=AmountTableState.IN_USE,
        method=table.method,
        stream=table.stream,
        name__iexact=table.name,
    ).exclude(pk=table.pk)
    rows = rows.filter(Q(ends=None) | Q(ends__gte=table.starts))
    return rows.order_by("-starts", "-id").first()
