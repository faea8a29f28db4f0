from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.matching import BankFacts, ExpectedPayment, LearnedAnswer, PlanLineFacts, clean_payee, suggest
from tests.case_tables import cases

PLAN = (
    PlanLineFacts("assistants", 1, "Personal assistants", ("Pat Helper",), usual_amount=Decimal("612.40")),
    PlanLineFacts("agency", 2, "Agency care", ("Kind Care Ltd",)),
    PlanLineFacts("payroll", 3, "Payroll service", ("Sample Payroll Ltd",), usual_amount=Decimal("25.00")),
    PlanLineFacts("gym", 4, "Gym", references=("PUREGYM",)),
    PlanLineFacts("job_a", 5, "Garden", ("Two Jobs Ltd",), usual_amount=Decimal("40.00")),
    PlanLineFacts("job_b", 6, "House", ("Two Jobs Ltd",), usual_amount=Decimal("60.00")),
    PlanLineFacts("old", 7, "Old", ("Old Firm",), end=date(2026, 6, 30)),
)
EXPECTED = (ExpectedPayment("PHB 000123 NOV26", Decimal("2757.48"), date(2026, 11, 13)),)


@pytest.mark.parametrize("case", cases(__file__, "matching"))
def test_a_bank_line_is_matched_or_asked(case):
    on, amount, words = case["line"]
    learned = [LearnedAnswer(*answer) for answer in case.get("learned", ())]
    found = suggest(BankFacts(on, Decimal(amount), words), PLAN, learned, EXPECTED)
    assert found.is_sure == ("ask" not in case)
    if "sure" in case:
        assert found.plan_line == case["sure"]
    assert found.is_funding == case.get("funding", False)
    if "words" in case:
        assert found.words == case["words"]
    if "others" in case:
        assert list(found.others) == case["others"]


def test_the_counterparty_goes_before_the_description():
    line = BankFacts(date(2026, 11, 14), Decimal(-25), "FASTER PAYMENT 1234567", counterparty="Sample Payroll Ltd")
    assert suggest(line, PLAN).plan_line == "payroll"


def test_a_learned_refund_belongs_to_its_line():
    answer = LearnedAnswer("KIND CARE", "agency", date(2026, 5, 3), money_in=True)
    found = suggest(BankFacts(date(2026, 11, 14), Decimal(18), "KIND CARE LTD"), PLAN, [answer])
    assert (found.plan_line, found.is_sure) == ("agency", True)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Card Payment to  Corner Shop  on 12 NOV", "CORNER SHOP"),
        ("D/D SAMPLE PAYROLL LIMITED 0012345678", "SAMPLE PAYROLL"),
        ("B&Q 123", "B&Q 123"),
        ("", ""),
    ],
)
def test_a_payee_is_learned_without_what_the_bank_adds(text, key):
    assert clean_payee(text) == key


@given(st.text(max_size=60), st.decimals("-9999", "9999", places=2))
def test_every_line_gets_an_answer_with_a_reason(words, amount):
    found = suggest(BankFacts(date(2026, 11, 14), amount, words), PLAN, (), EXPECTED)
    assert found.words.endswith(".")
    assert not found.is_sure or found.plan_line or found.is_funding
