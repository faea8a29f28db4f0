"""Pages of decisions questioned through the whole stack: recording, taking up, deciding once, lists, what finance sees."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Challenge, Decision
from phb.core.clock import london_today
from phb.core.models import User
from phb.core.tenancy import act_as
from tests.factories.challenges import answered, ask, not_eligible, screened_out
from tests.factories.core import assign, make_actor, make_grant, make_person

pytestmark = pytest.mark.django_db
SAID = "You have not looked at the nights.\nMum calls out & falls."


@pytest.fixture
def cast(here, actor_of):
    first, second, fin = actor_of("COM"), actor_of("COM"), actor_of("FIN")
    cc = actor_of("CC")
    person = make_person(here)
    assign(person, cc)
    return SimpleNamespace(person=person, cc=cc, first=first, second=second, fin=fin, today=london_today())


@pytest.fixture
def refused(cast):
    return not_eligible(cast.person, cast.cc, cast.first)


def url(name, *args):
    return reverse(f"eligibility:{name}", args=args)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " "))


def request_of(cast, **changes):
    return {
        "key": str(uuid4()),
        **day("requested_on", cast.today),
        "how": "TELEPHONE",
        "requested_by": "Amira Hale",
        "acts_as": "Daughter",
        "words": SAID,
        "grounds": "BOTH",
        **changes,
    }


def test_a_request_from_the_case_to_an_outcome_with_days_to_make_good(cast, refused, sign_in, client):
    page = sign_in(cast.cc).get(url("case", refused.pk))
    assert url("question", refused.pk) in page.content.decode()
    ways = text_of(client.get(url("question", refused.pk)))
    assert "Local resolution" in ways and "There is no negative Checklist on this case." in ways
    form = client.get(url("receive_challenge", refused.pk, "local-resolution"))
    assert "Last day in time 20 March 2027" in text_of(form)
    sent = request_of(cast)
    first = client.post(url("receive_challenge", refused.pk, "local-resolution"), sent)
    again = client.post(url("receive_challenge", refused.pk, "local-resolution"), sent)
    challenge = Challenge.objects.get()
    assert first.url == again.url == url("challenge", challenge.pk)
    page = client.get(first.url)
    assert "Mum calls out &amp; falls." in page.content.decode()
    assert url("decide_challenge", challenge.pk) not in page.content.decode()
    assert client.get(url("decide_challenge", challenge.pk)).status_code == 404

    sign_in(cast.second)
    assert client.get(url("decide_challenge", challenge.pk)).url == url("challenge", challenge.pk)
    client.post(url("take_up_challenge", challenge.pk), day("on", cast.today))
    outcome = {"key": str(uuid4()), "outcome": "UPHELD", **day("on", cast.today), "reasons": "The nights count."}
    check = client.post(url("decide_challenge", challenge.pk), {**outcome, "do": "check"})
    days = (cast.today - refused.decided_on).days + 1
    assert f"{days} days, both included" in text_of(check)
    assert Challenge.objects.get().state == "IN_PROGRESS" and not Decision.objects.filter(challenge=challenge).exists()
    for _ in range(2):
        done = client.post(url("decide_challenge", challenge.pk), {**outcome, "do": "decide"})
        assert done.url == url("challenge", challenge.pk)
    refused.refresh_from_db()
    assert (refused.state, Decision.objects.filter(challenge=challenge).count()) == ("ELIGIBLE", 1)
    assert f"{days} days, both included" in text_of(client.get(url("challenge", challenge.pk)))
    assert "Decisions questioned" in text_of(client.get(url("case", refused.pk)))

    sign_in(cast.fin)
    seen = text_of(client.get(url("case", refused.pk)))
    assert f"{days} days, both included" in seen and "Mum calls out" not in seen
    assert f"{days} days, both included" in text_of(client.get(url("refunds")))
    assert client.get(url("challenge", challenge.pk)).status_code == 404
    assert "Care costs to make good" in text_of(client.get(reverse("desk")))
    opened = client.get(url("refund", challenge.pk))
    assert "Mum calls out" not in text_of(opened) and "Record that they were made good" in text_of(opened)
    empty = client.post(url("refund", challenge.pk), {**day("settled_on", cast.today), "words": ""})
    assert "Write who was paid" in text_of(empty)
    client.post(
        url("refund", challenge.pk), {**day("settled_on", cast.today), "words": "£4,210.00 to Ms Hale, BACS 118"}
    )
    assert "No outcome waits" in text_of(client.get(url("refunds")))
    assert "Amira" not in text_of(client.get(url("refunds"), {"state": "DONE"}))
    assert "£4,210.00 to Ms Hale" in text_of(client.get(url("refund", challenge.pk)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": "   "}, "Write what they said, in their own words"),
        ({"grounds": ""}, "Select the grounds"),
        ({"grounds": "PACKAGE"}, "Select one of the answers shown"),
        ({"how": ""}, "Select how the request came"),
        ({"requested_on_day": "31", "requested_on_month": "2"}, "date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, refused, sign_in, client, changes, words):
    sign_in(cast.cc)
    page = client.post(url("receive_challenge", refused.pk, "local-resolution"), request_of(cast, **changes))
    assert (page.status_code, Challenge.objects.count()) == (200, 0)
    assert words in text_of(page)
    assert "Amira Hale" in page.content.decode() and "Error:" in text_of(page)


def test_a_way_that_is_not_open_says_why_and_an_unknown_one_is_not_there(cast, refused, sign_in, client):
    sign_in(cast.cc)
    page = client.get(url("receive_challenge", refused.pk, "checklist"))
    assert "There is no negative Checklist on this case." in text_of(page) and "<textarea" not in page.content.decode()
    assert client.get(url("receive_challenge", refused.pk, "duel")).status_code == 404
    panel_first = client.post(url("receive_challenge", refused.pk, "independent-review"), request_of(cast))
    assert "Local resolution comes first" in text_of(panel_first)


def test_the_first_decider_is_told_that_somebody_else_decides(cast, refused, sign_in, client):
    act_as(cast.cc)
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    sign_in(cast.first)
    client.post(url("take_up_challenge", challenge.pk), day("on", cast.today))
    sent = {"key": str(uuid4()), "outcome": "UPHELD", **day("on", cast.today), "reasons": "Why."}
    page = client.post(url("decide_challenge", challenge.pk), {**sent, "do": "check"})
    assert "You made the decision that is questioned" in text_of(page) and "Why." in page.content.decode()


def test_a_late_request_is_taken_up_with_a_reason_or_not_accepted(cast, refused, sign_in, client):
    act_as(cast.cc)
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    late = {"code": "LATE", "words": "1 day late: the last day was 30 September 2026.", "days_late": 1}
    Challenge.objects.filter(pk=challenge.pk).update(details={"limit": late})
    sign_in(cast.second)
    page = client.post(url("take_up_challenge", challenge.pk), day("on", cast.today))
    assert "Write why it is accepted all the same" in text_of(page)
    client.post(url("not_accept_challenge", challenge.pk), {**day("on", cast.today), "reason": "Too late."})
    assert Challenge.objects.get().state == "NOT_ACCEPTED"
    client.post(url("take_up_challenge", challenge.pk), {**day("on", cast.today), "late_reason": "She was ill."})
    assert Challenge.objects.get().state == "IN_PROGRESS"


def test_the_panel_the_positions_a_step_and_a_withdrawal(cast, refused, sign_in, client):
    act_as(cast.cc)
    panel = ask(refused, "INDEPENDENT_REVIEW", cast.cc, undue_delay_waiver=True)
    both = ask(
        refused, "BODIES", cast.cc, details={"question": "Nights?", "authority": "Northmoor Council", "procedure": "P"}
    )
    sign_in(cast.cc)
    named = {
        "chair_name": "Ruth Amsel", "chair_body": "NHS England", "icb_name": "Dev Nair", "icb_body": refused.organisation.name,
        "la_name": "Joan Firth", "la_body": "Eastmere Council", "authorities": "Northmoor Council\n\nNorthmoor Bay",
    }  # fmt: skip
    assert "other than the one under review" in text_of(client.post(url("challenge_panel", panel.pk), named))
    client.post(url("challenge_panel", panel.pk), {**named, "icb_body": "NHS Eastmere"})
    panel.refresh_from_db()
    assert panel.details["authorities"] == ["Northmoor Council", "Northmoor Bay"]
    assert "Ruth Amsel" in text_of(client.get(url("challenge", panel.pk)))
    since = cast.today - timedelta(days=10)
    held = {"procedure": "P", "la_position": "Health care.", "interim_funder": "LA", **day("interim_from", since)}
    client.post(url("challenge_positions", both.pk), held)
    page = text_of(client.get(url("challenge", both.pk)))
    assert "Health care." in page and "without prejudice" in page
    client.post(url("challenge_step", both.pk), {**day("done_on", cast.today), "words": "Both bodies met."})
    client.post(url("withdraw_challenge", both.pk), {"reason": "They agreed.", "sure": "on"})
    page = text_of(client.get(url("challenge", both.pk)))
    assert "Both bodies met." in page and "They agreed." in page and "Withdrawn" in page
    assert client.get(url("challenge_positions", panel.pk)).status_code == 404


def test_the_work_list_filters_sorts_and_exports(cast, refused, sign_in, client, here):
    act_as(cast.cc)
    ask(refused, "LOCAL_RESOLUTION", cast.cc)
    ask(refused, "COMPLAINT", cast.cc, details={"question": "The wait"})
    done = answered(ask(refused, "COMPLAINT", cast.cc, details={"question": "A letter"}), "NOT_UPHELD", cast.second)
    sign_in(cast.second)
    page = client.get(url("challenges"))
    assert done.reference not in page.content.decode() and "Showing all 2" in text_of(page)
    assert done.reference in client.get(url("challenges"), {"state": "ALL"}).content.decode()
    assert "Showing the only one" in text_of(client.get(url("challenges"), {"kind": "COMPLAINT"}))
    assert "Nothing matches" in text_of(client.get(url("challenges"), {"clock": "overdue"}))
    rows = client.get(url("challenges"), {"state": "ALL", "format": "csv"})
    assert (
        b"Local resolution" in b"".join(rows.streaming_content)
        if rows.streaming
        else b"Local resolution" in rows.content
    )
    desk = text_of(client.get(reverse("desk")))
    assert "Requests to look again, to take up" in desk


def test_pages_ask_no_more_for_more_rows(cast, sign_in, client):
    def count(address):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    act_as(cast.cc)
    case = screened_out(cast.person, cast.cc)
    ask(case, "COMPLAINT", cast.cc, details={"question": "One"})
    sign_in(cast.second)
    client.get(url("challenges"))
    before = [count(url("challenges")), count(url("case", case.pk))]
    act_as(cast.cc)
    for number in range(4):
        ask(case, "COMPLAINT", cast.cc, details={"question": f"More {number}"})
    act_as(cast.second)
    assert [count(url("challenges")), count(url("case", case.pk))] == before


def test_the_person_reads_what_became_of_it_and_until_when_they_may_ask(cast, refused, here, sign_in, client):
    act_as(cast.cc)
    holder = make_actor("BH", here)
    make_grant(cast.person, User.objects.get(pk=holder.user_id), "HOLDER")
    before = text_of(sign_in(holder).get(reverse("own:case", args=[cast.person.pk])))
    assert "If you do not agree" in before and "Local resolution" in before and "Ask by 20 March 2027" in before
    act_as(cast.cc)
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    ask(
        refused,
        "BODIES",
        cast.cc,
        words="Not hers to read.",
        details={"question": "Who?", "authority": "A", "procedure": "P"},
    )
    page = text_of(sign_in(holder).get(reverse("own:case", args=[cast.person.pk])))
    assert "You have not looked at the nights." in page and "We have it." in page and "1 January 2027" in page
    assert "Not hers to read." not in page
    assert client.get(url("challenge", challenge.pk)).status_code == 404
    answered(challenge, "NOT_UPHELD", cast.second)
    page = text_of(sign_in(holder).get(reverse("own:case", args=[cast.person.pk])))
    assert "Not upheld: the decision stands." in page and "Every point was looked at." in page
    assert "Independent review" in page and "Ask by 10 May 2027" in page
