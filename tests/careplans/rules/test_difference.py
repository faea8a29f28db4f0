from dataclasses import replace
from datetime import date
from decimal import Decimal

from careplans.rules.content import Need, PlanContent
from careplans.rules.difference import differences, weekly_effect
from tests.careplans.rules.plans import PAYROLL, PHYSIO, WHOLE


def words(before: PlanContent, after: PlanContent) -> list[str]:
    return [change.words for change in differences(before, after)]


def test_the_same_plan_has_no_changes():
    assert differences(WHOLE, WHOLE) == ()


def test_what_was_added():
    after = replace(WHOLE, needs=(*WHOLE.needs, Need("pain", "Less pain")))
    assert words(WHOLE, after) == ["Need added: “Less pain”."]


def test_what_was_dropped_and_what_it_did_to_the_money():
    changes = differences(WHOLE, replace(WHOLE, services=WHOLE.services[:2]))
    assert [c.words for c in changes] == ["Service no longer in the plan: “Physiotherapy”, £60.00 a week less."]
    assert weekly_effect(changes) == Decimal("-60.00")


def test_what_was_changed():
    dearer = replace(PHYSIO, words="Physiotherapy twice", weekly=Decimal("95.50"))
    changes = differences(WHOLE, replace(WHOLE, services=(WHOLE.services[0], PAYROLL, dearer)))
    assert [c.words for c in changes] == [
        "Service changed: “Physiotherapy twice”, before: “Physiotherapy”, £35.50 a week more."
    ]


def test_single_parts_show_both_values():
    after = replace(WHOLE, coordinator="Kim", first_review_on=date(2026, 7, 1), direct_payment=None)
    assert words(WHOLE, after) == [
        "Care coordinator: “Kim”, before: “Chris Coordinator”.",
        "Date of the first review: 1 July 2026, before: 1 August 2026.",
        "Direct payment: nothing, before: £743.31.",
    ]


def test_every_change_back_undoes_the_money():
    after = replace(WHOLE, services=(replace(PAYROLL, weekly=Decimal("9.99")), replace(PHYSIO, key="new")))
    there, back = differences(WHOLE, after), differences(after, WHOLE)
    assert weekly_effect(there) == -weekly_effect(back) != 0
