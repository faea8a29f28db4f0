"""The pages of what is said, and the conversation without a script: ordinary forms that lose nothing."""

import json

import pytest

from careplans.models import Comment, Conversation, Outcome
from careplans.services.writing_together import write_words
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def shared(here):
    return make_plan(here, "shared")


def card(answer, ident):
    """The fields of one answer on the page of questions, as a browser would send them."""
    page = answer.content.decode()
    start = page.index(f'data-card="{ident}"')
    begin, end = page.rindex("<form", 0, start), page.index("</form>", start)
    return sent_form(type("Page", (), {"content": page[begin : end + 7].encode()})())


def paths(version):
    return {"cc": f"/plans/versions/{version.pk}/conversation/", "bh": f"/my-plan/{version.pk}/words/"}


@pytest.mark.parametrize("role", ["cc", "bh"])
def test_an_answer_is_saved_and_leads_to_the_next_question(shared, sign_in, role):
    version, team = shared
    who, path = getattr(team, role), paths(version)[role]
    browser = sign_in(who)
    data = card(browser.get(path), "strengths-own") | {"strengths": "I sing", "go": "next"}
    answer = browser.post(path, data)
    assert (answer.status_code, answer["Location"]) == (302, f"{path}#q-must-know")
    act_as(who)
    version.refresh_from_db()
    assert version.strengths == "I sing"


def test_the_person_is_asked_only_what_is_theirs_to_write(shared, sign_in):
    version, team = shared
    own = sign_in(team.bh).get(paths(version)["bh"]).content.decode()
    assert 'id="q-outcomes"' in own and 'id="q-needs"' not in own
    visit = sign_in(team.cc).get(paths(version)["cc"]).content.decode()
    assert 'id="q-needs"' in visit
    refused = sign_in(team.bh).post(paths(version)["bh"], {"question": "needs", "key": "1", "words": "x"})
    assert refused.status_code == 404
    assert sign_in(team.fin).get(paths(version)["cc"]).status_code == 404


def test_both_wrote_in_the_same_box_and_both_stand_on_the_page(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.bh), paths(version)["bh"]
    data = card(browser.get(path), "what-matters-own") | {"what_matters": "The sea", "go": "next"}
    act_as(team.cc)
    write_words(version_id=version.pk, part="about_me", values={"what_matters": "Home and choir"}, by=team.cc)
    answer = sign_in(team.bh).post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Home and choir" in page and ">\nThe sea</textarea>" in page
    sent = sign_in(team.bh).post(path, data, headers=JSON)
    theirs = sent.json()["theirs"][0]
    assert (sent.status_code, theirs["words"], theirs["name"]) == (409, "Home and choir", "what_matters")
    # With both in sight, sending again decides.
    assert sign_in(team.bh).post(path, card(answer, "what-matters-own") | {"go": "next"}).status_code == 302
    act_as(team.bh)
    version.refresh_from_db()
    assert version.what_matters == "The sea"


def test_a_line_sent_again_after_a_lost_answer_is_one_line(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.bh), paths(version)["bh"]
    data = card(browser.get(path), "outcomes-new") | {"words": "Go to", "importance": "9", "go": "stay"}
    assert browser.post(path, data, headers=JSON).status_code == 200  # and the answer never came
    again = browser.post(path, data | {"words": "Go to the sea"}, headers=JSON)
    row = Outcome.objects.get(version=version, from_person=True)
    assert (again.json()["row"], row.words, row.importance) == (row.pk, "Go to the sea", 9)
    # From the answer on the page knows the line and its marks.
    known = data | {"words": "Go to the sea in June", "row": row.pk, "seen": json.dumps(again.json()["seen"])}
    assert browser.post(path, known, headers=JSON).status_code == 200
    row.refresh_from_db()
    assert row.words == "Go to the sea in June"


def test_what_is_wrong_is_said_beside_its_box_and_what_was_typed_stays(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.cc), paths(version)["cc"]
    data = card(browser.get(path), "contacts-new") | {"name": "Ngozi", "email": "no address", "go": "stay"}
    answer = browser.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="no address"' in page and 'href="#contacts-new-email"' in page
    assert "Error:" in page.split("</title>")[0]
    assert "correct format" in browser.post(path, data, headers=JSON).json()["words"]
    empty = card(browser.get(path), "outcomes-new") | {"go": "stay"}
    assert browser.post(path, empty, headers=JSON).status_code == 422


def test_a_line_is_taken_out_after_asking(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.bh), paths(version)["bh"]
    row = version.outcomes.get()
    browser.post(path, card(browser.get(path), "outcomes-new") | {"words": "The sea", "go": "stay"})
    mine = Outcome.objects.get(version=version, from_person=True)
    page = browser.get(path).content.decode()
    assert page.count('value="take_out"') == 1  # only what they added
    asked = browser.post(path, {"question": "outcomes", "row": mine.pk, "go": "take_out"})
    assert "The sea" in asked.content.decode() and Outcome.objects.filter(pk=mine.pk).exists()
    browser.post(path, {"question": "outcomes", "row": mine.pk, "go": "take_out", "sure": "yes"})
    assert not Outcome.objects.filter(pk=mine.pk).exists() and Outcome.objects.filter(pk=row.pk).exists()


def test_a_visit_is_finished_with_who_took_part(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.cc), f"{paths(version)['cc']}finish/"
    data = sent_form(browser.get(path)) | {"words": "I want to be home."}
    for _ in range(2):
        assert browser.post(path, data).status_code == 302
    assert Conversation.objects.get().took_part.startswith(version.person.full_name)
    assert "I want to be home." in browser.get(f"/plans/versions/{version.pk}/talk/").content.decode()


def test_a_question_asked_on_the_phone_is_answered_at_the_desk(shared, sign_in):
    version, team = shared
    line = version.outcomes.get().line
    path = f"/my-plan/{version.pk}/say/?about=outcomes-{line}"
    browser = sign_in(team.bh)
    assert f"?about=outcomes-{line}" in browser.get(f"/my-plan/{version.pk}/").content.decode()
    data = sent_form(browser.get(path)) | {"words": "Who pays for the taxi?"}
    for _ in range(2):
        assert browser.post(path, data).status_code == 302
    asked = Comment.objects.get()
    staff = sign_in(team.cc)
    assert "Who pays for the taxi?" in staff.get("/plans/talk/").content.decode()
    assert "Questions about plans that wait" in staff.get("/desk/").content.decode()
    assert "Who pays for the taxi?" in staff.get(f"/plans/versions/{version.pk}/talk/").content.decode()
    page = f"/plans/comments/{asked.pk}/"
    assert staff.post(page, sent_form(staff.get(page)) | {"words": "The budget does."}).status_code == 302
    own = sign_in(team.bh).get(f"/my-plan/comments/{asked.pk}/").content.decode()
    assert "The budget does." in own
    assert sign_in(team.bh).post(f"/my-plan/comments/{asked.pk}/", {"act": "settle"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "settled"


def test_what_came_by_telephone_is_written_down_on_the_page_of_the_plan(shared, sign_in):
    version, team = shared
    browser, path = sign_in(team.cc), f"/plans/versions/{version.pk}/talk/"
    data = sent_form(browser.get(path)) | {"about": "plan-0", "kind": "comment", "words": "Ring before you come.", "whose": "person", "how": "telephone"}  # fmt: skip
    missing = browser.post(path, data | {"how": ""})
    assert missing.status_code == 200 and "Ring before you come." in missing.content.decode()
    assert browser.post(path, data).status_code == 302
    said = Comment.objects.get()
    assert (said.from_outside, said.how, said.said_on) == (True, "telephone", said.said_on) and said.said_on >= ON
    auditor_like = sign_in(team.fin).get(path)
    assert auditor_like.status_code == 200


def test_pages_cost_no_more_queries_with_more_lines(shared, sign_in, django_assert_max_num_queries):
    version, team = shared
    act_as(team.cc)
    browser, path = sign_in(team.cc), paths(version)["cc"]
    with django_assert_max_num_queries(200) as few:
        browser.get(path)
    for number in range(8):
        Outcome.objects.create(
            organisation_id=version.organisation_id,
            person_id=version.person_id,
            version=version,
            words=f"Outcome {number}",
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(path)
