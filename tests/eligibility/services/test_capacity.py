"""Capacity and consent: what cannot stand together, what is missing, decision by decision."""

from datetime import date, timedelta

import pytest

from eligibility.models import CapacityRecord
from eligibility.selectors import work as look
from eligibility.services import work
from phb.core.errors import NotVisible, RuleBroken
from tests.conftest import settle
from tests.factories.core import assign, make_grant, make_person, make_user
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)
LACKS = {
    "capacity": "LACKS_CAPACITY",
    "consents": None,
    "how_assessed": "Asked twice with pictures.",
    "best_interests": "Weighed with her daughter.",
    "advocate": "Not needed: her daughter speaks for her.",
}
ATTORNEY = {
    "authority": "LPA_HW",
    "authority_name": "Ngozi Okafor",
    "authority_seen_on": TODAY,
}


@pytest.fixture
def open_case(here, actor_of):
    def make(**person):
        cc = actor_of("CC")
        somebody = make_person(here, **person)
        assign(somebody, cc)
        route = "WHEELCHAIR" if somebody.date_of_birth.year > 2000 else "CHC"
        case = make_case(somebody, cc, route=route)

        def record(**more):
            values = {"about": "EXAMINATION", "on": TODAY, "capacity": "HAS_CAPACITY", "consents": True}
            return work.record_capacity(case_id=case.pk, today=TODAY, by=cc, **{**values, **more})

        return case, record, cc

    return make


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"consents": False},
        {"capacity": "NOT_ASSESSED"},
        {"capacity": "FLUCTUATES", "how_assessed": "In the morning she could."},
        {"about": "SHARING", "shared_with": ["Ngozi Okafor, daughter"]},
        {"about": "SHARING", "consents": False},
        {"about": "TAKING_PART", "consents": False, "explained": "The council may not take over."},
        {"about": "OTHER", "decision": "Photographs of the wound"},
        LACKS,
        {**LACKS, **ATTORNEY, "consents": True, "best_interests": ""},
        {**LACKS, **ATTORNEY, "authority": "DEPUTY_HW", "consents": False},
    ],
)
def test_what_may_be_recorded(open_case, more):
    case, record, _ = open_case()
    made = record(**more)
    assert made.case == case and made.person_id == case.person_id
    settle()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"consents": None}, "consents"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(1958, 3, 13)}, "on"),
        ({"about": "OTHER"}, "decision"),
        ({"about": "NONSENSE"}, "about"),
        ({"about": "SHARING"}, "shared_with"),
        ({"about": "TAKING_PART", "consents": False}, "explained"),
        ({"capacity": "FLUCTUATES"}, "how_assessed"),
        ({**LACKS, "how_assessed": ""}, "how_assessed"),
        ({**LACKS, "best_interests": ""}, "best_interests"),
        ({**LACKS, "consents": True}, "consents"),  # family have no power to consent by themselves
        ({**LACKS, **ATTORNEY, "best_interests": "", "consents": None}, "consents"),
        ({**LACKS, **ATTORNEY, "authority_name": ""}, "authority_name"),
        ({**LACKS, **ATTORNEY, "authority_seen_on": None}, "authority_seen_on"),
        ({**LACKS, **ATTORNEY, "on": TODAY - timedelta(days=1)}, "authority_seen_on"),
        ({**LACKS, **ATTORNEY, "authority": "PARENTAL_RESPONSIBILITY"}, "authority"),
        ({**ATTORNEY}, "authority"),  # somebody who can decide decides
    ],
)
def test_what_cannot_stand_together_is_refused_beside_its_field(open_case, more, field):
    _, record, _ = open_case()
    with pytest.raises(RuleBroken) as refused:
        record(**more)
    assert refused.value.field == field and not CapacityRecord.objects.exists()


@pytest.mark.parametrize(
    ("born", "authority", "taken"),
    [
        (date(2012, 9, 10), "PARENTAL_RESPONSIBILITY", True),  # 14
        (date(2012, 9, 10), "DEPUTY_HW", False),
        (date(2010, 9, 11), "DEPUTY_HW", False),  # 16 tomorrow
        (date(2010, 9, 10), "DEPUTY_HW", True),  # 16 today
        (date(2010, 9, 10), "LPA_HW", False),
        (date(2008, 9, 11), "PARENTAL_RESPONSIBILITY", True),  # 18 tomorrow
        (date(2008, 9, 10), "PARENTAL_RESPONSIBILITY", False),
        (date(2008, 9, 11), "LPA_HW", False),
        (date(2008, 9, 10), "LPA_HW", True),
    ],
)
def test_who_may_hold_authority_hangs_on_the_age_on_that_day(open_case, born, authority, taken):
    _, record, _ = open_case(date_of_birth=born)
    more = {**LACKS, **ATTORNEY, "authority": authority, "consents": True}
    if taken:
        assert record(**more).authority == authority
    else:
        with pytest.raises(RuleBroken) as refused:
            record(**more)
        assert refused.value.field == "authority"


def test_a_small_child_needs_no_assessment_of_capacity(open_case):
    _, record, _ = open_case(date_of_birth=date(2020, 1, 1))
    parent = {"authority": "PARENTAL_RESPONSIBILITY", "authority_name": "Ngozi Okafor"}
    assert record(capacity="LACKS_CAPACITY", consents=True, **parent).how_assessed == ""


def test_what_is_missing_goes_decision_by_decision(open_case):
    case, record, _ = open_case()

    def state():
        found = look.consent_of(case, TODAY)
        return found.outcome, len(found.missing)

    assert state()[0] == "INCOMPLETE" and state()[1] >= 1
    record(about="TAKING_PART")
    assert state() == ("INCOMPLETE", 1)
    record(about="SHARING", shared_with=["Ngozi Okafor, daughter", "Advocate Ann Hill"])
    assert state() == ("INCOMPLETE", 1)  # sharing says nothing of an examination
    record()
    assert state() == ("MAY_PROCEED", 0)
    facts = look.consent_of(case, TODAY).result.facts
    assert facts["may_examine"] is True
    assert list(facts["may_share_with"]) == ["Ngozi Okafor, daughter", "Advocate Ann Hill"]


def test_lacking_capacity_to_take_part_still_leaves_the_examination_to_be_recorded(open_case):
    case, record, _ = open_case()
    record(about="TAKING_PART", **LACKS)
    assert look.consent_of(case, TODAY).outcome == "INCOMPLETE"
    record(**LACKS)
    found = look.consent_of(case, TODAY)
    assert found.outcome == "MAY_PROCEED" and "CON-BEST-INTERESTS" in found.result.rules


def test_without_thought_of_an_advocate_there_is_a_warning(open_case):
    case, record, _ = open_case()
    record(**{**LACKS, "advocate": ""})
    assert [warning.rule for warning in look.consent_of(case, TODAY).result.warnings] == ["CON-ADVOCATE"]


def test_who_declines_is_told_and_the_offer_stays_open(open_case):
    case, record, _ = open_case()
    record(about="TAKING_PART", consents=False, explained="The council may not take over.")
    found = look.consent_of(case, TODAY)
    assert found.outcome == "DECLINED" and found.missing == () and found.result.facts["offer_stays_open"] is True


def test_the_newest_counts_as_of_a_day_and_nothing_is_changed(open_case):
    case, record, _ = open_case()
    record(on=TODAY - timedelta(days=3), consents=False)
    record(on=TODAY)
    before = look.consent_of(case, TODAY - timedelta(days=1))
    assert before.newest["EXAMINATION"].consents is False
    assert look.consent_of(case, TODAY).newest["EXAMINATION"].consents is True
    assert look.capacity_records(case).count() == 2


def test_who_acts_for_the_person_is_shown_while_it_lasts(open_case):
    case, _, _ = open_case()
    make_grant(case.person, make_user("Ngozi Okafor"), "REPRESENTATIVE")
    make_grant(case.person, make_user("Adaeze"), "HOLDER")
    make_grant(case.person, make_user("Gone"), "NOMINEE", basis="NOMINATION", ends=TODAY - timedelta(days=1))
    assert [grant.user.name for grant in look.representatives(case, TODAY)] == ["Ngozi Okafor"]


def test_others_record_nothing(open_case, actor_of):
    case, _, _ = open_case()
    with pytest.raises(NotVisible):
        work.record_capacity(
            case_id=case.pk, about="OTHER", decision="x", on=TODAY, capacity="HAS_CAPACITY", consents=True, today=TODAY,
            by=actor_of("CC"),
        )  # fmt: skip
