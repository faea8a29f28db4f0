"""The explanation of a budget: its parts come to the whole, it says what holds, and it can be read at eleven."""

from datetime import date
from decimal import Decimal as D

import pytest

from budgets.enums import AmountMethod, ContingencyPaid
from budgets.rules.contingency import Contingency
from budgets.rules.explaining import ENOUGH, LineFacts, explain
from budgets.tasks.printing import WAYS
from careplans.enums import HoldingMethod as H
from phb.core.pdf import to_html
from tests.documents import samples
from tests.reading_age import reading_age, visible

WHOLE = {
    "weekly": D("895.40"),
    "starts": date(2026, 12, 1),
    "lines": (
        LineFacts("Personal assistants", D("743.31"), None, H.DIRECT_PAYMENT, hours=D("42"), rate=D("13.85"), outcomes=("I sleep through the night",)),
        LineFacts("Night care", D("152.09"), None, H.NOTIONAL, raised="Night care goes up by 3.6%, from £146.81 to £152.09 a week."),
        LineFacts("Chair that rises", None, D("740.00"), H.DIRECT_PAYMENT, once_on=date(2026, 12, 1)),
    ),
    "payers": (("NHS", D("800.00")), ("Northmoor Council", D("95.40"))),
    "contingency": Contingency(D("2973.24")),
    "indicative": (D("842.07"), date(2026, 5, 6)),
    "difference_reason": "Two more nights.",
    "paid_every": "every four weeks",
}  # fmt: skip


def test_lines_holders_and_payers_each_come_to_the_weekly_amount():
    said = explain(**WHOLE)
    for rows in (said.lines, said.holds, said.payers):
        assert sum(row.amount for row in rows) == said.weekly
    assert [row.amount for row in said.once] == [D("740.00")]


@pytest.mark.parametrize(
    ("title", "changed", "says", "never"),
    [
        ("hours and pay, and what comes on top", {}, "42 hours a week at £13.85 an hour is £581.70. £161.61 more", "£0.00"),
        ("more than the first amount, with the reason", {}, "£53.33 more a week. The reason: Two more nights.", "less a week"),
        ("less than the first amount", {"indicative": (D("895.41"), date(2026, 5, 6))}, "£0.01 less a week", "more a week"),
        ("the same as the first amount", {"indicative": (D("895.40"), date(2026, 5, 6))}, "Your budget is the same.", "The reason"),
        ("no first amount was told", {"indicative": None}, "Your budget is £895.40 a week.", "first amount"),
        ("nothing kept aside", {"contingency": Contingency(D(0))}, "No money is kept aside", "Ask us before"),
        ("kept aside, paid at the start, no asking", {"contingency": Contingency(D(10), True, ContingencyPaid.UP_FRONT, False)}, "We pay it at the start. Keep it for this. You can use it when you need it.", "Ask us before"),
        ("a council charge is said, and is not the NHS's", {"charge": D("20.00")}, "You pay £20.00 a week to the council. That is only for the council’s part.", "£75.40"),
        ("no direct payment: nothing is said of that law", {"lines": (LineFacts("Night care", D("895.40"), None, H.NOTIONAL),)}, "We hold this money", ENOUGH),
        ("a budget paid once only", {"weekly": D(0), "payers": (), "indicative": None, "lines": (LineFacts("Wheelchair", None, D("1250.00"), H.NOTIONAL),)}, "Your budget is £1,250.00 in all. It is paid one time only.", "£0.00 a week"),
    ],
)  # fmt: skip
def test_what_is_said(title, changed, says, never):
    text = " ".join(explain(**{**WHOLE, **changed}).text.split())
    assert says in text, title
    assert never not in text, title


def test_the_explanation_of_a_budget_can_be_read_at_eleven():
    charged = explain(**{**WHOLE, "charge": D("20.00")})
    assert reading_age(charged.text) <= 11


def test_the_sheet_of_the_amount_can_be_read_at_eleven():
    sheet = samples.sample_indicative()
    assert reading_age(visible(to_html("documents/indicative.html", sheet, title=sheet.title))) <= 11
    assert set(WAYS) == set(AmountMethod)
    assert all(reading_age(words) <= 11 for words in WAYS.values())
