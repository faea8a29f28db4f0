"""Safeguarding concerns: their steps, and that nobody without the area learns of one, anywhere."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans.models import Concern, Review
from careplans.selectors.concerns import concerns
from careplans.services.concerns import close_concern, raise_concern, refer_concern, reopen_concern
from phb.core import trail
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
SECRET = "Zqsecretworry"


@pytest.fixture
def plan(here):
    version, team = make_plan(here, "active")
    act_as(team.cc)
    return version, team


def raised(version, by, **more):
    given = {"plan_id": version.plan_id, "raised_on": ON, "words": SECRET, "key": str(uuid.uuid4()), "on": ON, "by": by}
    return raise_concern(**{**given, **more})


def test_from_raised_to_closed_and_open_again(plan):
    version, team = plan
    row = raised(version, team.cc)
    with pytest.raises(RuleBroken, match="referred"):
        close_concern(concern_id=row.pk, closed_on=ON, outcome="Done", ask_review=False, on=ON, by=team.cc)
    refer_concern(
        concern_id=row.pk,
        referred=True,
        referred_to="Northmoor Council",
        referred_on=ON,
        reference="SG-1",
        on=ON,
        by=team.cc,
    )
    for _ in range(2):  # a second press changes nothing
        row = close_concern(concern_id=row.pk, closed_on=ON, outcome="Made safe", ask_review=True, on=ON, by=team.cc)
    assert row.state == "closed"
    review = Review.objects.get(plan=version.plan)
    said = f"{review.why} {review.get_kind_display()}".casefold()
    assert "concern" not in said and "safeguard" not in said, "the person reads these words"
    assert reopen_concern(concern_id=row.pk, reason="Heard again", by=team.cc).state == "open"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"referred": True}, "referred_to"),
        ({"referred": True, "referred_to": "Council", "referred_on": ON - timedelta(days=1)}, "referred_on"),
        ({"referred": True, "referred_to": "Council", "referred_on": ON + timedelta(days=1)}, "referred_on"),
        ({"referred": False, "not_referred_why": " "}, "not_referred_why"),
    ],
)
def test_referred_or_why_not(plan, values, field):
    version, team = plan
    row = raised(version, team.cc)
    with pytest.raises(RuleBroken) as refused:
        refer_concern(concern_id=row.pk, on=ON, by=team.cc, **values)
    assert refused.value.field == field


def test_raised_twice_by_one_press_is_one(plan):
    version, team = plan
    same = str(uuid.uuid4())
    assert raised(version, team.cc, key=same).pk == raised(version, team.cc, key=same).pk
    assert Concern.objects.count() == 1


def test_nobody_else_learns_of_it(plan, sign_in, settle):
    version, team = plan
    row = raised(version, team.cc)
    settle()
    seen = sign_in(team.cc).get(reverse("careplans:concern", args=[row.pk]))
    assert SECRET in seen.content.decode()
    for actor in (team.fin, team.bh):
        act_as(actor)
        assert not concerns(actor).exists()
        with pytest.raises((RuleBroken, NotVisible)):
            raised(version, actor)
        client = sign_in(actor)
        for name in ("concern", "refer_concern", "close_concern", "reopen_concern"):
            assert client.get(reverse(f"careplans:{name}", args=[row.pk])).status_code in {403, 404}
        assert client.get(reverse("careplans:concerns", args=[version.pk])).status_code in {403, 404}
    page = sign_in(team.fin).get(reverse("careplans:version", args=[version.pk])).content.decode()
    assert SECRET not in page and "Safeguarding concern" not in page
    # What the person reads of who has looked and who has written names no concern.
    act_as(team.cc)
    words = [trail.in_words(event).words.casefold() for event in trail.looks_of(team.cc, version.person_id)]
    assert words and not [said for said in words if "concern" in said or "safeguard" in said]
