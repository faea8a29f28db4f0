"""Decisions questioned: in which order, by whom, with what following."""

from datetime import date

import pytest

from eligibility.models import Decision
from phb.core.tenancy import act_as
from tests.factories.challenges import DECIDED, answered, ask, not_eligible
from tests.factories.core import assign, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(here, actor_of):
    """A refusal with everybody who may touch it: the coordinator, who decided, two other commissioners."""

    class Cast:
        first, second, third = actor_of("COM"), actor_of("COM"), actor_of("COM")
        cc = actor_of("CC")
        person = make_person(here)

    assign(Cast.person, Cast.cc)
    act_as(Cast.cc)
    return Cast


@pytest.fixture
def refused(cast):
    return not_eligible(cast.person, cast.cc, cast.first)


def test_upheld_makes_the_person_eligible_and_counts_the_days(cast, refused):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    assert (challenge.notice_on, challenge.limit_on, challenge.due_on) == (DECIDED, date(2027, 3, 20), date(2027, 1, 1))
    done = answered(challenge, "UPHELD", cast.second)
    refused.refresh_from_db()
    made = Decision.objects.get(challenge=done)
    assert (refused.state, refused.decided_on) == ("ELIGIBLE", date(2026, 11, 10))
    assert (made.decision, made.decided_by_id, made.recommended_by_id) == (
        "ELIGIBLE",
        cast.second.user_id,
        cast.cc.user_id,
    )
    assert done.refund["days"] == 52
    assert (done.refund["lines"][0]["from"], done.refund["lines"][0]["to"]) == ("2026-09-20", "2026-11-10")
