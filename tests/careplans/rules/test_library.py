"""Which price holds, what a new one ends, what so much of it comes to, and when a line is behind."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from careplans.enums import LibraryKind, PriceUnit
from careplans.rules.library import Priced, TakenLine, behind, cost_of, make_room, price_on, proposal
from phb.core.errors import RuleBroken

FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
BASE = Priced(1, 7, "Willow", None, PriceUnit.HOUR, Decimal("24.50"), FIRST, LAST)
COAST = 5


def priced(key: int, **fields: object) -> Priced:
    return replace(BASE, key=key, **fields)  # type: ignore[arg-type]


DAYS = [
    ("the day before its first", date(2026, 3, 31), None),
    ("its first day", FIRST, 1),
    ("its last day", LAST, 1),
    ("the day after its last", date(2027, 4, 1), None),
]


@pytest.mark.parametrize(("title", "on", "found"), DAYS, ids=[title for title, _, _ in DAYS])
def test_a_price_holds_from_its_first_to_its_last_day(title, on, found):
    price = price_on([BASE], on=on, provider="Willow")
    assert (price.key if price else None) == found


def test_without_a_last_day_it_holds_until_further_notice():
    assert price_on([priced(2, ends=None)], on=date(2099, 1, 1), provider="Willow").key == 2


CHOICES = [
    ("the provider’s in the place before the provider’s everywhere", COAST, "Willow", 4),
    ("in another place the provider’s price everywhere", 6, "Willow", 1),
    ("capitals of the provider aside", None, "WILLOW", 1),
    ("another provider: the standard price of the place", COAST, "Birch", 3),
    ("another provider elsewhere: the standard price everywhere", None, "Birch", 2),
    ("no provider: never a provider’s own price", None, "", 2),
]


@pytest.mark.parametrize(("title", "place", "provider", "key"), CHOICES, ids=[each[0] for each in CHOICES])
def test_the_providers_own_and_then_the_places_own_comes_first(title, place, provider, key):
    rows = [
        BASE,
        priced(2, provider=""),
        priced(3, provider="", place=COAST),
        priced(4, place=COAST),
        priced(5, provider="Elm", place=COAST),
    ]
    assert price_on(rows, on=FIRST, place=place, provider=provider).key == key


def test_of_two_units_one_must_be_named():
    rows = [BASE, priced(2, unit=PriceUnit.NIGHT)]
    with pytest.raises(RuleBroken, match="Say which is meant"):
        price_on(rows, on=FIRST, provider="Willow")
    assert price_on(rows, on=FIRST, provider="Willow", unit=PriceUnit.NIGHT).key == 2


def test_a_new_price_ends_the_earlier_one_the_day_before():
    (ending,) = make_room(priced(2, starts=date(2026, 10, 1), ends=None), [BASE])
    assert (ending.price.key, ending.last_day) == (1, date(2026, 9, 30))
    assert ending.words == "The price of £24.50 an hour from 1 April 2026 ends on 30 September 2026."


BESIDE = [
    ("the day after the last", {"starts": date(2027, 4, 1), "ends": None}),
    ("until the day before the first", {"starts": date(2025, 4, 1), "ends": date(2026, 3, 31)}),
    ("another provider", {"provider": "Birch"}),
    ("another place", {"place": COAST}),
    ("another unit", {"unit": PriceUnit.NIGHT}),
    ("another entry", {"item": 8}),
]


@pytest.mark.parametrize(("title", "fields"), BESIDE, ids=[title for title, _ in BESIDE])
def test_what_is_not_the_same_thing_on_the_same_day_stands_beside(title, fields):
    assert make_room(priced(2, **fields), [BASE]) == ()


REFUSED = [
    ("on the very same first day", {}, "starts", "begin it later"),
    ("reaching over the first day of one that is approved", {"starts": date(2025, 4, 1), "ends": FIRST}, "ends", "end before that day"),
    ("in the middle of one that goes on", {"starts": date(2026, 8, 1), "ends": date(2026, 8, 31)}, "ends", "there would be none"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "fields", "field", "words"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_price_that_cannot_follow_is_refused_with_the_way_out(title, fields, field, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        make_room(priced(2, **fields), [BASE])
    assert refused.value.field == field


COSTS = [
    (PriceUnit.HOUR, "24.50", "12.25", "300.13", None),  # 300.125 is rounded once, half away from zero
    (PriceUnit.NIGHT, "120.00", "2", "240.00", None),
    (PriceUnit.WEEK, "95.00", "1", "95.00", None),
    (PriceUnit.MILE, "0.45", "31", "13.95", None),
    (PriceUnit.ITEM, "310.00", "2", None, "620.00"),
]


@pytest.mark.parametrize(("unit", "amount", "quantity", "weekly", "once"), COSTS)
def test_what_so_much_of_it_comes_to(unit, amount, quantity, weekly, once):
    cost = cost_of(Decimal(amount), unit, Decimal(quantity))
    assert (cost.weekly, cost.once) == (weekly and Decimal(weekly), once and Decimal(once))


def test_an_hour_stays_hours_times_rate_and_a_night_becomes_an_amount_a_week():
    line = proposal("Sitting", LibraryKind.SERVICE, "respite", BASE, Decimal(3))
    assert (line.cost, line.rate, line.hours_per_week, line.weekly) == ("hours", Decimal("24.50"), 3, None)
    night = priced(2, unit=PriceUnit.NIGHT, amount=Decimal("120.00"))
    assert proposal("Night", LibraryKind.SERVICE, "", night, Decimal(2)).weekly == Decimal("240.00")
    piece = priced(3, unit=PriceUnit.ITEM, amount=Decimal("310.00"))
    line = proposal("Cushion", LibraryKind.EQUIPMENT, "", piece, None)
    assert (line.cost, line.one_off_amount, line.kind, line.frequency) == (
        "once",
        Decimal("310.00"),
        "equipment",
        "one_off",
    )


LINE = TakenLine("9", "Sitting", BASE, Decimal("24.50"), Decimal("245.00"), None, None)
BEHIND = [
    ("as taken", LINE, LAST, BASE, ""),
    ("ended with nothing after", LINE, date(2027, 4, 1), None, "ended on 31 March 2027"),
    ("a newer one", LINE, date(2027, 4, 1), priced(2, amount=Decimal("25.75"), starts=date(2027, 4, 1), ends=None), "£1.25 more"),
    ("a newer one of the same amount", LINE, date(2027, 4, 1), priced(2, starts=date(2027, 4, 1), ends=None), "the same as"),
    ("another rate typed", replace(LINE, rate=Decimal("26.00")), LAST, BASE, "The line says £26.00 an hour"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "line", "on", "newer", "words"), BEHIND, ids=[each[0] for each in BEHIND])
def test_when_a_line_no_longer_says_what_the_library_says(title, line, on, newer, words):
    said = behind(line, on, newer)
    assert words in said and bool(said) == bool(words)
