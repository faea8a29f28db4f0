"""Charges, contingency, usual funders, and money side by side: tables of cases."""

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import ContingencyPaid, FunderKind, HoldingMethod
from budgets.rules import contingency
from budgets.rules.contingency import Contingency, Use
from budgets.rules.contributions import DatedContribution, charge_words, charged, say_contribution
from budgets.rules.funding import DatedShare, DatedSplit, Part
from budgets.rules.proposing import PlanLine, Totals, check_stream
from budgets.rules.split import Funder
from budgets.rules.streams import check_kinds, kind_by_name, name_by_money, usual_funders
from budgets.rules.whose_money import add_up, charge_councils, share_week, side_by_side, total_of
from eligibility.enums import Route
from phb.core.errors import RuleBroken
from phb.core.periods import Period

DAY = date(2026, 6, 1)
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "contributions.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_charge(case):
    parts = [Part(name, D(amount)) for name, amount in case["parts"].items()]
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            charge_councils(parts, kind_by_name, D(case["charge"]))
        return
    net = charge_councils(parts, kind_by_name, D(case["charge"]))
    assert {part.funder: part.amount for part in net.parts} == {name: D(said) for name, said in case["net"].items()}
    assert net.above == D(case.get("above", "0"))
    assert net.gross - net.contribution == net.net == sum((part.amount for part in net.parts), D(0))


WEEKLY = DatedContribution("council_charge", DAY, DAY + timedelta(9), weekly=D("38.40"))
ONCE = DatedContribution("wheelchair_extra", DAY, once=D("250.00"))


@pytest.mark.parametrize(
    ("first", "days", "rows", "sum_"),
    [
        (0, 7, [WEEKLY], "38.40"),
        (0, 10, [WEEKLY], "54.86"),
        (0, 11, [WEEKLY], "54.86"),
        (9, 1, [WEEKLY], "5.49"),
        (10, 1, [WEEKLY], "0.00"),
        (-1, 1, [WEEKLY], "0.00"),
        (-1, 2, [WEEKLY], "5.49"),
        (0, 28, [ONCE], "250.00"),
        (1, 28, [ONCE], "0.00"),
        (-27, 28, [ONCE], "250.00"),
        (-28, 28, [ONCE], "0.00"),
        (0, 7, [WEEKLY, ONCE], "288.40"),
        (0, 7, [], "0.00"),
    ],
)
def test_what_is_charged_for_days(first, days, rows, sum_):
    assert charged(Period.of_days(DAY + timedelta(first), days), rows) == D(sum_)


def test_a_charge_in_words():
    assert say_contribution(WEEKLY) == "£38.40 a week from 1 June 2026 to 10 June 2026"
    assert say_contribution(ONCE) == "£250.00 once, on 1 June 2026"
    assert charge_words(Period.of_days(DAY, 28), WEEKLY) == "£38.40 a week × 10 days ÷ 7 = £54.86."
    assert charge_words(Period.of_days(DAY, 28), ONCE) == "£250.00, paid once."


@pytest.mark.parametrize(
    ("weeks", "weekly", "amount"),
    [("4", "743.31", "2973.24"), ("1", "743.31", "743.31"), ("0", "743.31", "0.00"), ("1.5", "743.31", "1114.97")],
)
def test_contingency_is_weeks_of_the_weekly_amount(weeks, weekly, amount):
    """E1: four weeks of 743.31 are 2,973.24."""
    assert contingency.contingency_of(D(weeks), D(weekly)) == D(amount)
    with pytest.raises(RuleBroken):
        contingency.contingency_of(D("-1"), D(weekly))


def uses(**states: str) -> list[Use]:
    return [Use(D(amount), state) for state, amount in states.items()]


@pytest.mark.parametrize(
    ("known", "rest"),
    [
        ({}, "100.00"),
        ({"asked": "40.00"}, "60.00"),
        ({"asked": "40.00", "approved": "59.99"}, "0.01"),
        ({"asked": "40.00", "approved": "60.00"}, "0.00"),
        ({"refused": "40.00", "withdrawn": "60.00", "returned": "100.00"}, "100.00"),
    ],
)
def test_what_is_left_of_contingency(known, rest):
    terms = Contingency(D("100.00"))
    assert contingency.left(terms, uses(**known)) == D(rest)
    if D(rest):
        contingency.check_ask(terms, uses(**known), D(rest))
    with pytest.raises(RuleBroken, match="is left"):
        contingency.check_ask(terms, uses(**known), D(rest) + D("0.01"))
    with pytest.raises(RuleBroken, match="more than £0.00"):
        contingency.check_ask(terms, uses(**known), D("0.00"))
    with pytest.raises(RuleBroken, match="no contingency"):
        contingency.check_ask(Contingency(D("0.00")), [], D("1.00"))


@pytest.mark.parametrize(
    ("inside", "paid", "extra"),
    [
        (False, ContingencyPaid.ON_REQUEST, "30.00"),
        (True, ContingencyPaid.ON_REQUEST, "100.00"),
        (False, ContingencyPaid.UP_FRONT, "100.00"),
        (True, ContingencyPaid.UP_FRONT, "100.00"),
    ],
)
def test_what_contingency_adds_to_what_is_authorised(inside, paid, extra):
    terms = Contingency(D("100.00"), inside, paid)
    assert contingency.authorised_extra(terms, uses(approved="30.00", asked="20.00", returned="10.00")) == D(extra)
    said = " ".join(contingency.rules_in_words(terms))
    assert "told when" in " ".join(contingency.rules_in_words(Contingency(D(1), ask_first=False))) and said


@pytest.mark.parametrize(("years", "last"), [(3, date(2029, 5, 31)), (5, date(2031, 5, 31)), (2, None), (6, None)])
def test_a_wheelchair_budget_lasts_three_to_five_years(years, last):
    if last:
        assert contingency.wheelchair_last_day(DAY, years) == last
    else:
        with pytest.raises(RuleBroken):
            contingency.wheelchair_last_day(DAY, years)


def test_a_wheelchair_budget_is_never_paid_every_week():
    once = Totals(D(0), D(0), D("900"), D("900"), ())
    check_stream(Route.WHEELCHAIR, once)
    check_stream(Route.CHC, Totals(D("0.01"), D(0), D(0), D(0), ()))
    with pytest.raises(RuleBroken, match="paid once"):
        check_stream(Route.WHEELCHAIR, Totals(D("0.01"), D(0), D(0), D(0), ()))


@pytest.mark.parametrize("stream", list(Route), ids=str)
def test_every_stream_has_usual_funders_with_their_source(stream):
    found = usual_funders(stream)
    assert found.reason.words and found.reason.source
    assert found.needs_judgement == (stream in {Route.JOINT_PACKAGE, Route.S117, Route.CYPCC})
    if not found.needs_judgement:
        assert found.shares == (DatedShare("NHS", D(100)),)
    local = usual_funders(stream, {stream: [["NHS", "60"], ["Council", "40"]]})
    assert [share.percent for share in local.shares] == [60, 40] and local.reason.source == "Local setting"


def test_a_split_of_section_117_is_judged():
    assert "no matrix" in usual_funders(Route.S117).reason.words
    assert len(usual_funders(Route.CYPCC).kinds) == 3


@pytest.mark.parametrize(
    ("stream", "kind", "allowed"),
    [
        (Route.CHC, FunderKind.COUNCIL, False),
        (Route.CHC, FunderKind.EDUCATION, False),
        (Route.CHC, FunderKind.NHS, True),
        (Route.CHC, FunderKind.POOL, True),
        (Route.END_OF_LIFE, FunderKind.COUNCIL, False),
        (Route.JOINT_PACKAGE, FunderKind.COUNCIL, True),
        (Route.S117, FunderKind.COUNCIL, True),
        (Route.CYPCC, FunderKind.EDUCATION, True),
    ],
)
def test_who_may_pay(stream, kind, allowed):
    rows = [(DatedShare("X", D("0.01")), kind)]
    if allowed:
        check_kinds(stream, rows)
    else:
        with pytest.raises(RuleBroken, match="X cannot pay"):
            check_kinds(stream, rows)
    check_kinds(stream, [(DatedShare("X", D("0")), kind)])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NHS", "nhs"),
        ("NHS Northmoor Integrated Care Board", "nhs"),
        ("Northmoor Council", "council"),
        ("Adult social care", "council"),
        ("Education", "education"),
        ("Better Care Fund", "pool"),
        ("Pooled fund of the council", "pool"),
        ("A charity", "other"),
    ],
)
def test_kind_by_the_words_of_a_plan(name, kind):
    assert kind_by_name(name) == kind


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (["nhs"], "Personal health budget"),
        (["council"], "Personal budget"),
        (["nhs", "council"], "Integrated personal budget"),
        (["nhs", "education"], "Integrated personal budget"),
        (["pool"], "Integrated personal budget"),
        (["nhs", "other"], "Personal health budget"),
        ([], "Personal health budget"),
    ],
)
def test_the_name_by_whose_money_it_is(kinds, name):
    assert name_by_money(kinds).name == name


def line(weekly: str, holding=HoldingMethod.DIRECT_PAYMENT, number=1) -> PlanLine:
    return PlanLine("x", holding, (Funder("NHS", "NHS", percent=D(100)),), D(weekly), number=number)


NOTIONAL = HoldingMethod.NOTIONAL
FIXED = DatedSplit(DAY, (DatedShare("Council", fixed_weekly=D("100")), DatedShare("NHS", D(100))))


@pytest.mark.parametrize(
    ("lines", "splits", "parts"),
    [
        ([line("200")], [], {"NHS": "200.00"}),
        ([line("200")], [FIXED], {"Council": "100.00", "NHS": "100.00"}),
        ([line("200"), line("50", NOTIONAL)], [FIXED], {"Council": "100.00", "NHS": "150.00"}),
        ([line("80"), line("50", NOTIONAL)], [FIXED], {"Council": "80.00", "NHS": "50.00"}),
        ([line("150", NOTIONAL)], [FIXED], {"Council": "100.00", "NHS": "50.00"}),
        ([], [FIXED], {}),
    ],
)
def test_a_fixed_sum_is_counted_once_in_a_week(lines, splits, parts):
    found = share_week(lines, DAY, splits)
    assert {part.funder: part.amount for part in found} == {name: D(said) for name, said in parts.items()}
    before = share_week(lines, DAY - timedelta(1), splits)
    assert {part.funder for part in before} <= {"NHS"}


@given(
    st.lists(st.tuples(st.sampled_from(["NHS", "Council", "Education"]), st.integers(0, 10**6)), max_size=6),
    st.integers(0, 10**6),
)
def test_side_by_side_adds_up_and_counts_nothing_twice(rows, pence):
    sums: dict[str, D] = {}
    for name, amount in rows:
        sums[name] = sums.get(name, D(0)) + D(amount) / 100
    parts = [Part(name, amount) for name, amount in sums.items()]
    net = charge_councils(parts, kind_by_name, D(pence) / 100)
    money = side_by_side(kind_by_name, net, parts, net, parts, parts)
    both = add_up([*money, *money])
    assert total_of(money).weekly == net.gross and total_of(money).net == net.net
    assert total_of(both).weekly == 2 * net.gross and len(both) == len(parts)
    assert all(not row.contribution for row in money if row.kind != "council")
