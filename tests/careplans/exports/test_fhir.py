"""The FHIR document against what HL7 and HL7 UK publish: the R4 schema, UK Core profiles, value sets, invariants."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.enums import ActionStatus, GoalStatus, PlanState
from careplans.exports import fhir
from careplans.exports.record import record_of
from careplans.models import Concern, Consent
from careplans.rules import fhir_codes as codes
from phb.core.actors import the_service
from phb.core.clock import now
from phb.core.models import Person
from phb.core.tenancy import act_as
from tests.careplans.exports.full_plan import full_plan
from tests.careplans.exports.uk_core import faults, rules_of
from tests.factories.careplans import make_plan
from tests.factories.core import make_actor

ON = date(2026, 11, 9)
# http://hl7.org/fhir/R4/valueset-request-status.html: bound to CarePlan.status; the schema writes it as any code.
REQUEST_STATUS = {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"}
SCHEMA = json.loads((Path(__file__).parents[2] / "vendor" / "fhir" / "bundle.schema.json").read_text())
VALIDATOR = jsonschema.Draft6Validator(SCHEMA)


def made(version, organisation):
    act_as(the_service(organisation.pk))
    return fhir.bundle(record_of(make_actor("COM", organisation), version.pk, ON), now())


def check(bundle) -> dict:
    """Hold it against everything published; the resources by kind."""
    problems = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(bundle)]
    assert not problems, problems[:3]
    resources = [entry["resource"] for entry in bundle["entry"]]
    assert [fault for one in (bundle, *resources) for fault in faults(one)] == []
    for one in resources:
        # The union of the schema says little of one resource: each is tried by its own definition.
        jsonschema.Draft6Validator({**SCHEMA, "$ref": f"#/definitions/{one['resourceType']}"}).validate(one)
    names = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(names) == len(set(names)), "bdl-7: each address once"
    assert set(references(bundle)) <= set(names), "every reference leads to a resource of the document"
    assert resources[0]["resourceType"] == "Composition", "bdl-11: a document begins with its Composition"
    assert bundle["type"] == "document" and bundle["identifier"]["system"] and bundle["timestamp"], "bdl-9, bdl-10"
    found: dict = {}
    for one in resources:
        found.setdefault(one["resourceType"], []).append(one)
    return found


def references(node):
    if isinstance(node, dict):
        if "reference" in node:
            yield node["reference"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.django_db
def test_a_full_plan_is_a_valid_uk_core_document(here):
    found = check(made(full_plan(here), here))
    assert set(found) == {
        "Composition", "Patient", "Organization", "Practitioner", "PractitionerRole", "RelatedPerson", "Condition", "Goal",
        "CareTeam", "CarePlan", "Consent",
    }  # fmt: skip
    plan, patient = found["CarePlan"][0], found["Patient"][0]
    assert plan["status"] == "draft" and plan["intent"] == "plan"
    assert len(plan["addresses"]) == 2 and len(plan["goal"]) == 2 and len(found["Goal"]) == 3
    # Every pound is followed: the service names its goal, and what it costs stands beside it.
    service = next(one["detail"] for one in plan["activity"] if "assistants" in one["detail"]["code"]["text"])
    assert (
        service["goal"]
        and "£725.00 a week" in service["description"]
        and "NHS Northmoor 100%" in service["description"]
    )
    assert patient["identifier"][0]["system"] == "https://fhir.nhs.uk/Id/nhs-number"
    sections = {section["title"]: section for section in found["Composition"][0]["section"]}
    assert list(sections)[:3] == ["Person demographics", "GP practice", "About me"]
    about = {one["title"]: one["code"]["coding"][0]["code"] for one in sections["About me"]["section"][:-1]}
    assert about["What is most important to me"] == "1515861000000103"
    # All invariants of narrative: no markup of a person's words gets through.
    assert "<b>" not in json.dumps(found["Composition"], ensure_ascii=False).replace("&lt;b&gt;", "")
    assert "\\u000b" not in json.dumps(found)
    for consent in found["Consent"]:
        assert consent["status"] == "active" and consent["policyRule"], "ppc-1: a policy or a rule stands"


@pytest.mark.django_db
def test_a_plan_with_almost_nothing_in_it_is_valid_too(here):
    version, _ = make_plan(here, written=False)
    Person.objects.filter(pk=version.person_id).update(
        phone="", email="", address="", postcode="", gp_practice="", known_as=""
    )
    found = check(made(version, here))
    assert "Goal" not in found and "activity" not in found["CarePlan"][0]


@pytest.mark.django_db
def test_an_agreed_plan_is_final_and_says_who_attested_it(here):
    version, _ = make_plan(here, "active")
    found = check(made(version, here))
    paper = found["Composition"][0]
    assert (paper["status"], found["CarePlan"][0]["status"]) == ("final", "active")
    assert [one["mode"] for one in paper["attester"]] == ["personal", "professional", "official", "official"]
    assert found["CareTeam"][0]["status"] == "active"


@pytest.mark.django_db
def test_the_same_version_gives_the_same_resources_again(here):
    version, _ = make_plan(here)
    one, two = made(version, here), made(version, here)
    del one["timestamp"], two["timestamp"]
    assert one == two


@pytest.mark.django_db
def test_what_is_withheld_restricted_or_a_safeguarding_matter_is_not_told(here):
    version, team = make_plan(here)
    act_as(the_service(here.pk))
    Person.objects.filter(pk=version.person_id).update(
        address="7 Hidden Lane", postcode="NM1 9ZZ", address_withheld=True
    )
    version.safeguarding = "Whisper of harm"
    version.save()
    Concern.objects.create(organisation=here, person=version.person, plan=version.plan, raised_on=ON, words="A secret worry",
                           raised_by_id=team.cc.user_id)  # fmt: skip
    bundle = made(version, here)
    found = check(bundle)
    said = json.dumps(bundle)
    assert not [word for word in ("Hidden Lane", "NM1 9ZZ", "secret worry", "Whisper") if word in said]
    assert found["Patient"][0]["address"] == [{"extension": [{"url": codes.ABSENT, "valueCode": "masked"}]}]
    Consent.objects.filter(person=version.person, about="CARE").update(
        withdrawn_on=ON, evidence="What the assessor found"
    )
    consents = check(made(version, here))["Consent"]
    assert sorted(one["status"] for one in consents) == ["active", "active", "inactive"]
    assert "assessor found" not in json.dumps(consents)


@pytest.mark.parametrize(
    ("table", "states", "definition", "element"),
    [
        (codes.CARE_PLAN_STATUS, PlanState, "CarePlan", "status"),
        (codes.COMPOSITION_STATUS, PlanState, "Composition", "status"),
        (codes.CARE_TEAM_STATUS, PlanState, "CareTeam", "status"),
        (codes.GOAL_STATUS, GoalStatus, "Goal", "lifecycleStatus"),
        (codes.ACTIVITY_STATUS, ActionStatus, "CarePlan_Detail", "status"),
    ],
)
def test_each_state_of_ours_has_a_code_of_the_published_list(table, states, definition, element):
    allowed = set(SCHEMA["definitions"][definition]["properties"][element].get("enum", REQUEST_STATUS))
    assert set(table) == {state.value for state in states}
    assert set(table.values()) <= allowed


def test_the_reader_of_profiles_finds_what_is_wrong():
    """Each fault is found in a patient that is right but for it."""
    number = {"system": codes.NHS_NUMBER, "value": "9990000018"}
    right = {"resourceType": "Patient", "meta": {"profile": [f"{codes.UK_CORE}Patient"]}, "identifier": [number]}
    assert faults(right) == [] and len(rules_of("UKCore-Patient")) > 30
    status = {
        "url": codes.VERIFICATION,
        "valueCodeableConcept": {"coding": [{"system": codes.VERIFICATION_ENGLAND, "code": "02"}]},
    }
    assert faults({**right, "identifier": [{**number, "extension": [status]}]}) == []
    wrong_code = {"url": codes.VERIFICATION, "valueCodeableConcept": {"coding": [{"system": codes.VERIFICATION_ENGLAND, "code": "99"}]}}  # fmt: skip
    for broken, words in (
        ({**right, "identifier": [number, number]}, "at most 1"),
        ({**right, "identifier": [{"system": codes.NHS_NUMBER}]}, "at least 1"),
        ({**right, "identifier": [{**number, "extension": [wrong_code]}]}, "is not in"),
        ({**right, "identifier": [{**number, "extension": [{"url": codes.VERIFICATION}]}]}, "at least 1"),
        ({**right, "communication": [{"language": {"coding": [{"system": "x", "code": "en"}]}}]}, "all-languages"),
        (
            {**right, "extension": [{"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-Made-Up"}]},
            "not named",
        ),
        ({**right, "resourceType": "Goal"}, "claims the profile"),
    ):
        assert any(words in fault for fault in faults(broken)), (words, faults(broken))


@pytest.mark.django_db
def test_the_address_answers_as_fhir_and_leaves_a_look(here, sign_in):
    version, team = make_plan(here)
    client = sign_in(team.cc)
    answer = client.get(f"/api/plans/{version.pk}/fhir")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/fhir+json")
    assert version.plan.reference in answer["Content-Disposition"]
    check(json.loads(answer.content))
    assert client.get(reverse("careplans:api_prsb", args=[version.pk])).json()["missing"]
    assert client.get(f"/api/plans/{version.pk}/fhir?what=1").status_code == 400
    assert client.get(f"/api/plans/{version.pk + 10_000}/fhir").status_code == 404
    assert sign_in(team.bh).get(f"/api/plans/{version.pk}/fhir").status_code in {403, 404}


@pytest.mark.django_db
def test_a_longer_plan_takes_no_more_queries(here):
    short, _ = make_plan(here, written=False)
    long = full_plan(here)
    counts = []
    for version in (short, long):
        actor = make_actor("COM", here)
        act_as(actor)
        with CaptureQueriesContext(connection) as seen:
            fhir.bundle(record_of(actor, version.pk, ON), now())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25, counts
