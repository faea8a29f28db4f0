import json
import re
from html import unescape

import pytest

from careplans.models import Measure, MeasureScore, OutcomeScore, Plan, PlanVersion, Review
from careplans.rules.reviewing import LOOKED_AT
from careplans.selectors import reviews as reads
from careplans.services import measures, reviews
from phb.core.clock import london_today
from phb.core.periods import add_months
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.reviews import hold

TODAY = london_today()


@pytest.fixture
def active(here):
    version, team = make_plan(here, "active")
    act_as(team.cc)
    return version, team


def hidden(page):
    """The hidden boxes of the page's form."""
    text = page.content.decode()
    return {name: unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', text).group(1))
            for name in ("key", "seen", "edits") if f'name="{name}"' in text}  # fmt: skip


def day(name, value):
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def send(browser, address, **values):
    return browser.post(address, {**hidden(browser.get(address)), **values})


def test_a_review_is_held_on_its_pages_from_opening_to_result(active, sign_in):
    version, team = active
    browser = sign_in(team.cc)
    answer = send(browser, f"/plans/{version.plan_id}/reviews/open/", kind="first", **day("planned_on", TODAY))
    review = Review.objects.get(plan_id=version.plan_id)
    assert answer.headers["Location"] == f"/plans/reviews/{review.pk}/"
    here = f"/plans/reviews/{review.pk}"
    assert "To do" in browser.get(f"{here}/").content.decode()
    assert "This review is not finished" in browser.get(f"{here}/complete/").content.decode()
    send(browser, f"{here}/view/", persons_view="I sleep <b>better</b>.", persons_view_how="visit")
    send(browser, f"{here}/meeting/", how="visit", took_part="Ada", **day("held_on", TODAY))
    [line] = reads.outcome_lines(version, review)
    scored = {f"{line.line}_own_rating": "7", f"{line.line}_own_words": "Calm nights", f"{line.line}_attained": "-1"}
    answer = send(browser, f"{here}/outcomes/", **scored)
    assert answer.headers["Location"] == f"{here}/looked/"
    send(browser, f"{here}/looked/", **{f"{item.code}_answer": "good" for item in LOOKED_AT})
    said = {
        "sufficient": "enough",
        "results": ["amended"],
        "reasons": "Two more hours.",
        **day("next_due_on", add_months(TODAY, 6)),
    }
    assert send(browser, f"{here}/result/", **said).headers["Location"] == f"{here}/complete/"
    read = browser.get(f"{here}/complete/")
    assert "Calm nights" in read.content.decode()
    assert "I sleep &lt;b&gt;better" in read.content.decode()
    form = hidden(read)
    assert browser.post(f"{here}/complete/", form).status_code == 302
    # Pressed twice.
    assert browser.post(f"{here}/complete/", form).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.completed_on) == ("completed", TODAY)
    assert Plan.objects.get(pk=version.plan_id).next_review_on == add_months(TODAY, 6)
    assert list(
        PlanVersion.objects.filter(plan_id=version.plan_id).order_by("number").values_list("state", flat=True)
    ) == ["active", "draft"]
    shown = browser.get(f"{here}/").content.decode()
    assert "Two more hours." in shown
    assert "Less than we hoped" in shown
    assert browser.get(f"{here}/view/").status_code == 302
    years = browser.get(f"/plans/{version.plan_id}/reviews/years/").content.decode()
    assert "Calm nights" in years
    # What the person reads of it.
    holder = sign_in(team.bh)
    page = holder.get(f"/my-plan/{version.pk}/review/").content.decode()
    for words in ("Two more hours.", "Less than we hoped", "Calm nights", "The plan is changed", "If you do not agree"):
        assert words in page


def test_what_was_typed_stays_where_it_cannot_be_saved(active, sign_in):
    version, team = active
    review = reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=TODAY, by=team.cc)
    browser = sign_in(team.cc)
    here = f"/plans/reviews/{review.pk}/result/"
    page = send(browser, here, results=["no_change", "more"], reasons="My reasons", sufficient="enough")
    assert page.status_code == 200
    assert "Either nothing changes, or something does" in page.content.decode()
    assert "My reasons" in page.content.decode()
    page = send(browser, here, reasons="Mine", **day("next_due_on", add_months(TODAY, 13)))
    assert "Mine" in page.content.decode()
    assert Review.objects.get(pk=review.pk).next_due_on is None
    page = send(browser, f"/plans/{version.plan_id}/reviews/change/", what="A chest infection")
    assert "A chest infection" in page.content.decode()
    assert "Write why the amount is still enough" in page.content.decode()


def test_two_people_and_a_page_that_saves_itself(active, sign_in):
    version, team = active
    review = reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=TODAY, by=team.cc)
    here = f"/plans/reviews/{review.pk}/view/"
    browser = sign_in(team.cc)
    form = hidden(browser.get(here))
    line = browser.post(here, {**form, "persons_view": "Half a sen"}, headers={"HX-Request": "true"})
    assert "Saved at" in line.content.decode()
    # The same page, without the marks of its own saving, meets what stands there.
    act_as(team.cln)
    reviews.save_review(review_id=review.pk, part="view", values={"persons_view": "Hers"}, by=team.cln)
    clash = browser.post(here, {**form, "persons_view": "His"})
    assert clash.status_code == 409
    assert "Hers" in clash.content.decode()
    assert "His" in clash.content.decode()


def test_the_person_writes_before_the_meeting_and_asks(active, sign_in):
    version, team = active
    holder = sign_in(team.bh)
    here = f"/my-plan/{version.pk}/review"
    assert "Ask for a review" in holder.get(f"{here}/").content.decode()
    assert holder.get(f"{here}/view/").status_code == 302
    assert send(holder, f"{here}/ask/", words="").status_code == 200
    send(holder, f"{here}/ask/", words="My hours are too few.")
    page = holder.get(f"{here}/").content.decode()
    assert "You asked for a review" in page
    assert "My hours are too few." in page
    send(holder, f"{here}/view/", persons_view="Mornings are hard.")
    [line] = reads.outcome_lines(version)
    send(
        holder,
        f"{here}/outcomes/",
        **{f"{line.line}_own_rating": "3", f"{line.line}_own_words": "Tired", f"{line.line}_attained": "2"},
    )
    row = OutcomeScore.objects.get()
    assert (row.own_rating, row.own_words, row.attained) == (3, "Tired", None)
    review = Review.objects.get()
    assert (review.persons_view, review.persons_view_how, review.state) == ("Mornings are hard.", "online", "asked")
    browser = sign_in(team.cc)
    assert "My hours are too few." in browser.get(f"/plans/{version.plan_id}/reviews/").content.decode()
    assert send(browser, f"/plans/reviews/{review.pk}/answer/", hold="no", reasons="").status_code == 200
    send(browser, f"/plans/reviews/{review.pk}/answer/", hold="no", reasons="It was held last week.")
    assert "It was held last week." in sign_in(team.bh).get(f"{here}/").content.decode()


def test_the_list_of_what_is_due(active, sign_in, django_assert_max_num_queries):
    version, team = active
    name = version.person.full_name
    browser = sign_in(team.cc)
    plan = Plan.objects.filter(pk=version.plan_id)
    for days, when in ((-1, "overdue"), (0, "soon"), (28, "soon"), (29, "later")):
        plan.update(next_review_on=TODAY.fromordinal(TODAY.toordinal() + days))
        for other in ("overdue", "soon", "later"):
            shown = name in browser.get(f"/plans/reviews/?when={other}").content.decode()
            assert shown == (other == when), (days, other)
    seat = version.plan.coordinator_id
    assert name in browser.get(f"/plans/reviews/?coordinator={seat}&stands=none").content.decode()
    assert name not in browser.get("/plans/reviews/?stands=open").content.decode()
    assert name not in browser.get("/plans/reviews/?kind=capacity").content.decode()
    assert browser.get("/plans/reviews/?name=x").status_code == 400
    assert name in browser.get("/plans/reviews/?format=csv").content.decode()
    # One of them asks once for everybody who is away.
    with django_assert_max_num_queries(25):
        browser.get("/plans/reviews/")


def test_preparation_brings_what_there_is(active, sign_in):
    version, team = active
    review = hold(
        reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=TODAY, by=team.cc), team.cc, on=TODAY
    )
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=TODAY, by=team.cc)
    reviews.change_without_review(
        plan_id=version.plan_id, changed_on=TODAY, what="A chest infection", why_no_review="It has passed.",
        sufficient_words="No more care.", on=TODAY, by=team.cc, key="k",
    )  # fmt: skip
    page = sign_in(team.cc).get(f"/plans/{version.plan_id}/reviews/preparation/").content.decode()
    for words in (
        "The plan does what it should.",
        "A chest infection",
        "7 of 10",
        "£725.00",
        "Sister Catherine Bell",
        "What to ask",
    ):
        assert words in page


def test_a_measure_of_ones_own_is_written_taken_up_and_filled_in(active, sign_in):
    version, team = active
    browser = sign_in(team.com)
    values = {"name": "Feeling safe", "kind": "own", "working": "sum", "direction": "high"}
    page = send(browser, "/plans/measures/add/", **values, questions="How safe do I feel?")
    assert "Line 1: write the question" in page.content.decode()
    send(
        browser, "/plans/measures/add/", **values, questions="How safe do I feel? | 0 | 4\nHow often am I out? | 0 | 4"
    )
    measure = Measure.objects.get()
    assert (measure.least, measure.most, measure.state) == (0, 8, "draft")
    browser.post(f"/plans/measures/{measure.pk}/move/", {"verb": "take_up"})
    page = send(browser, "/plans/measures/add/", **values, questions="Again? | 0 | 4")
    assert "There is a measure of this name" in page.content.decode()
    holder = sign_in(team.bh)
    here = f"/my-plan/{version.pk}/review/measure/?measure={measure.pk}"
    assert send(holder, here, q1="4").status_code == 200
    form = {**hidden(holder.get(here)), "q1": "4", "q2": "3"}
    assert [holder.post(here, form).status_code for _ in range(2)] == [302, 302]
    row = MeasureScore.objects.get()
    assert (row.score, row.completed_by, row.how) == (7, team.bh.name, "online")


def test_of_a_licensed_measure_only_the_score_is_recorded(active, sign_in):
    version, team = active
    act_as(team.com)
    measure = measures.save_measure(name="WEMWBS", least=14, most=70, licence="Ours", by=team.com)
    measures.move_measure(measure_id=measure.pk, verb="take_up", by=team.com)
    browser = sign_in(team.cc)
    here = f"/plans/{version.plan_id}/measures/?measure={measure.pk}"
    typed = {"completed_by": "Ada", "how": "visit", **day("scored_on", TODAY)}
    assert "The score of this measure is from 14 to 70" in send(browser, here, score="71", **typed).content.decode()
    assert send(browser, here, score="70", **typed).status_code == 302
    assert MeasureScore.objects.get().score == 70
    # The person is not asked for a score: the questions are not ours to show.
    assert sign_in(team.bh).get(f"/my-plan/{version.pk}/review/measure/?measure={measure.pk}").status_code == 302


def test_the_marks_of_a_page_are_json(active, sign_in):
    version, team = active
    review = reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=TODAY, by=team.cc)
    seen = hidden(sign_in(team.cc).get(f"/plans/reviews/{review.pk}/looked/"))["seen"]
    assert set(json.loads(seen)) == {f"{item.code}_{what}" for item in LOOKED_AT for what in ("answer", "words")}
