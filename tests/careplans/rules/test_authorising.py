from datetime import date
from decimal import Decimal

import pytest

from careplans.enums import Measure, SignOff
from careplans.rules.authorising import ApprovalLimit, check_separate_people, required_authority
from phb.core.errors import RuleBroken

SINCE = date(2026, 4, 1)
LIMITS = (
    ApprovalLimit("", Measure.WEEKLY, Decimal(0), "Team manager", 1, SINCE),
    ApprovalLimit("", Measure.WEEKLY, Decimal(1000), "Head of service", 2, SINCE),
    ApprovalLimit("CHC", Measure.WEEKLY, Decimal(2500), "Director", 3, SINCE, panel=True),
    ApprovalLimit("", Measure.PERCENT_ABOVE_INDICATIVE, Decimal(10), "Head of service", 2, SINCE, second_approver=True),
    ApprovalLimit("", Measure.ONE_OFF, Decimal(500), "Old role", 9, date(2025, 4, 1), date(2026, 3, 31)),
)


@pytest.mark.parametrize(
    ("stream", "figures", "role", "panel"),
    [
        ("CHC", {Measure.WEEKLY: "0.00"}, None, False),
        ("CHC", {Measure.WEEKLY: "0.01"}, "Team manager", False),
        ("CHC", {Measure.WEEKLY: "1000.00"}, "Team manager", False),
        ("CHC", {Measure.WEEKLY: "1000.01"}, "Head of service", False),
        ("CHC", {Measure.WEEKLY: "2500.00"}, "Head of service", False),
        ("CHC", {Measure.WEEKLY: "2500.01"}, "Director", True),
        ("S117", {Measure.WEEKLY: "2500.01"}, "Head of service", False),
        ("CHC", {Measure.WEEKLY: "10.00", Measure.PERCENT_ABOVE_INDICATIVE: "10.0"}, "Team manager", False),
        ("CHC", {Measure.WEEKLY: "10.00", Measure.PERCENT_ABOVE_INDICATIVE: "10.1"}, "Head of service", False),
        ("CHC", {Measure.ONE_OFF: "9999.00"}, None, False),
    ],
)
def test_the_highest_role_of_all_rows_wins(stream, figures, role, panel):
    known = {measure: Decimal(figure) for measure, figure in figures.items()}
    found = required_authority(LIMITS, stream, known, date(2026, 5, 1))
    assert (found.role, found.panel) == (role, panel)
    assert bool(found.reasons) == (role is not None)


@pytest.mark.parametrize(("on", "role"), [(date(2026, 3, 31), "Old role"), (date(2026, 4, 1), None)])
def test_limits_count_on_their_days_only(on, role):
    assert required_authority(LIMITS, "CHC", {Measure.ONE_OFF: Decimal("500.01")}, on).role == role


def test_reasons_are_told_highest_first():
    found = required_authority(LIMITS, "CHC", {Measure.WEEKLY: Decimal("1000.01")}, date(2026, 5, 1))
    assert found.reasons[0] == "Weekly amount: £1,000.01 is more than £1,000.00, so “Head of service” must authorise."
    assert found.rank == 2


def test_a_row_may_ask_for_two_people():
    figures = {Measure.PERCENT_ABOVE_INDICATIVE: Decimal("10.1")}
    assert required_authority(LIMITS, "CHC", figures, date(2026, 5, 1)).second_approver


@pytest.mark.parametrize(
    ("by", "words"),
    [(1, "You wrote part"), (2, "You wrote part"), (3, "already signed this plan at “Clinical sign-off”"),
     (4, "already signed this plan at “Finance check”"), (5, None), (6, None), (9, "a relative")],
)  # fmt: skip
def test_the_one_who_authorises_drafted_and_signed_none_of_it(by, words):
    # 1 and 2 drafted, 3 signed clinically, 4 for finance, 5 is the person who agreed, 9 is a relative.
    signed = {SignOff.PERSON: 5, SignOff.CLINICAL: 3, SignOff.FINANCE: 4}
    if words is None:
        check_separate_people(SignOff.AUTHORISATION, by, (1, 2), signed, (9,))
    else:
        with pytest.raises(RuleBroken, match=words):
            check_separate_people(SignOff.AUTHORISATION, by, (1, 2), signed, (9,))


def test_signing_the_same_step_again_is_not_an_earlier_step():
    check_separate_people(SignOff.CLINICAL, 3, (1,), {SignOff.CLINICAL: 3})
