"""The public page on the right to a budget: every way through it, nothing kept, nothing in an address or a log."""

import re
from datetime import date
from itertools import chain, combinations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.forms import rights as asking
from eligibility.rules import evaluate
from eligibility.rules.loading import table
from eligibility.selectors import public_right
from eligibility.views import rights as views
from phb.core.clock import london_today

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
FIRST, ASK = "/right-to-a-personal-health-budget/", "/right-to-a-personal-health-budget/questions/"


@pytest.fixture(autouse=True)
def _clear():
    cache.clear()


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def so_far(answer):
    return re.findall(r'name="so_far" value="([^"]*)"', answer.content.decode())[-1]


def go(client, *given):
    """Answer the questions in order; the last page."""
    page, step = client.get(ASK), 1
    for one in given:
        step += 1
        page = client.post(f"{ASK}{step}/", {"so_far": so_far(page), "answer": one})
    return page


def every_way(kind):
    """Every set of answers that the questions can lead to, with up to two kinds of care."""
    start = {"age": kind}
    cares = [code for code, _ in asking.QUESTIONS[1].choices(start) if code != asking.NONE]
    for chosen in [[asking.NONE], *([one] for one in cares), *map(list, combinations(cares, 2))]:
        yield from _ways({**start, "care": chosen})


def _ways(answers):
    question = asking.next_question(answers)
    if question is None:
        yield answers
        return
    codes = [code for code, _ in question.choices(answers)]
    for code in codes:
        yield from _ways({**answers, question.key: [code] if question.many else code})


# --- what the rules say, in plain words


@pytest.mark.parametrize("kind", ["UNDER_16", "16_OR_17", "ADULT"])
def test_every_way_through_ends_in_plain_words_advice_and_somebody_to_ask(kind):
    seen = 0
    for answers in every_way(kind):
        for found in public_right.findings(answers, DAY):
            assert found.says and found.next and found.ask and found.reasons, answers
            assert found.kind in views.TAGS and found.care in views.CARES
            # A right is claimed only where the rule gives it, and never without its date.
            assert (found.kind == "HAVE") == (found.since is not None), answers
        seen += 1
    assert seen > 50


def test_each_rule_that_decides_is_told_in_plain_words():
    told = table("plain_words")["says"]
    for kind in ("UNDER_16", "ADULT"):
        for answers in every_way(kind):
            for found in public_right.findings(answers, DAY):
                assert found.reasons[0].rule in told, found.reasons[0].rule


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"care": ["CHC"], "chc": "YES", "home": "OWN_HOME"}, [("CHC", "HAVE", ["RTH-CHC", "RTH-DEFAULT"])]),
        ({"care": ["CHC"], "chc": "YES", "home": "CARE_HOME"}, [("CHC", "HAVE", ["RTH-CHC"])]),
        ({"care": ["CHC"], "chc": "FAST_TRACK"}, [("CHC", "HAVE", ["RTH-CHC"])]),
        ({"care": ["CHC"], "chc": "WAITING"}, [("CHC", "LATER", ["RTH-NOT-ELIGIBLE"])]),
        ({"care": ["CHC"], "chc": "NO"}, [("CHC", "NONE", ["RTH-NOT-ELIGIBLE"])]),
        ({"care": ["CYPCC"], "cypcc": "YES"}, [("CYPCC", "HAVE", ["RTH-CYPCC"])]),
        ({"care": ["FNC"]}, [("FNC", "NONE", ["RTH-FNC"])]),
        ({"care": ["MATERNITY"]}, [("MATERNITY", "LOCAL", ["RTH-MATERNITY"])]),
        ({"care": ["END_OF_LIFE"]}, [("END_OF_LIFE", "LOCAL", ["RTH-EOL"])]),
        ({"care": ["LOCAL_OFFER"]}, [("LOCAL_OFFER", "LOCAL", ["RTH-LOCAL"])]),
        ({"care": ["NONE"]}, [("NONE", "LOCAL", ["RTH-LOCAL"])]),
        ({"care": ["S117"], "s117": "YES"}, [("S117", "HAVE", ["RTH-S117"])]),
        ({"care": ["S117"], "s117": "LEFT"}, [("S117", "HAVE", ["S117-1", "RTH-S117"])]),
        ({"care": ["S117"], "s117": "INPATIENT"}, [("S117", "LATER", ["S117-DETAINED"])]),
        ({"care": ["S117"], "s117": "OTHER"}, [("S117", "NONE", ["RTH-NOT-ELIGIBLE"])]),
        ({"care": ["WHEELCHAIR"], "chair": "FIRST_CHAIR"}, [("WHEELCHAIR", "HAVE", ["WCH-1", "RTH-WHEELCHAIR"])]),
        ({"care": ["WHEELCHAIR"], "chair": "NONE"}, [("WHEELCHAIR", "LATER", ["WCH-NOT-NOW"])]),
        ({"care": ["WHEELCHAIR"], "chair": "NOT_SEEN"}, [("WHEELCHAIR", "LATER", ["RTH-NOT-ELIGIBLE"])]),
        # A joint package by its parts: the part that is aftercare keeps its own right, the whole has none.
        (
            {"care": ["JOINT_PACKAGE"], "parts": ["S117"], "s117": "YES"},
            [("S117", "HAVE", ["RTH-S117"]), ("JOINT_PACKAGE", "LOCAL", ["RTH-JOINT"])],
        ),
        ({"care": ["JOINT_PACKAGE"], "parts": ["NONE"]}, [("JOINT_PACKAGE", "LOCAL", ["RTH-JOINT"])]),
    ],
    ids=str,
)
def test_what_follows_from_what_is_said(answers, expected):
    told = table("plain_words")["says"]
    found = public_right.findings({"age": "ADULT", **answers}, DAY)
    assert [
        (one.care, one.kind, [reason.rule for reason in one.reasons if reason.rule in told]) for one in found
    ] == expected


def test_the_law_of_the_day_is_asked_not_a_copy_of_it():
    answers = {"age": "ADULT", "care": ["S117"], "s117": "YES"}
    (before,), (since,) = (public_right.findings(answers, day) for day in (date(2019, 12, 1), date(2019, 12, 2)))
    assert (before.kind, since.kind, since.since) == ("LOCAL", "HAVE", date(2019, 12, 2))


def test_the_first_page_shows_each_service_as_the_rule_has_it(client):
    page = words(client.get(FIRST))
    for line in public_right.at_a_glance(london_today()):
        assert views.CARES[line.care] in page
        assert evaluate("right_to_have", {"service": line.care}, london_today()).outcome == line.right


def test_the_words_are_short_and_plain():
    """Reading age about 11: at most 24 words a sentence, under 13 on average, and none of the field's shorthand."""
    told = table("plain_words")
    texts = [*told["says"].values(), *told["now"].values(), *told["ask"].values(), *chain(*told["next"].values())]
    sentences = [one.split() for text in texts for one in re.split(r"(?<=[.?!])\s+", text)]
    assert [" ".join(one) for one in sentences if len(one) > 24] == []
    assert sum(map(len, sentences)) / len(sentences) < 13
    assert not [text for text in texts if re.search(r"\b(PHB|CHC|ICB|MDT|DST|FNC|CYPCC|notional|commissioner)\b", text)]


# --- the pages


def test_a_parent_finds_the_right_in_three_answers(client):
    page = go(client, "UNDER_16", ["CYPCC"], "YES")
    said = words(page)
    assert "You have a right to a personal health budget" in said and "since 1 October 2014" in said.replace(
        "\xa0", " "
    )
    assert "A right to a budget is not a right to a direct payment" in said
    assert "SI 2012/2996 regs 32A and 32B" in said and "RTH-CYPCC" in said
    assert "under 16, money is paid to a parent" in said
    assert "It is not a decision" in said


def test_several_kinds_of_care_are_answered_each_for_itself_rights_first(client):
    page = words(go(client, "ADULT", ["FNC", "JOINT_PACKAGE"], ["WHEELCHAIR"], "CHAIR_CONDITION"))
    assert page.index("A wheelchair from the NHS") < page.index("NHS-funded nursing care alone gives no right")
    assert "for some of your care" in page


def test_a_young_person_is_told_of_the_change_at_18(client):
    assert "soon after the 17th birthday" in words(go(client, "16_OR_17", ["CYPCC"], "YES"))
    assert "17th birthday" not in words(go(client, "UNDER_16", ["CYPCC"], "YES"))


def test_going_back_shows_the_answer_given_and_changing_it_asks_on_from_there(client):
    result = go(client, "ADULT", ["CHC"], "YES", "OWN_HOME")
    again = client.post(f"{ASK}3/", {"so_far": so_far(result), "again": "chc"})
    assert re.search(r'value="YES"[^>]*checked', again.content.decode())
    changed = client.post(f"{ASK}4/", {"so_far": so_far(again), "answer": "WAITING"})
    assert "You do not have the right yet" in words(changed)


def test_an_empty_answer_is_asked_again_in_words_and_earlier_ones_stay(client):
    page = go(client, "ADULT", [])
    assert "Tick what fits, or “None of these”" in words(page) and page.status_code == 200
    assert asking.unseal(so_far(page)) == {"age": "ADULT"}
    both = go(client, "ADULT", ["FNC", "NONE"])
    assert "but not both" in words(both)
    assert both.content.decode().count("checked") == 2


@pytest.mark.parametrize("spoilt", ["x", "eyJhIjoxfQ:1abc:zzz", "\x01", "a" * 9000])
def test_answers_that_did_not_come_from_the_page_begin_again(client, spoilt):
    page = client.post(f"{ASK}3/", {"so_far": spoilt, "answer": "YES"})
    assert page.status_code == 200 and "the questions begin again" in words(page)


def test_sealed_answers_out_of_another_flow_do_not_break_it(client):
    for odd in ({"age": "NOBODY"}, {"care": "CHC"}, {"age": "ADULT", "care": ["CHC"], "again": "x"}):
        assert client.post(f"{ASK}3/", {"so_far": asking.seal(odd), "answer": "YES"}).status_code == 200


def test_an_address_typed_or_kept_leads_to_the_first_question(client):
    answer = client.get(f"{ASK}4/?answer=YES")
    assert (answer.status_code, answer["Location"]) == (302, ASK)


def test_nothing_is_kept_nothing_is_logged_and_the_first_page_sets_nothing(caplog, capsys):
    browser = Client(enforce_csrf_checks=True)
    first = browser.get(FIRST)
    assert first["Cache-Control"] == "public, max-age=900" and not browser.cookies
    page = browser.get(ASK)
    assert set(browser.cookies) == {"csrf"}  # the one that protects forms; no session
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode()).group(1)
    capsys.readouterr()
    with CaptureQueriesContext(connection) as asked:
        page = browser.post(f"{ASK}2/", {"csrfmiddlewaretoken": token, "so_far": "", "answer": "16_OR_17"})
    assert len(asked) <= 4
    assert not [one["sql"] for one in asked if re.match(r"(INSERT|UPDATE|DELETE)", one["sql"])]
    assert "no-store" not in page["Cache-Control"] and "private" in page["Cache-Control"]
    assert set(browser.cookies) == {"csrf"}
    said = capsys.readouterr()
    assert "16_OR_17" not in said.out + said.err + caplog.text
    assert "?" not in re.search(r'action="([^"]*questions[^"]*)"', page.content.decode()).group(1)


def test_answers_need_the_forms_token():
    assert Client(enforce_csrf_checks=True).post(f"{ASK}2/", {"answer": "ADULT"}).status_code == 403


def test_very_many_answers_from_one_address_are_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(views, "MOST_ANSWERS", "3/m/key")
    sent = [client.post(f"{ASK}2/", {"answer": "ADULT"}) for _ in range(4)]
    assert [one.status_code for one in sent] == [200, 200, 200, 429]
    assert sent[-1]["Retry-After"] == "60" and "Wait a minute" in words(sent[-1])
    other = client.post(f"{ASK}2/", {"answer": "ADULT"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200
    assert client.get(FIRST).status_code == 200


def test_it_is_found_from_sign_in_help_and_the_foot_of_each_page(client):
    for route in ("account_login", "help"):
        assert client.get(reverse(route)).content.decode().count(f'href="{FIRST}"') == 2


def test_staff_who_are_signed_in_may_read_it_too(actor_of, sign_in):
    browser = sign_in(actor_of("CC"))
    first = browser.get(FIRST)
    assert first.status_code == 200 and "no-store" in first["Cache-Control"]


def test_the_questions_of_a_way_are_few():
    longest = max(
        len(answers) for kind in ("UNDER_16", "ADULT") for answers in every_way(kind) if len(answers["care"]) == 1
    )
    assert longest <= 5
