import pytest

from careplans.rules.minor import check_minor, is_slip, why_not_minor
from phb.core.errors import RuleBroken
from tests.careplans.rules.plans import WHOLE, changed

SMALL = [
    ("a telephone number", {"line": {"contacts pat": {"phone": "01632 960002"}}}),
    ("an e-mail address", {"line": {"contacts pat": {"email": "pat@example.org"}}}),
    ("a comment on somebody", {"line": {"contacts pat": {"comments": "Rings back"}}}),
    ("whom to call", {"line": {"contingency hospital": {"contact": "Pat, 01632 960002"}}}),
    ("a name misspelt", {"line": {"actions steps": {"words": "Practice ten steps"}}}),
    ("a word misspelt in what matters", {"plan": {"what_matters": "My gardan and my sister"}}),
    ("the person's own words", {"plan": {"also_worth_knowing": "I sing alto."}}),
]
LARGE = [
    ("a need added", {"with": {"needs": {}}}),
    ("a need in other words", {"line": {"needs moving": {"words": "Help to move about"}}}),
    ("an outcome dropped", {"without": ["outcomes walk"]}),
    ("an outcome's status", {"line": {"outcomes walk": {"status": "achieved"}}}),
    ("an amount a penny more", {"line": {"services physio": {"weekly": "60.01"}}}),
    ("a service's provider", {"line": {"services physio": {"provider": "Another"}}}),
    ("a service's name misspelt", {"line": {"services physio": {"words": "Physiotherapie"}}}),
    ("how the money is held", {"line": {"services physio": {"holding": "third_party"}}}),
    ("who pays", {"line": {"services physio": {"funders": [["Council", "100"]]}}}),
    ("how often it is paid", {"line": {"services physio": {"frequency": "weekly"}}}),
    ("a risk's procedure", {"line": {"risks falls": {"procedure": "Ring Sam, then 999."}}}),
    ("a risk's score", {"line": {"risks falls": {"score": 13}}}),
    ("what to do in an emergency", {"line": {"contingency hospital": {"action": "Wait"}}}),
    ("who is called in a crisis", {"line": {"contacts pat": {"in_crisis": True}}}),
    ("what somebody is", {"line": {"contacts pat": {"kind": "nominee"}}}),
    ("another person in the place of one", {"line": {"contacts pat": {"words": "Kim"}}}),
    ("somebody dropped", {"without": ["contacts pat"]}),
    ("who is paid", {"line": {"paid_people sis": {"second_checker": "Kim"}}}),
    ("a health task", {"line": {"tasks suction": {"instructions": "Twice a day"}}}),
    ("when something is done", {"line": {"actions steps": {"when": "Once a month"}}}),
    ("how the review is done", {"plan": {"review_how": "By video"}}),
    ("the notice", {"plan": {"notice_days": 14}}),
    ("the day of the review", {"plan": {"first_review_on": None}}),
    ("what must be known in an emergency", {"plan": {"must_know": "Allergic to latax"}}),
    ("not in please do", {"plan": {"please_do": "Do not wait"}}),
    ("the coordinator", {"plan": {"coordinator": "Kim"}}),
    ("liberty", {"plan": {"liberty": "x"}}),
    ("a wish for the time ahead", {"plan": {"advance_statement": "x"}}),
]


@pytest.mark.parametrize("case", [case for _, case in SMALL], ids=[title for title, _ in SMALL])
def test_what_a_small_correction_may_change(case):
    after = changed({"title": "", **case})
    assert why_not_minor(WHOLE, after) == ()
    check_minor(WHOLE, after)


@pytest.mark.parametrize("case", [case for _, case in LARGE], ids=[title for title, _ in LARGE])
def test_what_takes_the_full_way(case):
    with pytest.raises(RuleBroken, match="more than a small correction"):
        check_minor(WHOLE, changed({"title": "", **case}))


def test_a_small_one_does_not_carry_a_large_one_with_it():
    both = {"line": {"contacts pat": {"phone": "1"}, "services physio": {"weekly": "61.00"}}}
    (words,) = why_not_minor(WHOLE, changed({"title": "", **both}))
    assert "Physiotherapy" in words


def test_nothing_changed_is_no_correction():
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        check_minor(WHOLE, WHOLE)


SLIPS = [
    ("Emeka Okafor", "Emeka Okafer", True),
    ("My garden, my sister", "my Garden; my sister.", True),
    ("accommodate three visitors", "acommodate three visitors", True),
    ("accommodate three visitors", "acomodate three visitors", True),
    ("accommodate three visitors", "acomodat three visitors", False),
    ("Do not lift", "Do lift", False),
    ("I can walk", "I can't walk", False),
    ("I am able", "I am unable", False),
    ("Do not wait", "Do now wait", False),
    ("conscious at night", "unconscious at night", False),
    ("Give 5 tablets", "Give 6 tablets", False),
    ("Ring 999", "Ring 99", False),
    ("Swim on Tuesday", "Swim on Thursday", False),
    ("Swim on Tuesday", "Swim on Tuesdey", True),
    ("Wait forty minutes", "Wait fifty minutes", False),
    ("A hypoglycaemia", "A hyperglycaemia", False),
    ("One two three", "One three two", False),
    ("", "Something", False),
    ("Something", "", False),
    ("garden flower basket friend", "gardan flowar baskat friend", True),
    ("garden flower basket friend", "gardan flowar baskat friand", False),
]


@pytest.mark.parametrize(("before", "after", "slip"), SLIPS)
def test_a_slip_of_the_pen(before, after, slip):
    assert is_slip(before, after) is slip
    assert is_slip(after, before) is slip
