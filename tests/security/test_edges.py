"""A07, A08, S05, S08 and section 3.7: roles that end, tokens, redirects, and requests that no browser of ours sends."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from phb.core.access import Open
from phb.core.actors import the_service
from phb.core.checks import all_routes
from phb.core.models import Assignment, Grant, Membership, User
from phb.core.requests import routes
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_actor, make_grant, make_person
from tests.security.walking import listed, none, signed_in

pytestmark = pytest.mark.django_db
FAR = (
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example", "\\\\evil.example",
    "/\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example", "http:\\\\evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "//evil.example@testserver", "https://testserver@evil.example", "https://testserver.evil.example", "https://evil.example/testserver",
    " https://evil.example", "\thttps://evil.example", "\x01https://evil.example", "/%09/evil.example", "//evil%2eexample",
    "https://evil.example\\@testserver", "http://[::1]evil", "https://evil.example#testserver", "////testserver@evil.example/..",
    "/\t/evil.example",
)  # fmt: skip


def far(address: str) -> bool:
    """Whether a browser that is sent there leaves the site: anything but one slash and a path."""
    plain = "".join(letter for letter in address if letter not in "\t\r\n").strip()
    return not plain.startswith("/") or plain[1:2] in {"/", "\\"}


@pytest.mark.S08
@pytest.mark.parametrize("address", FAR)
def test_no_next_leads_away(actor_of, address):
    actor = actor_of("COM")
    inside, outside = signed_in(actor), Client(raise_request_exception=False)
    user = User.objects.get(pk=actor.user_id)
    password = {"login": user.email, "password": "correct horse battery", "next": address}
    answers = [
        inside.get(reverse("account_login"), {"next": address}),
        outside.post(reverse("account_login"), password),
        inside.post(reverse("account_reauthenticate"), {"password": "correct horse battery", "next": address}),
        inside.post(reverse("choose_seat"), {"seat": f"staff:{actor.membership_id}", "next": address}),
        inside.post(reverse("account_logout"), {"next": address}),
    ]
    none(
        f"{answer.request['PATH_INFO']}: {answer.url}"
        for answer in answers
        if answer.status_code == 302 and far(answer.url)
    )
    none(answer for answer in answers if answer.status_code >= 500)


@pytest.mark.S08
def test_a_refusal_leads_back_within_the_site_only(actor_of, rf):
    from phb.core.errors import RuleBroken
    from phb.views.errors import rule_broken

    for referer in filter(far, FAR):
        request = rf.get("/desk/", headers={"Referer": referer.replace("\n", "").replace("\x01", "")})
        request.user, request.session = AnonymousUser(), {}
        assert b"evil.example" not in rule_broken(request, RuleBroken("No.")).content, referer


@pytest.mark.S05
def test_nothing_unsafe_without_the_forms_token(actor_of):
    actor = actor_of("COM")
    kept = signed_in(actor)
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies = kept.cookies
    wrong, asked = [], 0
    paths = dict(all_routes())
    for route, rule in listed("POST"):
        if not rule.allow("COM") or route.startswith("health"):
            continue
        path = "/" + _with_numbers(paths[route])
        for more in ({}, {"headers": {"Origin": "https://evil.example"}}):
            answer = browser.post(path, {"csrfmiddlewaretoken": "x" * 64}, **more)
            asked += 1
            if answer.status_code != 403:
                wrong.append(f"{route}: {answer.status_code}")
    none(wrong)
    assert asked > 30


def _with_numbers(pattern: str) -> str:
    import re

    plain = re.sub(r"<int:\w+>", "1", pattern)
    return (
        re.sub(r"<\w+:\w+>|<\w+>|\(\?P<\w+>[^)]*\)", "x", plain)
        .replace("^", "")
        .replace("\\-", "-")
        .replace("$", "")
        .replace("\\", "")
    )


@pytest.mark.A08
def test_a_role_that_ends_in_mid_session_closes_the_page_at_once(actor_of, here):
    actor = actor_of("CC")
    person = make_person(here)
    assign(person, actor)
    browser = signed_in(actor)
    assert browser.get(reverse("people:show", args=[person.pk])).status_code == 200
    act_as(the_service(here.pk))
    Assignment.objects.update(ends=date(2021, 1, 1))
    assert browser.get(reverse("people:show", args=[person.pk])).status_code == 404
    act_as(the_service(here.pk))
    Membership.objects.filter(pk=actor.membership_id).update(ends=date(2021, 1, 1))
    assert browser.get(reverse("people:show", args=[person.pk])).url == reverse("no_seat")


@pytest.mark.A08
def test_a_closed_account_is_signed_out_at_once(actor_of):
    actor = actor_of("COM")
    browser = signed_in(actor)
    assert browser.get(reverse("desk")).status_code == 200
    User.objects.filter(pk=actor.user_id).update(is_active=False)
    assert browser.get(reverse("desk")).url.startswith(reverse("account_login"))


def test_a_seat_of_somebody_else_is_not_there(actor_of, here, there):
    other, foreign = actor_of("COM"), actor_of("FIN", there)
    mine = actor_of("CC")
    browser = signed_in(mine)
    for seat in (
        f"staff:{other.membership_id}",
        f"staff:{foreign.membership_id}",
        f"own:{here.pk}:BH",
        "staff:987654321",
        "",
        "staff:",
    ):
        assert browser.post(reverse("choose_seat"), {"seat": seat}).status_code == 404, seat
    session = browser.session
    session["seat"] = f"staff:{other.membership_id}"
    session.save()
    assert browser.get(reverse("desk")).wsgi_request.actor.membership_id == mine.membership_id


def test_an_administrator_opens_no_record(actor_of, here):
    actor = actor_of("ADM")
    person = make_person(here)
    browser = signed_in(actor)
    for route, rules in routes().items():
        rule = rules.get("GET")
        if (
            rule is None
            or isinstance(rule, Open)
            or rule.subject not in {"person", "case", "plan", "budget", "payment", "statement"}
        ):
            continue
        assert not rule.allow("ADM"), route
    assert browser.get(reverse("people:show", args=[person.pk])).status_code == 404


@pytest.mark.A07
@pytest.mark.parametrize(("born", "last_day", "first_day_without"), [
    (date(2010, 11, 22), date(2026, 11, 21), date(2026, 11, 22)),
    (date(2008, 2, 29), date(2024, 2, 28), date(2024, 2, 29)),
    (date(2012, 2, 29), date(2028, 2, 28), date(2028, 2, 29)),
    (date(2011, 3, 1), date(2027, 2, 28), date(2027, 3, 1)),
])  # fmt: skip
def test_a_childs_representative_until_the_day_before_sixteen(here, born, last_day, first_day_without):
    act_as(the_service(here.pk))
    child = make_person(here, date_of_birth=born)
    parent = make_actor("REP", here)
    make_grant(child, User.objects.get(pk=parent.user_id), "REPRESENTATIVE", basis="PARENTAL_RESPONSIBILITY")
    for day, seats in ((last_day, True), (first_day_without, False)):
        with time_machine.travel(f"{day} 10:00"):
            assert _reaches(parent, child) is seats, day


@pytest.mark.A07
@pytest.mark.parametrize(("day", "reaches"), [("2025-02-28", True), ("2025-03-01", False)])
def test_born_on_29_february_turns_sixteen_on_1_march_in_common_years(here, monkeypatch, day, reaches):
    """No sixteenth birthday of such a child falls in a common year; the rule of D6 is shown on the age itself."""
    monkeypatch.setattr("phb.core.selectors.AGE_OF_CONSENT", 17)
    act_as(the_service(here.pk))
    child = make_person(here, date_of_birth=date(2008, 2, 29))
    parent = make_actor("REP", here)
    make_grant(child, User.objects.get(pk=parent.user_id), "REPRESENTATIVE", basis="PARENTAL_RESPONSIBILITY")
    with time_machine.travel(f"{day} 10:00"):
        assert _reaches(parent, child) is reaches


def _reaches(actor, person) -> bool:
    from phb.core.selectors import people

    return people(actor).filter(pk=person.pk).exists()


@pytest.mark.A07
def test_a_grant_from_tomorrow_and_one_that_ended_open_nothing(here):
    act_as(the_service(here.pk))
    for starts, ends in ((date(2999, 1, 1), None), (date(2020, 1, 1), date(2021, 1, 1))):
        person, actor = make_person(here), make_actor("BH", here)
        make_grant(person, User.objects.get(pk=actor.user_id), starts=starts, ends=ends)
        assert signed_in(actor).get(reverse("home")).url == reverse("no_seat")
        act_as(the_service(here.pk))
    assert Grant.objects.count() == 2


@pytest.mark.parametrize(("path", "data", "more"), [
    ("/people/find/", {f"f{n}": "x" for n in range(1200)}, {}),
    ("/people/find/", {"text": "x" * 3_000_000}, {}),
    ("/people/find/", "text=" + "x" * 3_000_000, {"content_type": "application/x-www-form-urlencoded"}),
    ("/api/budgets/1/one-off/", "[" * 500_000, {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", '{"words": "' + "x" * 3_000_000 + '"}', {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", '{"words": ' + "[" * 40 + "]" * 40 + "}", {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", '{"words": "a\\u0000b"}', {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", '{"words": "a\\ud800b"}', {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", b'{"words": "\xff\xfe"}', {"content_type": "application/json"}),
    ("/api/budgets/1/one-off/", "{not json", {"content_type": "application/json"}),
])  # fmt: skip
def test_what_is_too_large_or_no_text_is_refused_without_a_failure(actor_of, path, data, more):
    browser = signed_in(actor_of("FIN"))
    found = {pattern: name for name, pattern in all_routes()}
    if path.startswith("/api/"):
        pattern = next(pattern for pattern, name in found.items() if name == "budgets:api_one_off")
        path = "/" + pattern.replace("<int:budget_id>", "1")
    answer = browser.post(path, data, **more)
    assert 400 <= answer.status_code < 500 and answer.status_code != 404, answer.status_code


NO_TEXT = ("a\x00b", "\x00")


@pytest.mark.parametrize("text", NO_TEXT)
@pytest.mark.parametrize(("method", "path", "name"), [
    ("get", "/cases/", "state"), ("get", "/cases/", "page"), ("get", "/plans/", "q"), ("get", "/accounts/login/", "next"),
    ("post", "/people/find/", "text"), ("post", "/accounts/login/", "login"), ("post", "/accounts/password/reset/", "email"),
    ("post", "/seat/", "seat"), ("post", "/people/add/", "given_name"), ("get", "/desk/", "a\x00"),
])  # fmt: skip
def test_nul_is_refused_in_words(actor_of, method, path, name, text):
    browser = signed_in(actor_of("CC")) if "accounts" not in path else Client(raise_request_exception=False)
    assert getattr(browser, method)(path, {name: text}).status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%ED%A0%80", "q=%FF%FE", "q=%00", "page=%F0%28%8C%28", "page=-1", "page=99999999999999999999", "page=x"]
)
@pytest.mark.parametrize("path", ["/cases/", "/plans/", "/desk/", "/people/find/"])
def test_odd_bytes_in_an_address_fail_nothing(actor_of, path, query):
    answer = signed_in(actor_of("CC")).get(f"{path}?{query}")
    assert answer.status_code < 500


@pytest.mark.parametrize("more", [
    {"headers": {"X-HTTP-Method-Override": "POST"}}, {"headers": {"X-Method-Override": "DELETE"}}, {"query_params": {"_method": "POST"}},
    {"query_params": {"format": "json"}}, {"headers": {"Accept": "application/xml"}},
])  # fmt: skip
def test_no_header_or_parameter_makes_another_method_or_format(actor_of, more):
    browser = signed_in(actor_of("COM"))
    plain, odd = browser.get("/desk/"), browser.get("/desk/", **more)
    assert (odd.status_code, odd["Content-Type"]) == (plain.status_code, plain["Content-Type"])


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_say_nothing(actor_of, method):
    browser = signed_in(actor_of("COM"))
    for path in ("/desk/", "/people/find/", "/jobs/"):
        answer = getattr(browser, method)(path)
        assert answer.status_code == 405 and not answer.content
