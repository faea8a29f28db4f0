"""Preferred and actual places: the newest answer of each kind, whether it came true, and the figures of a commissioner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from eligibility.enums import PlaceKind, PlaceValue, Route
from eligibility.models import Case, PlaceWish
from eligibility.rules import Result, evaluate
from eligibility.rules.case_finding import small, small_groups, small_part
from phb.core.actors import Actor
from phb.core.selectors import people

REAL_PLACES = (PlaceValue.HOME, PlaceValue.CARE_HOME, PlaceValue.HOSPICE, PlaceValue.HOSPITAL, PlaceValue.OTHER)


def newest_of(person_id: int) -> dict[str, PlaceWish]:
    """The answer that counts of each kind: the newest by the day asked, then by when it was recorded."""
    found: dict[str, PlaceWish] = {}
    for wish in PlaceWish.objects.filter(person_id=person_id).order_by("asked_on", "id"):
        found[wish.kind] = wish
    return found


def all_of(person_id: int) -> list[PlaceWish]:
    """Every answer, newest first, with who recorded it."""
    return list(
        PlaceWish.objects.filter(person_id=person_id).select_related("recorded_by").order_by("-asked_on", "-id")
    )


def outcome_of(newest: dict[str, PlaceWish], on: date) -> Result:
    """Whether the preferred place of death came true, by the rule of places."""
    answers: dict[str, Any] = {
        kind.lower(): {"value": wish.place, "asked_date": wish.asked_on, "asked_of": wish.asked_of}
        for kind, wish in newest.items()
    }
    if reason := getattr(newest.get(PlaceKind.APD), "reason_not_achieved", ""):
        answers["reason_not_achieved"] = reason
    return evaluate("places", answers, on)


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """Counts of people of one group. `measured`: died, with a stated place preferred and the actual one known."""

    group: str
    people: int
    asked: int
    known: int
    died: int
    died_known: int
    measured: int
    achieved: int


COLUMNS = {
    "group": "Group",
    "people": "People",
    "asked": "Asked about place of death",
    "known": "Preferred place stated",
    "died": "Died",
    "died_known": "Place of death known",
    "measured": "Both known",
    "achieved": "Died where they preferred",
}


# Each count with the one that it is a part of.
PART_OF = {
    "asked": "people",
    "known": "asked",
    "died": "people",
    "died_known": "died",
    "measured": "died_known",
    "achieved": "measured",
}


def shown(rows: Sequence[PlaceFigures]) -> list[dict[str, str]]:
    """The counts as they may leave the organisation: 1 to 4 not shown, nor what would tell them by subtraction.

    The last row is the sum of those before it.
    """
    found: list[dict[str, str]] = [{"group": row.group} for row in rows]
    for name in list(COLUMNS)[1:]:
        counts = [getattr(row, name) for row in rows]
        whole = PART_OF.get(name)
        words = [
            small_part(count, getattr(row, whole)) if whole else small(count)
            for row, count in zip(rows, counts, strict=True)
        ]
        words = [*small_groups(counts[:-1], words[:-1]), words[-1]]
        for row, text in zip(found, words, strict=True):
            row[name] = text
    return found


def figures(actor: Actor, *, since: date, until: date) -> list[PlaceFigures]:
    """The counts of people whose Fast Track or end of life referral came in a period (days inclusive), and all together.

    Within what the actor may see; in one query.
    """
    came = Case.objects.filter(
        person_id=OuterRef("pk"), received_on__gte=since, received_on__lte=until, organisation_id=actor.organisation_id
    )
    fast = Exists(came.filter(fast_track=True))
    local = Exists(came.filter(route=Route.END_OF_LIFE))
    seen = people(actor).annotate(
        fast=fast, local=local, ppd=_newest_place(PlaceKind.PPD), apd=_newest_place(PlaceKind.APD)
    )
    rows = {
        "Fast Track": Q(fast=True),
        "End of life care outside Fast Track": Q(fast=False, local=True),
        "All": Q(),
    }
    counted = seen.filter(Q(fast=True) | Q(local=True)).order_by().aggregate(**_sums(rows))
    return [
        PlaceFigures(group, *(counted[f"{name}_{number}"] for name in COLUMNS if name != "group"))
        for number, group in enumerate(rows)
    ]


def _sums(rows: dict[str, Q]) -> dict[str, Count]:
    stated, known = Q(ppd__in=REAL_PLACES), Q(apd__in=REAL_PLACES)
    died = Q(date_of_death__isnull=False)
    conditions = {
        "people": Q(),
        "asked": Q(ppd__isnull=False) & ~Q(ppd=PlaceValue.NOT_ASKED),
        "known": stated,
        "died": died,
        "died_known": died & known,
        "measured": died & known & stated,
        "achieved": died & known & stated & Q(ppd=F("apd")),
    }
    return {
        f"{name}_{number}": Count("pk", filter=group & condition)
        for number, group in enumerate(rows.values())
        for name, condition in conditions.items()
    }


def _newest_place(kind: PlaceKind) -> Subquery:
    newest: QuerySet[PlaceWish] = PlaceWish.objects.filter(person_id=OuterRef("pk"), kind=kind)
    return Subquery(newest.order_by("-asked_on", "-id").values("place")[:1])
