from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from careplans.enums import HoldingMethod
from careplans.rules import content
from careplans.rules.compared import NOUNS, SINGLE, fields_of
from careplans.rules.content import Funder, Need, PlanContent
from careplans.rules.difference import differences, once_effect, weekly_effect
from tests.careplans.rules.plans import PAYROLL, PHYSIO, ROWS, WHOLE, changed

# Looked at by the rules, but kept beside the plan's words or worked out from them: not compared.
BESIDE = {
    "key", "words", "exception", "exception_on", "checks", "competences", "full_cost", "significant", "advised_on", "around",
    "extra_parts",
}  # fmt: skip


def words(before: PlanContent, after: PlanContent) -> list[str]:
    return [change.words for change in differences(before, after)]


def test_the_same_plan_has_no_changes():
    assert differences(WHOLE, WHOLE) == ()


def test_every_field_of_a_plan_is_compared():
    for part, kind in ROWS.items():
        assert {field.name for field in fields_of(part)} == {field.name for field in fields(kind)} - BESIDE, part
    single = {field.name for _, field in SINGLE}
    assert single == {field.name for field in fields(content.PlanContent)} - BESIDE - set(NOUNS)


def test_what_was_added():
    after = replace(WHOLE, needs=(*WHOLE.needs, Need("pain", "Less pain")))
    assert words(WHOLE, after) == ["Need added: “Less pain”."]


def test_what_was_dropped_and_what_it_did_to_the_money():
    changes = differences(WHOLE, replace(WHOLE, services=WHOLE.services[:2]))
    assert [c.words for c in changes] == ["Service no longer in the plan: “Physiotherapy”, £60.00 a week less."]
    assert (weekly_effect(changes), once_effect(changes)) == (Decimal("-60.00"), 0)


def test_what_was_changed():
    dearer = replace(PHYSIO, words="Physiotherapy twice", weekly=Decimal("95.50"))
    changes = differences(WHOLE, replace(WHOLE, services=(WHOLE.services[0], PAYROLL, dearer)))
    assert [c.words for c in changes] == [
        "Service changed: “Physiotherapy twice”, before: “Physiotherapy”, £35.50 a week more."
    ]
    assert changes[0].fields == ("words", "weekly")


MOVES = [
    ({"holding": HoldingMethod.DIRECT_PAYMENT}, "How the money is held: Direct payment, before: Notional budget."),
    ({"frequency": "four_weekly"}, "Paid: Every four weeks, before: Every month, twelve equal parts."),
    ({"funders": (Funder("NHS", Decimal(60)), Funder("Council", Decimal(40)))}, "Who pays: NHS 60%, Council 40%, before: NHS 100%."),
    ({"outcomes": ("home",)}, "Works towards: “Live at home”, before: “Walk to the shop”."),
    ({"provider": "Moorside"}, "Provider: “Moorside”, before: nothing."),
    ({"hours": Decimal("7.50"), "rate": Decimal("8.00")}, "Hours a week: 7.5, before: nothing. Rate an hour: £8.00, before: nothing."),
    ({"weekly": None, "one_off": Decimal("240.00")}, "£60.00 a week less, £240.00 once more."),
    ({"one_off_on": date(2026, 7, 1)}, "Paid on: 1 July 2026, before: nothing."),
    ({"life_supporting": True}, "A life depends on it: yes, before: no."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), MOVES, ids=[says for _, says in MOVES])
def test_moves_of_money_are_said_in_words(change, says):
    found = words(WHOLE, replace(WHOLE, services=(*WHOLE.services[:2], replace(PHYSIO, **change))))
    assert len(found) == 1 and says in found[0]


LINES = [
    ({"line": {"risks falls": {"residual": 12}}}, "Risk changed: “Falls at night”. What remains, of 25: 12, before: 8."),
    ({"line": {"contingency hospital": {"contact": "Jo"}}}, "“If… then…” changed: “If hospital”. Call: “Jo”, before: “Pat”."),
    ({"line": {"contacts pat": {"invited": False}}}, "Person to reach changed: “Pat”. Invited by the person: no, before: yes."),
    ({"line": {"actions steps": {"outcome": "home"}}}, "Action changed: “Practise ten steps”. Works towards: “Live at home”, before: “Walk to the shop”."),
    ({"line": {"stage_goals two": {"status": "achieved"}}}, "Step changed: “Two steps alone”. Where it stands: Reached, before: nothing."),
    ({"line": {"paid_people sis": {"same_household": False}}}, "Paid person changed: “Sam Sample”. Same household: no, before: yes."),
    ({"line": {"tasks suction": {"registration": "X"}}}, "Health task changed: “Suction”. Registration: “X”, before: “NMC 00A0000A”."),
    ({"line": {"outcomes home": {"levels": [["-2", "Ward"], ["2", "Home"]]}}}, "Levels agreed: -2: Ward; 2: Home, before: nothing."),
    ({"with": {"other_plans": {"kind": "ehc"}}}, "Other plan added: “Something new”."),
    ({"with": {"decisions": {"options": ["Wait", "Buy"]}}}, "Decision added: “Something new”."),
]  # fmt: skip


@pytest.mark.parametrize(("case", "says"), LINES, ids=[says for _, says in LINES])
def test_each_part_says_what_changed_in_it(case, says):
    (found,) = words(WHOLE, changed({"title": says, **case}))
    assert found.endswith(says)


def test_single_parts_show_both_values():
    after = replace(WHOLE, coordinator="Kim", first_review_on=date(2026, 7, 1), direct_payment=None)
    assert words(WHOLE, after) == [
        "Care coordinator: “Kim”, before: “Chris Coordinator”.",
        "Date of the first review: 1 July 2026, before: 1 August 2026.",
        "Direct payment: nothing, before: £743.31.",
    ]


def test_what_stands_beside_the_plan_is_no_change_of_it():
    beside = {"line": {"paid_people sis": {"exception": "", "checks": []}, "tasks suction": {"competences": []}}}
    assert words(WHOLE, changed({"title": "", **beside, "around": {"age": 15}})) == []


def test_every_change_back_undoes_the_money():
    once = replace(PHYSIO, key="new", weekly=None, one_off=Decimal("9.00"))
    after = replace(WHOLE, services=(replace(PAYROLL, weekly=Decimal("9.99")), once))
    there, back = differences(WHOLE, after), differences(after, WHOLE)
    assert weekly_effect(there) == -weekly_effect(back) != 0
    assert once_effect(there) == -once_effect(back) == Decimal("9.00")
