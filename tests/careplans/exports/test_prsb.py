"""The plan by the headings of the PRSB standard: the nesting, the mandatory headings, what is missing."""

from datetime import date

import pytest

from careplans.exports import prsb
from careplans.exports.record import record_of
from careplans.rules.prsb import ABOUT_ME, HEADINGS, missing, strange
from phb.core.actors import the_service
from phb.core.models import Person
from phb.core.tenancy import act_as
from tests.careplans.exports.full_plan import full_plan
from tests.factories.core import make_actor

ON = date(2026, 11, 9)
WHOLE = {
    "Person demographics": {
        "Person name": {"Person first name": "Ada", "Person family name": "Okafor"},
        "Date of birth": "1958-03-14",
        "Person's address": [{"Address line 1": "1 Moor Lane", "Postcode": "NM1 1AA"}],
    },
    "GP practice": {"GP practice record entry": [{"GP practice identifier": "A12345"}]},
}


def test_the_table_has_the_sections_of_the_standard_in_its_order():
    assert [heading.name for heading in HEADINGS] == [
        "Person demographics", "GP practice", "About me", "Professional contacts", "Personal contacts", "Formulation",
        "Care and support plan", "Contingency/safety plans", "Additional support plans",
    ]  # fmt: skip
    assert len({code for _, code, _ in ABOUT_ME}) == 7 and all(len(code) == 16 for _, code, _ in ABOUT_ME)


def test_nothing_is_missing_where_all_that_is_mandatory_stands():
    assert missing(WHOLE) == () and strange(WHOLE) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"GP practice": {"GP practice record entry": [{"GP practice details": "Moor"}]}},
         "GP practice › GP practice record entry › GP practice identifier"),
        ({"GP practice": None}, "GP practice"),
        ({"Contingency/safety plans": [{"What should happen": [{"Free text": "Ring"}]}]},
         "Contingency/safety plans › Trigger factors"),
        ({"Personal contacts": {"Personal contacts record entry": [{"Relationship": "son"}]}},
         "Personal contacts › Personal contacts record entry › Name"),
    ],
)  # fmt: skip
def test_a_mandatory_heading_that_is_empty_is_named(changes, words):
    assert [each.words for each in missing({**WHOLE, **changes})] == [words]


@pytest.mark.parametrize(
    "changes",
    [
        {"Goals": ["x"]},
        {"Care and support plan": {"Goals and hopes": [{"Free text": "hangs in the air"}]}},
        {"Care and support plan": {"Needs, concerns or problems": {"Free text": "one where many stand"}}},
    ],
)
def test_a_document_against_the_nesting_is_found_out(changes):
    assert strange({**WHOLE, **changes})


@pytest.mark.django_db
def test_goals_hang_on_needs_and_actions_on_goals(here):
    version = full_plan(here)
    act_as(the_service(here.pk))
    record = record_of(make_actor("COM", here), version.pk, ON)
    held = prsb.document(record)
    assert strange(held) == ()
    need = held["Care and support plan"]["Needs, concerns or problems"][1]
    assert need["Coded value"]["code"] == "267036007"
    action = need["Goals and hopes"][0]["Actions and activities"][0]
    assert action["What"][0]["Free text"] == "Set the bed up"
    assert action["Stage goal"][0]["Outcome"]["Free text"] == "Reached in May"
    assert held["About me"]["People who are important to me"].endswith("Please do not contact: My uncle")
    assert [each.words for each in prsb.lacking(record)] == ["GP practice › GP practice record entry › GP practice identifier"] or not record.person.gp_practice  # fmt: skip
    Person.objects.filter(pk=version.person_id).update(
        address="7 Hidden Lane", postcode="NM1 9ZZ", address_withheld=True
    )
    again = record_of(make_actor("COM", here), version.pk, ON)
    assert "Hidden Lane" not in str(prsb.document(again))
