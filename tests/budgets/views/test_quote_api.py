"""A costed plan by API: the same answer as the command, for those who may see indicative amounts."""

import json

import pytest
from django.urls import reverse

from budgets.rules.quote_example import EXAMPLE
from budgets.rules.quote_telling import as_json
from budgets.rules.quoting import quote
from phb.core.calendar import bank_holidays


def post(browser, text: str):
    return browser.post(reverse("budgets:api_quote"), text, content_type="application/json")


def test_the_answer_is_that_of_the_command_and_nothing_is_stored(
    here, actor_of, sign_in, django_assert_max_num_queries
):
    browser = sign_in(actor_of("CC"))
    with django_assert_max_num_queries(14):
        answer = post(browser, json.dumps(EXAMPLE))
    assert answer.status_code == 200
    assert answer.json() == as_json(quote(EXAMPLE, bank_holidays))


def test_numbers_with_a_point_are_exact(here, actor_of, sign_in):
    answer = post(sign_in(actor_of("FIN")), '{"start": "2026-04-06", "lines": [{"label": "x", "weekly": 1000000.01}]}')
    assert answer.json()["totals"]["weekly"] == "1000000.01"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"start": "2027-02-29"}', "start"),
        ("{", ""),
        ("[]", ""),
        ("null", ""),
        ('{"a": 1, "a": 1}', "a"),
        ('{"x": NaN}', ""),
    ],
)
def test_what_is_wrong_is_told_with_its_path(here, actor_of, sign_in, text, path):
    answer = post(sign_in(actor_of("CC")), text)
    assert answer.status_code == 400
    assert path in [fault.get("path") for fault in answer.json().get("faults", [{"path": ""}])]


def test_whoever_may_not_see_amounts_is_refused(here, actor_of, sign_in):
    assert post(sign_in(actor_of("ADM")), json.dumps(EXAMPLE)).status_code == 404
