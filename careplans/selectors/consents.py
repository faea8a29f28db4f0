"""Records of capacity and consent: the newest of each decision, earlier ones, and what is to be looked at again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Least

from careplans.models import Consent
from phb.core.actors import Actor
from phb.core.models import Grant
from phb.core.policies import policy
from phb.core.selectors import people

# What the law says must follow when a consent is gone, by decision.
FOLLOWS: dict[str, str] = {
    Consent.About.DIRECT_PAYMENT: (
        "Payments are held from the next run. They must stop unless a representative or nominee consents "
        "(2013 Regulations, regulation 17(1)). Tell finance, and agree another way to hold the money."
    ),
    Consent.About.MANAGING_MONEY: "Somebody else must manage the money, or it is held another way. Tell finance.",
    Consent.About.CARE: (
        "Care is not given against the person’s will. Payments are held from the next run. Talk to the person and the clinician "
        "today; the plan is reviewed."
    ),
    Consent.About.OTHER: "Look at what in the plan rests on it.",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: its newest record, earlier ones, whether the plan needs it, and what is due about it."""

    about: str
    title: str
    row: Consent | None
    earlier: list[Consent]
    needed: bool
    basis: str = ""
    due: date | None = None
    follows: str = ""


def decisions_of(person_id: int, needed: tuple[str, ...]) -> list[Decided]:
    """The three decisions, then others by name. One query."""
    found: dict[tuple[str, str], list[Consent]] = {}
    for row in Consent.objects.filter(person_id=person_id).order_by("-assessed_on", "-id"):
        found.setdefault((row.about, row.decision.casefold()), []).append(row)
    kinds = [(about, "") for about in Consent.About.values if about != Consent.About.OTHER]
    others = sorted(key for key in found if key[0] == Consent.About.OTHER)
    return [_decided(key, found.get(key, []), needed) for key in (*kinds, *others)]


def _decided(key: tuple[str, str], rows: list[Consent], needed: tuple[str, ...]) -> Decided:
    about = Consent.About(key[0])
    row = rows[0] if rows else None
    if row is None:
        return Decided(about, about.label, None, [], about in needed)
    gone = row.withdrawn_on is not None or not row.consents
    return Decided(
        about, row.decision or about.label, row, rows[1:], about in needed, Grant.Basis(row.basis).label,
        due_of(row), FOLLOWS[about] if gone else "",
    )  # fmt: skip


def due_of(row: Consent) -> date | None:
    """The day by which a record is looked at again: its next check or the end of the document, whichever is first."""
    days = [day for day in (row.next_check_on, row.document_expires_on) if day is not None]
    return min(days) if days and row.withdrawn_on is None else None


def to_check(actor: Actor) -> QuerySet[Consent]:
    """The newest record of each decision that is to be looked at again, with `due`."""
    later = Consent.objects.filter(
        Q(assessed_on__gt=OuterRef("assessed_on")) | Q(assessed_on=OuterRef("assessed_on"), pk__gt=OuterRef("pk")),
        person_id=OuterRef("person_id"), about=OuterRef("about"), decision__iexact=OuterRef("decision"),
    )  # fmt: skip
    rows = Consent.objects.filter(~Exists(later), person__in=people(actor), withdrawn_on=None)
    rows = rows.annotate(due=Least("next_check_on", "document_expires_on"))
    return rows.filter(due__isnull=False).select_related("person")


def desk_counts(actor: Actor, on: date) -> dict[str, Any]:
    """How many records are to be looked at soon, and how many are over: one query and a setting."""
    soon = int(policy("review_soon_days", on=on, organisation_id=actor.organisation_id))
    return to_check(actor).order_by().aggregate(
        consent_due=Count("pk", filter=Q(due__range=(on, on + timedelta(days=soon)))),
        consent_over=Count("pk", filter=Q(due__lt=on)),
    )  # fmt: skip
