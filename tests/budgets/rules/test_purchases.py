from decimal import Decimal

import pytest

from budgets.rules.purchases import Excluded, Purchase, judge_purchase

NATIONAL = (Excluded("alcohol", "Alcohol", "2013 Regulations, regulation 8(5)"),)
LOCAL = (Excluded("counselling", "Counselling", "Local list, 1 April 2026"),)


@pytest.mark.parametrize(
    ("kind", "amount", "left", "result"),
    [
        ("alcohol", "5.00", None, Purchase.DISALLOWED),
        ("alcohol", "5.00", "100.00", Purchase.DISALLOWED),
        ("counselling", "5.00", "100.00", Purchase.DISALLOWED),
        ("gym", "34.99", "34.99", Purchase.ALLOWED),
        ("gym", "35.00", "34.99", Purchase.OVER_LINE),
        ("gym", "35.00", "-1.00", Purchase.OVER_LINE),
        ("gym", "34.99", None, Purchase.QUERY),
        ("", "34.99", None, Purchase.QUERY),
    ],
)
def test_the_order_of_judgement(kind, amount, left, result):
    judged = judge_purchase(kind, Decimal(amount), None if left is None else Decimal(left), NATIONAL, LOCAL)
    assert judged.result == result
    assert judged.words.endswith(".")
