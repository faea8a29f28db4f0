"""Every list and figure of eligibility asks the database as often for many rows as for few."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.services import challenges, finding, work
from eligibility.services.letters import write_letter
from phb.core.clock import london_today, now
from phb.core.tenancy import act_as
from tests.factories.challenges import ask
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case
from tests.factories.offers import make_draft, make_offer

pytestmark = pytest.mark.django_db
INVITED = {"meeting_at": "5 October 2026 at 2pm", "meeting_place": "At your home"}
PAGES = {
    "desk": "desk",
    **{
        name: f"eligibility:{name}"
        for name in (
            "cases",
            "clocks",
            "transitions",
            "allocation",
            "workload",
            "meetings",
            "evidence_list",
            "challenges",
            "refunds",
            "letters",
            "offers",
            "candidates",
            "place_figures",
            "api_cases",
        )
    },
}


@pytest.fixture
def cast(actor_of):
    made = SimpleNamespace(com=actor_of("COM"), second=actor_of("COM"), cc=actor_of("CC"), cln=actor_of("CLN"))
    made.offer = make_offer(made.com, made.second)
    return made


def grow(cast, here, count):
    """More people, each with something in every list."""
    today = london_today()
    for number in range(count):
        act_as(cast.cc)
        person, child = make_person(here), make_person(here, date_of_birth=today - timedelta(days=17 * 365))
        assign(person, cast.cc)
        assign(child, cast.cc)
        make_case(child, cast.cc, route="CYPCC", received_on=today)
        case = make_case(person, cast.cc, received_on=today - timedelta(days=9))
        work.allocate(case_ids=[case.pk], membership_id=cast.cln.membership_id, on=today, by=cast.cc)
        meeting = work.plan_meeting(case_id=case.pk, starts_at=now(), by=cast.cc)
        work.invite(
            meeting_id=meeting.pk, membership_id=cast.cln.membership_id, profession="NURSE", on=today, by=cast.cc
        )
        work.ask_evidence(case_id=case.pk, asked_of="Ward 4", what="Notes", on=today, due_on=today, by=cast.cc)
        write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=cast.cc, on=today, extra=INVITED)
        ask(case, "COMPLAINT", cast.cc, details={"question": "The nights."}, requested_on=today, on=today)
        past = ask(case, "PAST_PERIOD", cast.cc, requested_on=today, on=today,
                   period_from=today - timedelta(days=3000), period_to=today - timedelta(days=2900))  # fmt: skip
        act_as(cast.com)
        challenges.take_up(challenge_id=past.pk, on=today, by=cast.com, late_reason="")
        challenges.decide_challenge(challenge_id=past.pk, outcome="UPHELD", reasons="Looked at.", on=today, by=cast.com)
        make_draft(cast.com, name=f"Offer {case.pk}")
        row = f"nhs_number,name,date_of_birth,hours\n{child.nhs_number},{child.full_name},{child.date_of_birth},40\n"
        found = finding.check_file(
            offer_id=cast.offer.pk,
            file_name=f"{number}.csv",
            content=row.encode(),
            conditions=(),
            on=today,
            by=cast.com,
        )
        finding.take_file(finding_id=found.pk, on=today, by=cast.com)


def test_no_list_asks_more_for_more_rows(cast, here, sign_in):
    def asked() -> dict[str, int]:
        found = {}
        for name, route in PAGES.items():
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(reverse(route)).status_code == 200, name
            found[name] = len(seen)
        return found

    browser = sign_in(cast.com)
    grow(cast, here, 2)
    asked()  # what is kept between requests is kept now
    before = asked()
    grow(cast, here, 5)
    after = asked()
    assert after == before
    assert max(after.values()) <= 45, after
