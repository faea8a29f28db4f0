"""The scheme of delegation: shown in words, and refused in words when it is written so that nobody could follow it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from phb.core.actors import the_service
from phb.core.errors import RuleBroken
from phb.core.models import Policy
from phb.core.policies import policy, set_policy
from phb.core.tenancy import act_as
from tests.factories.core import make_actor
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
GOOD = [
    {"measure": "weekly", "limit": "1200.00", "role": "COM", "kinds": ["agency"], "panel": True},
    {"measure": "percent_below_indicative", "limit": "10", "role": "COM", "second": True, "stream": "S117"},
]


def test_a_scheme_is_shown_in_words_by_stream(here, sign_in):
    act_as(the_service(here.pk))
    admin, clinician = (make_actor(role, here) for role in ("ADM", "CLN"))
    act_as(admin)
    set_policy(key="approval_limits", value=GOOD, starts=DAY, by=admin, source="Board paper 12")
    set_policy(key="approval_limits", value=GOOD[:1], starts=DAY, by=admin, stream="WHEELCHAIR")
    page = sign_in(clinician).get(reverse("careplans:scheme")).content.decode()
    for words in (
        "Weekly amount of agency care above £1,200.00: A panel, then commissioner.",
        "Percent below the indicative amount above 10%: Two: commissioner and another.",
        "Only for: Section 117 aftercare.",
        "Wheelchair services",
        "Board paper 12",
    ):
        assert words in page


def test_an_unreadable_scheme_is_refused_and_what_was_typed_stays(here, sign_in):
    act_as(the_service(here.pk))
    admin = make_actor("ADM", here)
    browser = sign_in(admin)
    address = reverse("change_policy", args=["approval_limits"])
    form = sent_form(browser.get(address), "value")
    typed = json.dumps([{"measure": "weekly", "limit": "1.000,00", "role": "COM"}])
    answer = browser.post(address, {**form, "value": typed, "source": "A letter"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Row 1: “1.000,00” is not an amount. Write it such as “1500.00”." in text
    assert "1.000,00" in text and "A letter" in text
    assert not Policy.objects.filter(key="approval_limits").exists()
    act_as(admin)
    with pytest.raises(RuleBroken, match="“Finance officer” cannot authorise"):
        set_policy(
            key="approval_limits", value=[{"measure": "weekly", "limit": "1", "role": "FIN"}], starts=DAY, by=admin
        )
    assert policy("approval_limits", on=DAY, organisation_id=here.pk)[0]["limit"] == "1500.00"
