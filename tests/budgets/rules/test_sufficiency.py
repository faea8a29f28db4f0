"""Regulation 13(1): each line is tested by itself, at the penny and one penny under."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from budgets.enums import HoldingMethod
from budgets.rules.proposing import PlanLine
from budgets.rules.staging import StagedLine, compare, needs_reason
from budgets.rules.sufficiency import line_findings, line_test

TABLE = yaml.safe_load(Path(__file__).with_name("cases").joinpath("sufficiency.yaml").read_text())


def amount(written):
    return None if written is None else Decimal(written)


def line_of(case):
    said = case.get("library")
    return PlanLine(
        case["title"],
        HoldingMethod(case.get("holding", "direct_payment")),
        (),
        amount(case.get("weekly")),
        amount(case.get("one_off")),
        amount(case.get("hours")),
        amount(case.get("rate")),
        outcomes=1,
        number=7,
        kind=case["kind"],
        library=(Decimal(said[0]), Decimal(said[1]), said[2]) if said else None,
    )


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["title"])
def test_a_line_is_enough_short_or_asked_about(case):
    found = line_test(line_of(case), date.fromisoformat(case.get("day", "2026-11-22")))
    assert found.finding == case["finding"], found.why
    assert case.get("words", "") in found.why
    if "needed" in case:
        assert found.needed == Decimal(case["needed"])
    assert bool(found.why) == (case["finding"] in {"short", "ask"})


def test_much_in_one_line_does_not_mend_another():
    rich, poor = (line_of(case) for case in (TABLE["cases"][0], TABLE["cases"][3]))
    found = line_findings([rich, poor], date(2026, 11, 22))
    assert [each.finding for each in found] == ["enough", "short"]


def staged(key, weekly=None, one_off=None, **more):
    return StagedLine(
        key, f"Line {key}", amount(weekly), amount(one_off), more.pop("holding", "Direct payment"), **more
    )


@pytest.mark.parametrize(
    ("before", "after", "how", "difference", "explained"),
    [
        (staged("1", "10.00"), staged("1", "10.00"), "", "0.00", False),
        (staged("1", "10.00"), staged("1", "10.01"), "£10.00 became £10.01.", "0.01", True),
        (None, staged("1", "10.00"), "New.", "10.00", True),
        (None, staged("1", "0.00"), "New.", "0.00", True),
        (staged("1", "10.00"), None, "No longer in the plan.", "-10.00", True),
        (staged("1", "10.00"), staged("1", "10.00", holding="Notional budget"),
         "Held as notional budget instead of direct payment.", "0.00", False),
        (staged("1", "138.50", hours=Decimal(10), rate=Decimal("13.85")),
         staged("1", "166.20", hours=Decimal(12), rate=Decimal("13.85")), "10 hours became 12 hours a week.", "27.70", True),
        (staged("1", "138.50", hours=Decimal(10), rate=Decimal("13.85")),
         staged("1", "142.00", hours=Decimal(10), rate=Decimal("14.20")), "£13.85 became £14.20 an hour.", "3.50", True),
        (staged("1", "10.00"), staged("1", None, "10.00"), "Paid once instead of every week.", "0.00", True),
    ],
)  # fmt: skip
def test_two_stages_of_a_line(before, after, how, difference, explained):
    (found,) = compare([before] if before else [], [after] if after else [], {"1": "Said."})
    assert (found.how, found.difference, found.why) == (how, Decimal(difference), "Said.")
    assert bool(needs_reason([found])) is explained
