"""What a running budget's days are worth: tables, and an independent model that counts day by day."""

from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.enums import ChangeKind, Frequency
from budgets.rules.changes import Span, check_change
from budgets.rules.changing import check_beginning
from budgets.rules.entitlement import Away, CalendarFrom, Facts, NotPaid, due, slots, worth
from budgets.rules.reckoning import Sent, reckon
from budgets.rules.schedule import WeeklyRate
from phb.core.errors import RuleBroken
from phb.core.periods import Period
from tests.case_tables import cases

ANCHOR = date(2026, 4, 6)


def facts(raw: dict) -> Facts:
    rates = [WeeklyRate(raw["first"], D(raw["weekly"])), *(WeeklyRate(day, D(w)) for day, w in raw.get("rates", ()))]
    return Facts(
        first=raw["first"],
        last=raw.get("last"),
        rates=tuple(rates),
        calendars=(CalendarFrom(raw["first"], Frequency(raw.get("frequency", "four_weekly")), ANCHOR),),
        pauses=tuple(NotPaid(*days, "payments are paused") for days in raw.get("pauses", ())),
        stays=tuple(Away(a, b, grace, D(percent), most) for a, b, grace, percent, most in raw.get("stays", ())),
    )


@pytest.mark.parametrize("case", cases(__file__, "entitlement:due"))
def test_what_a_period_is_worth(case):
    found = due(facts(case["facts"]), Period(*case["period"]))
    assert found.amount == D(case["expect"])
    assert found.amount == sum(part.amount for part in found.parts)
    assert sum(part.days for part in found.parts) <= Period(*case["period"]).days


@pytest.mark.parametrize("case", cases(__file__, "entitlement:worth"))
def test_what_the_days_of_an_account_are_worth(case):
    assert worth(facts(case["facts"]), Period(*case["period"])).amount == D(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "entitlement:reckoned"))
def test_what_is_still_to_be_paid(case):
    known = facts(case["facts"])
    sent = [Sent(n, Period(a, b), D(paid)) for n, (a, b, paid) in enumerate(case["sent"])]
    arrears = [Sent(99, sent[0].period, D(case["arrears"]))] if "arrears" in case else []
    found = reckon(list(slots(known, case["until"])), lambda days: due(known, days), sent, arrears)
    expect = case["expect"]
    assert (found.balance, found.credit_left) == (D(expect["balance"]), D(expect["left"]))
    assert [[each.period.start, str(each.amount), str(each.credit_used)] for each in found.to_pay] == expect["to_pay"]


def test_the_words_say_how():
    known = facts({"first": date(2026, 6, 1), "weekly": "700.00", "pauses": [[date(2026, 6, 3), date(2026, 6, 4)]],
                   "stays": [[date(2026, 6, 20), None, 7, "50", 28]]})  # fmt: skip
    assert due(known, Period(date(2026, 6, 1), date(2026, 6, 28))).words == (
        "1 June 2026 to 28 June 2026: £700.00 a week × 24 days ÷ 7 + 50% of £700.00 a week × "
        "2 days ÷ 7, away from 20 June 2026 = £2,500.00; 2 days not paid: payments are paused."
    )
    gone = facts({"first": date(2026, 6, 1), "weekly": "700.00", "last": date(2026, 5, 1)})
    assert due(gone, Period(date(2026, 6, 1), date(2026, 6, 28))).words == (
        "1 June 2026 to 28 June 2026: nothing is due; 28 days not paid: the budget ended."
    )


# The independent model: one day after the other, exact, rounded once in full and once for each stay.

START = date(2027, 1, 1)
pence = st.integers(0, 300_000).map(lambda n: D(n) / 100)


def offset(most: int):
    return st.integers(0, most).map(lambda n: START + timedelta(days=n))


@st.composite
def stays(draw):
    found, at = [], START + timedelta(days=draw(st.integers(0, 60)))
    for _ in range(draw(st.integers(0, 3))):
        ends = at + timedelta(days=draw(st.integers(0, 90)))
        found.append(Away(at, ends, draw(st.integers(0, 30)), D(draw(st.integers(0, 100))), draw(st.integers(0, 40))))
        at = ends + timedelta(days=draw(st.integers(1, 90)))
    return found


@st.composite
def any_facts(draw, by_days: bool = True):
    days = sorted(draw(st.sets(offset(400), max_size=3)) | {START})
    some = [Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.FOUR_WEEKLY, Frequency.MONTHLY_DAYS]
    often = st.sampled_from(some if by_days else [*some, Frequency.MONTHLY_TWELFTHS])
    calendars = [CalendarFrom(START, draw(often), ANCHOR)]
    for asked in sorted(draw(st.sets(offset(400), max_size=2))):
        calendars.append(CalendarFrom(asked, draw(often), ANCHOR))
    pauses = [
        NotPaid(
            start, draw(st.none() | offset(90).map(lambda end, start=start: max(start, end))), "payments are paused"
        )
        for start in draw(st.lists(offset(500), max_size=3))
    ]
    return Facts(
        first=START,
        last=draw(st.none() | offset(500)),
        rates=tuple(WeeklyRate(day, draw(pence)) for day in days),
        calendars=tuple(calendars),
        pauses=tuple(pauses),
        stays=tuple(draw(stays())),
    )


def half_up(exact: Fraction) -> D:
    top = exact * 100
    return D((2 * top.numerator + top.denominator) // (2 * top.denominator)) / 100


def model(known: Facts, period: Period) -> D:
    full, retained = Fraction(0), {}
    for n in range(period.days):
        day = period.start + timedelta(days=n)
        weekly = [rate.weekly for rate in known.rates if rate.start <= day][-1]
        if known.last is not None and day > known.last:
            continue
        if any(p.start <= day and (p.end is None or day <= p.end) for p in known.pauses):
            continue
        away = [s for s in known.stays if s.starts <= day <= s.ends]
        gone = (day - away[0].starts).days if away else -1
        if (
            not away
            or gone < away[0].grace_days
            or (away[0].percent == 100 and gone < away[0].grace_days + away[0].most_days)
        ):
            full += Fraction(weekly) / 7
        elif gone < away[0].grace_days + away[0].most_days:
            key = away[0].starts
            retained[key] = retained.get(key, Fraction(0)) + Fraction(weekly) * Fraction(away[0].percent) / 700
    return half_up(full) + sum((half_up(each) for each in retained.values()), D(0))


@settings(max_examples=60)
@given(any_facts(), st.integers(0, 450), st.integers(1, 60))
def test_equals_a_count_day_by_day(known, first, days):
    period = Period.of_days(START + timedelta(days=first), days)
    assert due(known, period).amount == model(known, period)


@settings(max_examples=40)
@given(any_facts(by_days=False), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(known, random):
    pauses, away = list(known.pauses), list(known.stays)
    random.shuffle(pauses)
    random.shuffle(away)
    other = Facts(known.first, known.rates, known.calendars, known.last, known.last_why, tuple(pauses), tuple(away))
    period = Period.of_days(START, 420)
    assert due(other, period).amount == due(known, period).amount


@pytest.mark.D01
@settings(max_examples=60)
@given(any_facts(by_days=False), st.integers(0, 800))
def test_each_day_belongs_to_one_period(known, days):
    until = START + timedelta(days=days)
    found = [slot.period for slot in slots(known, until)]
    assert (found[0].start, found[-1].end) == (START, until)
    assert all(later.follows(before) for before, later in pairwise(found))


@settings(max_examples=60)
@given(any_facts(by_days=False), st.data())
def test_paid_and_to_come_are_together_what_is_due(known, data):
    """Whatever went out, and whenever: nothing is paid twice and nothing is lost, to the penny."""
    found = list(slots(known, START + timedelta(days=300)))
    sent = []
    for n, slot in enumerate(found):
        if data.draw(st.booleans()):
            first = data.draw(st.integers(0, slot.period.days - 1))
            last = data.draw(st.integers(first, slot.period.days - 1))
            days = Period(slot.period.start + timedelta(days=first), slot.period.start + timedelta(days=last))
            sent.append(Sent(n, days, data.draw(pence)))
    arrears = [Sent(1000, found[0].period, data.draw(pence))]
    outcome = reckon(found, lambda days: due(known, days), sent, arrears)
    whole = sum((due(known, slot.period).amount for slot in found), D(0))
    gone = sum((each.amount for each in [*sent, *arrears]), D(0))
    to_come = sum((each.amount for each in outcome.to_pay), D(0)) + outcome.arrears
    assert gone + to_come - outcome.credit_left == whole
    assert all(each.amount >= 0 and each.credit_used >= 0 for each in outcome.to_pay)
    assert outcome.balance == sum((each.difference for each in outcome.compared), D(0)) or abs(
        outcome.balance - sum((each.difference for each in outcome.compared), D(0))
    ) <= D("0.05")


SPANS = [Span(date(2026, 6, 10), date(2026, 6, 20))]


@pytest.mark.parametrize(
    ("kind", "span", "others", "words"),
    [
        ("hospital", Span(date(2026, 6, 21)), SPANS, None),
        ("hospital", Span(date(2026, 6, 20)), SPANS, "A stay from 10 June 2026 to 20 June 2026 is on record"),
        ("hospital", Span(date(2026, 6, 1), date(2026, 6, 9)), SPANS, None),
        ("hospital", Span(date(2026, 6, 1), date(2026, 6, 10)), SPANS, "A stay from"),
        ("suspension", Span(date(2026, 7, 1)), [Span(date(2026, 6, 1))], "not over yet is on record"),
        ("end", Span(date(2026, 6, 30)), [], None),
        ("end", Span(date(2026, 6, 30)), [Span(date(2026, 7, 1))], "An end is on record"),
        ("frequency", Span(date(2026, 6, 10)), SPANS, "Withdraw them first"),
        ("frequency", Span(date(2026, 6, 11)), SPANS, None),
        ("hospital", Span(date(2026, 5, 31)), [], "The budget began on 1 June 2026"),
        ("hospital", Span(date(2026, 6, 1)), [], None),
        ("hospital", Span(date(2026, 6, 9), date(2026, 6, 8)), [], "The last day is 9 June 2026 or later"),
    ],
)
def test_whether_a_change_fits(kind, span, others, words):
    if words is None:
        check_change(ChangeKind(kind), span, date(2026, 6, 1), others)
    else:
        with pytest.raises(RuleBroken, match=words):
            check_change(ChangeKind(kind), span, date(2026, 6, 1), others)


@pytest.mark.parametrize(
    ("day", "fits"),
    [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2027, 6, 1), True), (date(2027, 6, 2), False)],
)
def test_a_later_version_begins_within_the_authorised_money_or_the_day_after(day, fits):
    if fits:
        check_beginning(day, first=date(2026, 6, 1), last=date(2027, 5, 31))
    else:
        with pytest.raises(RuleBroken):
            check_beginning(day, first=date(2026, 6, 1), last=date(2027, 5, 31))
