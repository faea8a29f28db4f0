"""The worked examples E1 to E13 of the budgets reference, each by its name, to the penny."""

from datetime import date
from decimal import Decimal

from budgets.rules.changing import UpliftLine, check_reduction, reduction_from, uplift_lines
from budgets.rules.quote_telling import as_json
from budgets.rules.quoting import quote
from budgets.rules.recovery import credit_after_pause, final_account
from budgets.rules.split import Funder, split_payment
from budgets.rules.surplus import SurplusPolicy, work_out_surplus
from budgets.rules.year_end import charge_to_year, forecast_year
from phb.core.calendar import bank_holidays
from phb.core.money import split_by_shares
from phb.core.periods import Period

D = Decimal
EIGHT_WEEKS = SurplusPolicy(D(8), D(8))


def quoted(**plan) -> dict:
    return as_json(quote(plan, bank_holidays))


def weekly_budget(weekly: str, **plan) -> dict:
    return quoted(lines=[{"label": "Support", "weekly": weekly}], **plan)


def test_e1_indicative_budget():
    found = quoted(
        rates_on="2026-04-06",
        assistants=[{"hours_per_week": 32, "rate": "13.85"}, {"hours_per_week": 10, "rate": "13.85"}],
        lines=[
            {"label": "Insurance", "amount": "75.00", "per": "year"},
            {"label": "Payroll", "amount": "6.25", "per": "week"},
            {"label": "Training", "amount": "180.00", "per": "year"},
        ],
        settings={"contingency_weeks": 4},
    )
    first, second = ({p["key"].split(".")[1]: p["amount"] for p in line["parts"]} for line in found["lines"][:2])
    assert first == {"pay": "23046.40", "holiday": "2781.70", "ni": "3124.22", "pension": "587.64"}
    assert second == {"pay": "7202.00", "holiday": "869.28", "ni": "460.69", "pension": "0.00"}
    assert [line["annual"] for line in found["lines"]] == ["29539.96", "8531.97", "75.00", "325.00", "180.00"]
    totals = found["totals"]
    assert (totals["recurring_annual"], totals["weekly"]) == ("38651.93", "743.31")
    assert (totals["four_weekly"], totals["contingency"]) == ("2973.24", "2973.24")


def test_e2_part_first_period():
    found = weekly_budget("689.37", start="2026-05-14", anchor="2026-04-06", frequency="four_weekly")
    first = found["year"]["payments"][:3]
    assert [payment["amount"] for payment in first] == ["1772.67", "2757.48", "2757.48"]
    assert [(payment["from"], payment["days"]) for payment in first] == [
        ("2026-05-14", 18), ("2026-06-01", 28), ("2026-06-29", 28),
    ]  # fmt: skip
    assert sum(D(payment["amount"]) for payment in first) == D("7287.63")


def surplus(closing: str, days: int, unpaid: str, ring_fenced: str):
    return work_out_surplus(
        closing=D(closing),
        weekly=D("689.37"),
        unexpired_days=days,
        unpaid=D(unpaid),
        ring_fenced=D(ring_fenced),
        policy=EIGHT_WEEKS,
    )


def test_e3_surplus():
    below, above = (surplus(closing, 14, "846.20", "1500.00") for closing in ("9215.40", "10215.40"))
    assert (below.unexpired, below.limit) == (D("1378.74"), D("5514.96"))
    assert (below.available, below.reclaim) == (D("5490.46"), D("0.00"))
    assert (above.available, above.reclaim) == (D("6490.46"), D("975.50"))


def test_e4_split():
    parts = split_payment(D("2757.49"), [Funder("a", "A", D(57)), Funder("b", "B", D(43))])
    assert [part.amount for part in parts] == [D("1571.77"), D("1185.72")]
    assert split_by_shares(D("100.00"), [1, 1, 1]) == [D("33.34"), D("33.33"), D("33.33")]
    thirds = [{"name": name, "share": "1/3"} for name in "abc"]
    found = weekly_budget("25.00", start="2026-04-06", anchor="2026-04-06", funders=thirds)
    assert [part["amount"] for part in found["year"]["payments"][0]["split"]] == ["33.34", "33.33", "33.33"]


def test_e5_monthly():
    found = weekly_budget("689.45", start="2026-04-01", frequency="monthly_twelfths", annual_weeks="52")
    assert [payment["amount"] for payment in found["year"]["payments"]] == ["2987.62"] * 11 + ["2987.58"]
    assert found["year"]["paid"] == "35851.40"


def test_e6_backdated_uplift():
    found = weekly_budget(
        "689.37",
        start="2026-03-09",
        anchor="2026-04-06",
        year="2026-27",
        uplifts=[{"from": "2026-04-01", "percent": "3.6"}],
        funders=[{"name": "ICB", "percent": 57}, {"name": "Council", "percent": 43}],
        paid=[
            {"from": "2026-03-09", "to": "2026-04-05", "amount": "2757.48"},
            {"from": "2026-04-06", "to": "2026-05-03", "amount": "2757.48"},
        ],
    )
    assert [stage["weekly"] for stage in found["stages"]] == ["689.37", "714.19"]
    assert [each["due"] for each in found["arrears"]["payments"]] == ["2775.21", "2856.76"]
    assert [each["difference"] for each in found["arrears"]["payments"]] == ["17.73", "99.28"]
    assert found["arrears"]["total"] == "117.01"
    splits = [[part["amount"] for part in each["split"]] for each in found["arrears"]["payments"]]
    assert splits == [["10.11", "7.62"], ["56.59", "42.69"]]
    assert uplift_lines([UpliftLine("x", "X", D("689.37"), D("3.6"))])[0].new == D("714.19")


def test_e7_suspension():
    assert credit_after_pause(D("2757.48"), D("689.37"), 9) == D("1871.15")
    found = weekly_budget(
        "689.37",
        start="2026-06-01",
        end="2026-06-09",
        funders=[{"name": "ICB", "percent": 57}, {"name": "Council", "percent": 43}],
        paid=[{"from": "2026-06-01", "to": "2026-06-28", "amount": "2757.48"}],
    )
    (payment,) = found["arrears"]["payments"]
    assert (payment["due"], payment["difference"]) == ("886.33", "-1871.15")
    # 1,066.5555 and 804.5945: the spare penny goes back to the larger remainder (C25).
    assert [part["amount"] for part in payment["split"]] == ["-1066.56", "-804.59"]


def test_e8_year_end():
    found = charge_to_year(D("2757.48"), Period(date(2027, 3, 8), date(2027, 4, 4)), date(2027, 3, 31))
    assert (found.prepayment, found.charge) == (D("393.93"), D("2363.55"))
    last = weekly_budget("689.37", start="2026-04-06", anchor="2026-04-06")["year"]["payments"][-1]
    assert (last["from"], last["prepayment"], last["charge_to_year"]) == ("2027-03-08", "393.93", "2363.55")


def test_e9_year_values():
    plan = {"start": "2026-04-01", "anchor": "2026-04-01"}
    assert weekly_budget("689.37", **plan)["year"]["value"] == "35945.72"
    assert weekly_budget("689.37", **plan, year="2027-28")["year"]["value"] == "36044.20"
    assert 52 * D("689.37") == D("35847.24")


def test_e10_forecast():
    found = forecast_year(D("35945.72"), D("12014.73"), D("24792.60"), D("350.00"), D("200.00"))
    assert (found.forecast, found.variance) == (D("36957.33"), D("1011.61"))


def test_e11_reduction_notice():
    assert reduction_from(date(2026, 6, 1), 28) == date(2026, 6, 30)
    check_reduction(date(2026, 6, 1), 28, date(2026, 6, 30))


def test_e12_death():
    assert final_account(D("2000.00"), D("1240.00")).repayable == D("760.00")
    short = final_account(D("2000.00"), D("2150.00"))
    assert (short.repayable, short.shortfall) == (D("0.00"), D("150.00"))


def test_e13_statement():
    found = surplus("1664.01", 0, "156.20", "312.00")
    assert (found.available, found.below_limit, found.reclaim) == (D("1195.81"), D("4319.15"), D("0.00"))
    assert D("1240.15") + D("2757.48") + D("18.00") - D("2351.62") == D("1664.01")
