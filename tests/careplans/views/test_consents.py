"""Capacity and consent by decision on its page: everything recorded, history kept, what follows said, due ones listed."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans import services
from careplans.models import Consent
from careplans.selectors.consents import decisions_of, desk_counts, to_check
from phb.core.actors import the_service
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
LACKS = {"about": "CARE", "capacity": "LACKS_CAPACITY", "consents": True, "given_by": "Ngozi Okafor", "basis": "LPA",
         "evidence": "Could not keep it in mind", "best_interests": "Asked the family", "authority_document": "LPA 7"}  # fmt: skip


@pytest.fixture
def plan(here):
    version, team = make_plan(here)
    act_as(team.cc)
    return version, team


def record(version, by, **changes):
    given = {**LACKS, "person_id": version.person_id, "assessed_on": ON, "by": by}
    return services.record_consent(**{**given, **changes})


def test_each_decision_apart_with_its_history_and_what_follows(plan):
    version, team = plan
    record(
        version,
        team.cc,
        document_seen_on=ON,
        document_expires_on=ON + timedelta(days=10),
        next_check_on=ON + timedelta(days=40),
    )
    record(version, team.cc, about="OTHER", decision="Photographs")
    record(version, team.cc, about="OTHER", decision="Going abroad")
    found = decisions_of(version.person_id, ("CARE",))
    assert [one.title for one in found][3:] == ["Going abroad", "Photographs"]
    care = next(one for one in found if one.about == "CARE")
    assert (len(care.earlier), care.due, care.follows) == (1, ON + timedelta(days=10), "")
    money = Consent.objects.get(about="DIRECT_PAYMENT")
    services.withdraw_consent(consent_id=money.pk, on=ON, by=team.cc)
    follows = next(one.follows for one in decisions_of(version.person_id, ()) if one.about == "DIRECT_PAYMENT")
    assert "regulation 17(1)" in follows


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": "OTHER"}, "decision"),
        ({"document_seen_on": ON, "document_expires_on": ON - timedelta(days=1)}, "document_expires_on"),
        ({"next_check_on": ON}, "next_check_on"),
        ({"evidence": " "}, "evidence"),
        ({"basis": "SELF"}, "basis"),
    ],
)
def test_what_does_not_go_together(plan, changes, field):
    version, team = plan
    with pytest.raises(RuleBroken) as refused:
        record(version, team.cc, **changes)
    assert refused.value.field == field


def test_what_is_due_is_listed_by_its_newest_record_only(plan):
    version, team = plan
    record(version, team.cc, assessed_on=ON - timedelta(days=5), next_check_on=ON - timedelta(days=1))
    assert desk_counts(team.cc, ON) == {"consent_due": 0, "consent_over": 1}
    for due, counts in ((28, (1, 0)), (29, (0, 0))):
        row = record(version, team.cc, next_check_on=ON + timedelta(days=due))
        found = desk_counts(team.cc, ON)
        assert (found["consent_due"], found["consent_over"]) == counts
        assert [one.pk for one in to_check(team.cc)] == [row.pk]
    services.withdraw_consent(consent_id=row.pk, on=ON, by=team.cc)
    assert not to_check(team.cc).exists()


def test_the_page_keeps_what_was_typed_and_records_once(plan, sign_in):
    version, team = plan
    client, address = sign_in(team.cc), reverse("careplans:consent", args=[version.pk])
    before = Consent.objects.count()
    today = london_today()
    sent = {**LACKS, "consents": "yes", "key": str(uuid.uuid4()), "decision": "",
            "assessed_on_day": today.day, "assessed_on_month": today.month, "assessed_on_year": today.year}  # fmt: skip
    wrong = client.post(address, {**sent, "evidence": ""}).content.decode()
    assert "Write down why the person could not decide" in wrong and "Asked the family" in wrong
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert Consent.objects.count() == before + 1
    page = client.get(address).content.decode()
    assert "Asked the family" in page and "Earlier records" in page and "capacity and consent in the assessment" in page
    assert client.get(reverse("careplans:consents_due")).status_code == 200
    act_as(the_service(version.organisation_id))
