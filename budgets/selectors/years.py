"""The commissioner's money of a year: kept figures cut by place, stream, funder and so on; each opens to its budgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from budgets.enums import BudgetState, HoldingMethod
from budgets.models import Budget, BudgetYear, Funder
from budgets.rules.schedule import financial_year
from budgets.rules.words import percent_of
from budgets.rules.years import MONTHS, year_words
from budgets.selectors.budgets import PART, budgets
from eligibility.enums import Route
from phb.core.actors import Actor
from phb.core.models import Place
from phb.core.money import ZERO
from phb.core.selectors import people

SUMS = (
    "budget_value", "agreed_value", "earned", "rest", "one_offs", "one_offs_paid", "recoveries", "cash_paid",
    "brought_forward", "prepaid", "forecast", "variance", "commitment",
)  # fmt: skip
AGES = (
    ("0-17", "Under 18", 0, 18),
    ("18-64", "18 to 64", 18, 65),
    ("65-84", "65 to 84", 65, 85),
    ("85", "85 and over", 85, 200),
)
CUTS = {
    "place": "Place", "stream": "Funding stream", "funder": "Funder", "holding": "How it is held", "provider": "Provider",
    "cost_centre": "Cost centre", "age": "Age on 1 April",
}  # fmt: skip
NONE = "-"  # in an address: nothing is recorded


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the report: its key in an address, its words, how many budgets, and their sums in pounds."""

    key: str
    label: str
    budgets: int
    sums: Mapping[str, Decimal]

    def __getattr__(self, name: str) -> Decimal:
        try:
            return self.sums[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def actual(self) -> Decimal:
        """Cost of the days to date: earned, with one-offs paid, less what came back."""
        return self.sums["earned"] + self.sums["one_offs_paid"] - self.sums["recoveries"]

    @property
    def percent(self) -> Decimal:
        """The variance as percent of the budget, to one place."""
        return percent_of(self.sums["variance"], self.sums["budget_value"])

    @property
    def not_paid_yet(self) -> Decimal:
        """Cost of the days to date less what was paid for them: positive is an accrual."""
        return self.actual - (self.sums["cash_paid"] + self.sums["brought_forward"] - self.sums["prepaid"])


def kept(actor: Actor, year: int) -> QuerySet[BudgetYear]:
    """The kept figures of a year, of people whose money the actor may see."""
    rows = BudgetYear.objects.filter(organisation_id=actor.organisation_id, year=year)
    return rows.filter(person__in=people(actor, part=PART))


def condition(chosen: Mapping[str, str], year: int, *, to: str = "") -> Q:
    """Kept rows that fit what was chosen; `to`: the way from the rows asked about to theirs, such as "figures__"."""
    found = Q()
    for name in ("funder", "holding", "provider"):
        if chosen.get(name):
            found &= Q(**{f"{to}{name}": "" if chosen[name] == NONE else chosen[name]})
    return found


def budget_condition(actor: Actor, chosen: Mapping[str, str], year: int, *, to: str = "budget__") -> Q:
    """Budgets that fit what was chosen, by place, stream, age and cost centre."""
    found = Q()
    person = f"{to}person__"
    if chosen.get("stream"):
        found &= Q(**{f"{to}stream": chosen["stream"]})
    if chosen.get("place"):
        nowhere = chosen["place"] == NONE
        found &= Q(**{f"{person}place__isnull": True}) if nowhere else Q(**{f"{person}place_id": chosen["place"]})
    if chosen.get("age"):
        (_, _, least, most) = next(each for each in AGES if each[0] == chosen["age"])
        found &= _born(least, most, year, f"{person}date_of_birth")
    return found


def of_cost_centre(actor: Actor, name: str) -> list[str]:
    """The funders of a cost centre by name; of none named, all that have one."""
    rows = Funder.objects.filter(organisation_id=actor.organisation_id).exclude(cost_centre="")
    return list((rows if name == NONE else rows.filter(cost_centre=name)).values_list("name", flat=True))


def chosen_rows(actor: Actor, year: int, chosen: Mapping[str, str]) -> QuerySet[BudgetYear]:
    """The kept figures that fit what was chosen."""
    rows = kept(actor, year).filter(condition(chosen, year), budget_condition(actor, chosen, year))
    if centre := chosen.get("cost_centre"):
        rows = rows.annotate(centre=_centre("funder")).filter(centre="" if centre == NONE else centre)
    return rows


def groups(actor: Actor, year: int, cut: str, chosen: Mapping[str, str]) -> list[Group]:
    """The figures by one cut: one query, whatever the number of budgets. A budget may stand in several groups."""
    rows = chosen_rows(actor, year, chosen).annotate(cut=_CUT[cut](year)).order_by()
    label = _LABEL.get(cut)
    names = ["cut", *([label] if label else [])]
    found = rows.values(*names).annotate(count=Count("budget", distinct=True), **{name: Sum(name) for name in SUMS})
    return [_group(row, _said(cut, row["cut"], row[label] if label else None)) for row in found]


def whole(actor: Actor, year: int, chosen: Mapping[str, str]) -> Group:
    """The figures of all that fits, each budget counted once."""
    sums = {name: Sum(name) for name in SUMS}
    row = chosen_rows(actor, year, chosen).order_by().aggregate(count=Count("budget", distinct=True), **sums)
    return _group({**row, "cut": ""}, "All")


def as_at(actor: Actor, year: int) -> tuple[date | None, date | None]:
    """The oldest and the newest day of the figures: they differ while some were worked out anew since the night."""
    row = kept(actor, year).order_by().aggregate(least=Min("as_at"), most=Max("as_at"))
    return row["least"], row["most"]


def months(actor: Actor, year: int, chosen: Mapping[str, str]) -> list[tuple[Decimal, Decimal]]:
    """Budget and forecast of each month from April, in pounds by calendar days."""
    sums = {f"{name}_{n}": Sum(f"{name}_profile__{n}") for name in ("budget", "forecast") for n in range(MONTHS)}
    row = chosen_rows(actor, year, chosen).order_by().aggregate(**sums)
    return [(row[f"budget_{n}"] or ZERO, row[f"forecast_{n}"] or ZERO) for n in range(MONTHS)]


def counts(actor: Actor, year: int, chosen: Mapping[str, str]) -> dict[str, int]:
    """How many budgets: by method, with a direct payment, new and ended in the year, and authorised but not started."""
    period = financial_year(year)
    rows = chosen_rows(actor, year, chosen).order_by()
    row = rows.aggregate(
        **{each.value: Count("budget", filter=Q(holding=each), distinct=True) for each in HoldingMethod},
        new=Count("budget", filter=Q(budget__starts__range=(period.start, period.end)), distinct=True),
        ended=Count("budget", filter=_ended(period.start, period.end, "budget__"), distinct=True),
    )
    waiting = budgets(actor).filter(state=BudgetState.SETTING_UP, authorised_to__isnull=False)
    return {**row, "waiting": waiting.filter(budget_condition(actor, chosen, year, to="")).count()}


def listed(actor: Actor, year: int, chosen: Mapping[str, str]) -> QuerySet[Budget]:
    """The budgets behind a figure, each with its own sums of what was chosen: one grouping, whatever the order."""
    fits = Q(years__year=year) & condition(chosen, year, to="years__")
    if centre := chosen.get("cost_centre"):
        names = of_cost_centre(actor, centre)
        fits &= ~Q(years__funder__in=names) if centre == NONE else Q(years__funder__in=names)
    rows = budgets(actor).filter(budget_condition(actor, chosen, year, to=""))
    rows = rows.annotate(figures=FilteredRelation("years", condition=fits)).filter(figures__isnull=False)
    period = financial_year(year)
    if chosen.get("since") == "new":
        rows = rows.filter(starts__range=(period.start, period.end))
    if chosen.get("since") == "ended":
        rows = rows.filter(_ended(period.start, period.end, ""))
    rows = rows.select_related("person").annotate(**{name: Sum(f"figures__{name}") for name in SUMS})
    rows = rows.annotate(actual=F("earned") + F("one_offs_paid") - F("recoveries"), year=Value(year))
    if chosen.get("sign"):
        rows = rows.filter(**{f"variance__{'gt' if chosen['sign'] == 'over' else 'lt'}": 0})
    return rows


def of_budget(actor: Actor, budget: Budget, year: int) -> list[BudgetYear]:
    """The kept figures of one budget in a year, by funder, holding and provider."""
    return list(kept(actor, year).filter(budget=budget).order_by("funder", "holding", "provider"))


def years_of(actor: Actor) -> list[tuple[int, str]]:
    """The years that have figures, newest first, with their words."""
    rows = BudgetYear.objects.filter(organisation_id=actor.organisation_id).order_by("-year")
    return [(year, year_words(year)) for year in rows.values_list("year", flat=True).distinct()]


def choices(actor: Actor, year: int) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in each cut, by what there is: three queries."""
    rows = kept(actor, year).order_by()
    named = lambda name: [value for value in rows.order_by(name).values_list(name, flat=True).distinct() if value]  # noqa: E731
    funders = Funder.objects.filter(organisation_id=actor.organisation_id).exclude(cost_centre="")
    centres = funders.order_by("cost_centre").values_list("cost_centre", flat=True).distinct()
    places = Place.objects.filter(organisation_id=actor.organisation_id).order_by("name").values_list("pk", "name")
    return {
        "place": [*((str(pk), name) for pk, name in places), (NONE, "No place")],
        "stream": list(Route.choices()),
        "funder": [(name, name) for name in named("funder")],
        "holding": list(HoldingMethod.choices()),
        "provider": [*((name, name) for name in named("provider")), (NONE, "Nobody named")],
        "cost_centre": [*((name, name) for name in centres), (NONE, "No cost centre")],
        "age": [(key, label) for key, label, _, _ in AGES],
    }


def _group(row: Mapping[str, Any], said: str) -> Group:
    key = NONE if row["cut"] in (None, "") else str(row["cut"])
    return Group(key, said, row["count"], {name: row[name] or ZERO for name in SUMS})


def _said(cut: str, key: Any, label: str | None) -> str:
    if cut == "stream":
        return Route(key).label
    if cut == "holding":
        return HoldingMethod(key).label
    if cut == "age":
        return next(label for found, label, _, _ in AGES if found == key)
    nothing = {"place": "No place", "provider": "Nobody named", "cost_centre": "No cost centre", "funder": "No funder"}
    return label or str(key or "") or nothing[cut]


def _age(year: int) -> Case:
    born = "person__date_of_birth"
    return Case(
        *(When(_born(least, most, year, born), then=Value(key)) for key, _, least, most in AGES[:-1]),
        default=Value(AGES[-1][0]),
        output_field=CharField(),
    )


def _born(least: int, most: int, year: int, born: str) -> Q:
    """Of an age from `least` to under `most` on 1 April of the year (D6)."""
    at_most, at_least = date(year - least, 4, 1), date(year - most, 4, 1)
    younger = Q() if least == 0 else Q(**{f"{born}__lte": at_most})
    return younger & Q(**{f"{born}__gt": at_least})


def _ended(first: date, last: date | None, to: str) -> Q:
    """Ended in the year: by its own last day, or because the person died."""
    days = (first, last)
    return Q(**{f"{to}ends__range": days}) | Q(**{f"{to}ends__isnull": True, f"{to}person__date_of_death__range": days})


def _centre(funder: str) -> Coalesce:
    rows = Funder.objects.filter(organisation_id=OuterRef("organisation_id"), name=OuterRef(funder))
    return Coalesce(Subquery(rows.values("cost_centre")[:1]), Value(""))


_CUT: dict[str, Any] = {
    "place": lambda year: F("person__place_id"),
    "stream": lambda year: F("budget__stream"),
    "funder": lambda year: F("funder"),
    "holding": lambda year: F("holding"),
    "provider": lambda year: F("provider"),
    "cost_centre": lambda year: _centre("funder"),
    "age": _age,
}
_LABEL = {"place": "person__place__name"}
