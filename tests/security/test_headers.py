"""S01 beside the walk: files, refusals and answers that no page made carry the same headers."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from tests.security.walking import Address, Answer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.S01]
YEAR = 31_536_000


def headers_missing(answer: Answer) -> list[str]:
    """The rules of section 3.7 that an answer's headers break."""
    have = {name.lower(): value for name, value in answer.headers.items()}
    policy = have.get("content-security-policy", "")
    age = re.search(r"max-age=(\d+)", have.get("strict-transport-security", ""))
    kept = {
        "HSTS of a year with subdomains": bool(age)
        and int(age[1]) >= YEAR
        and "includeSubDomains" in have["strict-transport-security"],
        "a content security policy": "default-src 'none'" in policy and "frame-ancestors 'none'" in policy,
        "no inline code": "unsafe-inline" not in policy and "unsafe-eval" not in policy,
        "nosniff": have.get("x-content-type-options") == "nosniff",
        "no frames": have.get("x-frame-options") == "DENY",
        "a referrer policy": have.get("referrer-policy") in {"same-origin", "no-referrer", "strict-origin"},
        "COOP": have.get("cross-origin-opener-policy") == "same-origin",
        "CORP": have.get("cross-origin-resource-policy") == "same-origin",
        "not stored": answer.actor is None
        or answer.address.route.startswith("health:")
        or "no-store" in have.get("cache-control", ""),
    }
    return [name for name, held in kept.items() if not held]


def of(response, actor=None) -> Answer:
    return Answer(
        actor, "GET", Address("", response.request["PATH_INFO"]), response.status_code, dict(response.headers), b""
    )


ODD = {
    "a style sheet": lambda browser: browser.get("/static/css/phb.css", secure=True),
    "no such file": lambda browser: browser.get("/static/css/none.css", secure=True),
    "no such address": lambda browser: browser.get("/nowhere/", secure=True),
    "another host": lambda browser: browser.get("/", secure=True, headers={"Host": "evil.example"}),
    "without the token": lambda browser: browser.post(reverse("account_login"), secure=True),
    "no text": lambda browser: browser.get("/help/?q=%00", secure=True),
    "too many fields": lambda browser: browser.post("/people/find/", {f"f{n}": "x" for n in range(1200)}, secure=True),
    "machines' health": lambda browser: browser.get(reverse("health:live"), secure=True),
    "machines without sign-in": lambda browser: browser.get(reverse("eligibility:api_cases"), secure=True),
    "another method": lambda browser: browser.delete(reverse("account_login"), secure=True),
}


@pytest.mark.parametrize("ask", ODD.values(), ids=ODD.keys())
def test_answers_of_no_page_carry_them_too(ask):
    assert headers_missing(of(ask(Client(enforce_csrf_checks=True, raise_request_exception=False)))) == []


def test_a_failure_carries_them_and_says_nothing_of_itself(actor_of, monkeypatch):
    actor = actor_of("COM")
    browser = signed_in(actor)

    def fail(*args, **kwargs):
        raise ValueError("secret detail of 9990000001")

    monkeypatch.setattr("phb.views.desk.render", fail)
    answer = browser.get(reverse("desk"), secure=True)
    assert answer.status_code == 500 and b"secret detail" not in answer.content and b"Traceback" not in answer.content
    assert answer["X-Request-Id"].encode() in answer.content
    assert headers_missing(of(answer, actor)) == []


def test_plain_http_is_led_to_https_with_headers(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/help/")
    assert answer.status_code == 301 and answer.url == "https://testserver/help/"
    assert set(headers_missing(of(answer))) == {"HSTS of a year with subdomains"}  # browsers take it over TLS only


@pytest.mark.parametrize(("layer", "lost"), [
    ("phb.core.middleware.HeadersMiddleware", "CORP"), ("django.middleware.security.SecurityMiddleware", "nosniff"),
])  # fmt: skip
def test_twin_without_a_layer_the_test_sees_it(settings, layer, lost):
    settings.MIDDLEWARE = [each for each in configured.MIDDLEWARE if each != layer]
    assert lost in headers_missing(of(Client().get("/help/", secure=True)))
