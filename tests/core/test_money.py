"""Money: what is read, how it is rounded, split and written."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phb.core.errors import MoneyError
from phb.core.money import (
    MAX_POUNDS,
    FixedSum,
    Share,
    check_pounds,
    format_pounds,
    instalments,
    parse_pounds,
    round_penny,
    split_between_funders,
    split_by_shares,
)

PENCE = st.integers(-999_999_999_999, 999_999_999_999)
POUNDS = PENCE.map(lambda pence: Decimal(pence).scaleb(-2))
SHARES = st.lists(st.fractions(0, 100), min_size=1, max_size=8).filter(any)


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("0", "0.00"),
        ("-0", "0.00"),
        ("-0.00", "0.00"),
        ("1", "1.00"),
        ("1.5", "1.50"),
        ("1.05", "1.05"),
        ("007", "7.00"),
        ("£12", "12.00"),
        ("  £12.30 ", "12.30"),
        ("1,234.56", "1234.56"),
        ("999,999", "999999.00"),
        ("1,234,567.8", "1234567.80"),
        ("1234567.89", "1234567.89"),
        ("9,999,999,999.99", "9999999999.99"),
    ],
)
def test_amounts_are_read(typed, pounds):
    assert str(parse_pounds(typed)) == pounds


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("-5", "-5.00"),
        ("-£5", "-5.00"),
        ("£-5", "-5.00"),
        ("-0.01", "-0.01"),
        ("-0", "0.00"),
        ("-9999999999.99", "-9999999999.99"),
    ],
)
def test_negative_amounts_are_read_where_they_make_sense(typed, pounds):
    assert str(parse_pounds(typed, negative=True)) == pounds


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "-5",
        "£",
        "-",
        ".",
        ".5",
        "5.",
        "--5",
        "-£-5",
        "££5",
        "5£",
        "+5",
        "5-",
        "(5.00)",
        "1,23",
        "£1,23",
        "12,34.56",
        "1,2345",
        "1234,567",
        ",123",
        "1,,234",
        "1.234,56",
        "1 234",
        "£ 5",
        "1_000",
        "1e2",
        "1E2",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "0.005",
        "1.999",
        "1.2.3",
        "١٢٣",
        "１２３",
        "१२",
        "²",
        "½",
        "−5",
        "\u200e5",
        "5\u200f",
        "\u202d5\u202c",
        "5\u00a0",
        "\u00a05",
        "5\n",
        "5\t",
        "5\x00",
        "\ufeff5",
        "$5",
        "five",
        "10000000000",
        "10,000,000,000.00",
        "9" * 60,
    ],
)
def test_everything_else_is_refused(typed):
    with pytest.raises(MoneyError) as refused:
        parse_pounds(typed)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("given_value", [5, 5.0, Decimal(5), True, None, b"5"])
def test_only_text_is_parsed(given_value):
    with pytest.raises(MoneyError):
        parse_pounds(given_value)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1.999", "no more than 2 digits"),
        ("1,23", "commas only between thousands"),
        ("\u200e5", "hidden character"),
        ("١٢٣", "digits 0 to 9"),
        ("-5", "not be less than £0"),
        ("10000000000", "no more than £9,999,999,999.99"),
    ],
)
def test_a_refusal_says_how_to_mend_it(typed, words):
    with pytest.raises(MoneyError, match=words):
        parse_pounds(typed)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("0.0049999999999999999999999999999999"), "0.00"),
        (Decimal("0.015"), "0.02"),
        (Decimal("0.025"), "0.03"),
        (Decimal("1.005"), "1.01"),
        (Decimal("2.675"), "2.68"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(-1, 201), "0.00"),
        (7, "7.00"),
        (Decimal("1e-999999"), "0.00"),
        (Decimal("0e999999"), "0.00"),
        (Decimal("9999999999.994"), "9999999999.99"),
    ],
)
def test_rounding_is_half_away_from_zero(exact, rounded):
    assert str(round_penny(exact)) == rounded


@pytest.mark.parametrize("wrong", [0.1, True, False, "1.00", None, float("nan")])
def test_rounding_refuses_what_is_not_exact(wrong):
    with pytest.raises(TypeError):
        round_penny(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1e999999"),
        Decimal("9999999999.995"),
        Decimal("-9999999999.995"),
    ],
)
def test_rounding_refuses_what_is_no_amount(wrong):
    with pytest.raises(MoneyError):
        round_penny(wrong)


@given(st.fractions(-10_000_000, 10_000_000))
def test_rounding_is_within_half_a_penny_and_symmetric(exact):
    rounded = round_penny(exact)
    assert abs(Fraction(rounded) - exact) <= Fraction(1, 200)
    assert round_penny(-exact) == -rounded
    assert round_penny(rounded) == rounded


@given(POUNDS)
def test_rounding_does_not_depend_on_the_decimal_context(pounds):
    with localcontext() as context:
        context.prec = 3
        assert round_penny(pounds) == pounds


def test_checked_pounds_have_two_places_and_no_part_of_a_penny():
    assert str(check_pounds(Decimal("5"))) == "5.00"
    assert str(check_pounds(Decimal("5.000"))) == "5.00"
    with pytest.raises(MoneyError):
        check_pounds(Decimal("5.001"))
    with pytest.raises(MoneyError):
        check_pounds(MAX_POUNDS + Decimal("0.01"))
    with pytest.raises(TypeError):
        check_pounds(5.0)


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100.00", [60, 40], ["60.00", "40.00"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("10.00", [1, 1, 1], ["3.34", "3.33", "3.33"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("-10.00", [1, 1, 1], ["-3.34", "-3.33", "-3.33"]),
        ("0.05", [Decimal("0.3"), Decimal("0.7")], ["0.02", "0.03"]),
        ("0.10", [Fraction(1, 7), Fraction(6, 7)], ["0.01", "0.09"]),
        ("1.00", [0, 1], ["0.00", "1.00"]),
        ("0.00", [1, 2], ["0.00", "0.00"]),
    ],
)
def test_splitting_by_shares(amount, shares, parts):
    assert [str(part) for part in split_by_shares(Decimal(amount), shares)] == parts


@pytest.mark.parametrize("shares", [[], [0], [0, 0], [1, -1], [-1]])
def test_shares_that_cannot_be_used_are_refused(shares):
    with pytest.raises(MoneyError):
        split_by_shares(Decimal("1.00"), shares)


def test_an_amount_with_part_of_a_penny_is_not_split():
    with pytest.raises(MoneyError):
        split_by_shares(Decimal("1.001"), [1])


@given(POUNDS, SHARES)
def test_parts_equal_the_whole_and_are_within_a_penny(amount, shares):
    parts = split_by_shares(amount, shares)
    assert sum(parts) == amount
    total = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * share / total) < Fraction(1, 100)
        assert share or part == 0
    assert split_by_shares(-amount, shares) == [-part for part in parts]


@given(POUNDS, SHARES, st.integers(1, 1000))
def test_only_the_proportion_of_shares_matters(amount, shares, factor):
    assert split_by_shares(amount, [share * factor for share in shares]) == split_by_shares(amount, shares)


@pytest.mark.parametrize(
    ("amount", "funders", "parts"),
    [
        ("100.00", [Share(1), FixedSum(Decimal("30.00")), Share(1)], ["35.00", "30.00", "35.00"]),
        ("20.00", [FixedSum(Decimal("30.00")), Share(1)], ["20.00", "0.00"]),
        ("50.00", [FixedSum(Decimal("30.00")), FixedSum(Decimal("30.00"))], ["30.00", "20.00"]),
        ("-100.00", [FixedSum(Decimal("30.00")), Share(1), Share(2)], ["-30.00", "-23.33", "-46.67"]),
        ("30.00", [FixedSum(Decimal("30.00"))], ["30.00"]),
    ],
)
def test_fixed_sums_come_first(amount, funders, parts):
    assert [str(part) for part in split_between_funders(Decimal(amount), funders)] == parts


def test_money_without_a_funder_is_refused():
    with pytest.raises(MoneyError, match=r"£0\.01 is left with no funder"):
        split_between_funders(Decimal("30.01"), [FixedSum(Decimal("30.00"))])


@pytest.mark.parametrize(
    ("total", "n", "parts"),
    [
        ("100.00", 3, ["33.33", "33.33", "33.34"]),
        ("100.00", 1, ["100.00"]),
        ("0.02", 3, ["0.00", "0.00", "0.02"]),
        ("-100.00", 3, ["-33.33", "-33.33", "-33.34"]),
    ],
)
def test_instalments(total, n, parts):
    assert [str(part) for part in instalments(Decimal(total), n)] == parts


@pytest.mark.parametrize("n", [0, -1, True, 1.0])
def test_instalments_need_a_number(n):
    with pytest.raises(MoneyError):
        instalments(Decimal("1.00"), n)


@given(POUNDS, st.integers(1, 60))
def test_instalments_equal_the_total(total, n):
    parts = instalments(total, n)
    assert len(parts) == n
    assert sum(parts) == total
    assert len(set(parts[:-1])) <= 1


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "£0.00"),
        ("-0", "£0.00"),
        ("5", "£5.00"),
        ("-5", "−£5.00"),
        ("1234.5", "£1,234.50"),
        ("-1234567.89", "−£1,234,567.89"),
    ],
)
def test_pounds_are_written_for_people(amount, words):
    assert format_pounds(Decimal(amount)) == words


@given(PENCE.filter(lambda pence: pence >= 0))
def test_what_is_written_can_be_read(pence):
    pounds = Decimal(pence).scaleb(-2)
    assert parse_pounds(format_pounds(pounds)) == pounds
