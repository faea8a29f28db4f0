"""The public calculator, the figures and the record: for everybody, nothing kept, nothing in an address or a log."""

import json
import re
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.enums import AmountMethod
from budgets.forms.calculator import MOST_HERE
from budgets.rules.figures import all_tables
from budgets.views import calculator as views

pytestmark = pytest.mark.django_db
HERE = "/work-out-the-cost/"
DAY = date(2026, 11, 23)
# Example E1 of the rules: two assistants, insurance and payroll; £38,471.93 a year without its training.
E1 = {
    "pa1_label": "Ada", "pa1_hours": "32", "pa1_rate": "13.85", "pa2_hours": "10", "pa2_rate": "13.85", "insurance_year": "75",
    "payroll_week": "6.25", "self_employed_rate": "18", "agency_rate": "26.50", "employment_allowance": "no",
    "rates_on_day": "23", "rates_on_month": "11", "rates_on_year": "2026", "do": "work_out",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet():
    cache.clear()
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def anybody():
    return Client()


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_three_ways_stand_side_by_side_to_the_penny(anybody):
    said = words(anybody.post(HERE, E1))
    assert "£739.84 a week" in said and "£38,471.93" in said  # employed: E1 without training
    assert "£756.00 a week" in said and "£39,312.00" in said  # 42 hours × £18.00 × 52
    assert "£1,113.00 a week" in said and "£57,876.00" in said  # 42 hours × £26.50 × 52
    assert "12.07% of £23,046.40 = £2,781.70" in said and "Employed by you costs least" in said


def test_without_prices_of_others_only_employing_is_shown(anybody):
    said = words(anybody.post(HERE, {**E1, "self_employed_rate": "", "agency_rate": ""}))
    assert "£739.84 a week" in said and "Through an agency" not in said


def test_nothing_is_kept_and_nothing_is_read(anybody, caplog):
    with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
        answer = anybody.post(HERE, E1)
    assert not [query for query in asked.captured_queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", query["sql"])]
    assert "sessionid" not in answer.cookies and "no-store" not in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "Ada" not in caplog.text and "13.85" not in caplog.text
    assert 'method="post"' in answer.content.decode()


@pytest.mark.parametrize(
    ("title", "changed", "says"),
    [
        ("a wage a penny under the law", {"pa1_rate": "12.70"}, "less than the law allows"),
        ("a day without figures", {"rates_on_year": "2031"}, "There is no figure for"),
        ("half a row", {"pa2_rate": ""}, "Assistant 2: enter pay an hour"),
        ("nobody at all", {"pa1_label": "", "pa1_hours": "", "pa1_rate": "", "pa2_hours": "", "pa2_rate": ""}, "Enter the hours a week"),
        ("a third decimal", {"pa1_rate": "13.855"}, "Parts of a penny cannot be paid"),
        ("more hours than a week has", {"pa1_hours": "169"}, "168"),
        ("nights without their price", {"pa1_nights": "2"}, "Assistant 1: enter a night asleep"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said_beside_what_was_typed(anybody, title, changed, says):
    answer = anybody.post(HERE, {**E1, **changed})
    assert says in words(answer), title
    assert 'value="75"' in answer.content.decode()


def test_the_minimum_itself_is_enough(anybody):
    assert "less than the law allows" not in words(anybody.post(HERE, {**E1, "pa1_rate": "12.71", "pa2_rate": "12.71"}))


def test_a_row_more_keeps_what_was_typed_and_has_an_end(anybody):
    page = anybody.post(HERE, {**E1, "pa_rows": "2", "do": "more_pa"}).content.decode()
    assert 'name="pa3_hours"' in page and 'value="32"' in page and "There is a problem" not in page
    full = anybody.post(HERE, {**E1, "pa_rows": "99", "do": "more_pa"}).content.decode()
    assert f'name="pa{MOST_HERE}_hours"' in full and f'name="pa{MOST_HERE + 1}_hours"' not in full


def test_nights_and_weekends_are_costed(anybody):
    more = {"pa1_weekend_hours": "6", "pa1_weekend_rate": "15.00", "pa1_nights": "1", "pa1_night_rate": "95.00"}
    said = words(anybody.post(HERE, {**E1, **more}))
    assert "6 hours a week × £15.00 × 52 weeks = £4,680.00" in said
    assert "£95.00 × 52 weeks = £4,940.00" in said


def test_too_many_from_one_place_wait_a_minute(anybody, monkeypatch):
    monkeypatch.setattr(views, "MOST_SUMS", "2/m/key")
    codes = [anybody.post(HERE, E1).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert anybody.get(HERE).status_code == 200


def test_figures_and_record_are_open_and_complete(anybody, here):
    figures = words(anybody.get("/figures/"))
    assert all(table.title in figures.replace("&#39;", "'") for table in all_tables())
    assert "Not verified" in figures
    record = json.loads(anybody.get("/how-amounts-are-worked-out/record.json").content)
    said = "\n".join(part for field in record["fields"] for part in field["words"])
    assert all(f"({method.value})" in said for method in AmountMethod)
    assert all(f"({table.name})" in said for table in all_tables())
    assert "Tier 2" in words(anybody.get("/how-amounts-are-worked-out/"))
    own = anybody.get(f"/how-amounts-are-worked-out/of/{here.ods_code.lower()}/")
    assert own.status_code == 200 and here.name in words(own)
    assert anybody.get("/figures/of/nowhere/").status_code == 404
