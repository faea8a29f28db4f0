"""The library's pages: found, compared, kept by two people, taken into a plan by a person, looked through by the person."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans.models import LibraryChange, LibraryFile, LibraryItem, LibraryPrice, Outcome, Service
from careplans.services import library
from careplans.views.panels.library import panel
from phb.core.clock import london_today
from phb.core.models import AuditEvent, Job, Place
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.library import SINCE, entry, priced
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db


def filled(response, holding="answer", **changes):
    """The form of a page as it would be sent, with these boxes changed."""
    return {**sent_form(response, holding), **changes}


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.fixture
def team(here):
    version, team = make_plan(here)
    return version, team


@pytest.fixture
def sitting(team):
    """A sitting service at £24.50 an hour and a night at £120, both of Willow; a cushion; a suggested outcome."""
    cc, com = team[1].cc, team[1].com
    item = entry(cc, com, topic="Breaks", service_kind="respite", description="Somebody stays with the person.")
    night = entry(cc, com, "Night sitting", topic="Breaks", service_kind="respite")
    cushion = entry(cc, com, "Wheelchair cushion", kind="equipment", topic="Sitting")
    outcome = entry(cc, com, "I sleep through the night", kind="outcome", measure="Nights without being woken")
    rows = {
        "hour": priced(item, cc, com, provider="Willow"),
        "night": priced(night, cc, com, "120.00", unit="night", provider="Willow"),
        "item": priced(cushion, cc, com, "310.00", unit="item", provider="Birch"),
    }
    return {"item": item, "night": night, "cushion": cushion, "outcome": outcome, "prices": rows}


# --- lists


@pytest.mark.parametrize(("query", "names"), [
    ("", ["I sleep through the night", "Night sitting", "Sitting service", "Wheelchair cushion"]),
    ("q=wheelchairs", ["Wheelchair cushion"]),
    ("q=birch", ["Wheelchair cushion"]),
    ("kind=outcome", ["I sleep through the night"]),
    ("topic=Breaks&unit=night", ["Night sitting"]),
    ("provider=Willow&at_most=100", ["Sitting service"]),
    ("unit=hour&at_most=24.49", []),
    ("state=retired", []),
])  # fmt: skip
def test_entries_are_found_by_words_and_by_what_they_cost(team, sitting, sign_in, query, names):
    answer = sign_in(team[1].com).get(f"/library/?{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Entry"] for row in rows] == names


def test_prices_are_sorted_by_amount_and_cut_to_what_holds_today(team, sitting, sign_in):
    cc, com = team[1].cc, team[1].com
    priced(sitting["item"], cc, com, "19.00", starts=london_today() + timedelta(days=1))
    priced(sitting["item"], cc, com, "18.00", starts=SINCE, ends=london_today() - timedelta(days=1), provider="Gone")

    def amounts(query):
        answer = sign_in(com).get(f"/library/prices/?{query}&format=csv")
        return [row["Price"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]

    assert [Decimal(amount.strip("£")) for amount in amounts("")] == [Decimal("24.50"), Decimal(120), Decimal(310)]
    assert len(amounts("state=to_come")) == len(amounts("state=over")) == 1
    assert len(amounts("state=all")) == 5


def test_an_unknown_filter_is_refused(team, sign_in):
    assert sign_in(team[1].com).get("/library/?colour=red").status_code == 400


def test_questions_do_not_grow_with_rows(team, sitting, sign_in):
    cc, com = team[1].cc, team[1].com
    browser = sign_in(com)

    def asked(address):
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    addresses = [
        "/library/",
        "/library/prices/",
        f"/library/{sitting['item'].pk}/",
        "/library/waiting/",
        "/library/export.csv",
    ]
    before = [asked(address) for address in addresses]
    for n in range(6):
        made = entry(cc, com, f"Another {n}", topic="Breaks")
        priced(made, cc, com, "20.00", provider=f"P{n}")
        priced(sitting["item"], cc, com, "30.00", provider=f"P{n}")
        act_as(cc)
        library.propose_entry(kind="service", values={"name": f"Waits {n}"}, by=cc)
    act_as(com)
    assert [asked(address) for address in addresses] == before


# --- kept by two


def test_an_entry_from_proposal_to_use_and_its_correction(team, sign_in):
    cc, com = team[1].cc, team[1].com
    browser = sign_in(cc)
    form = filled(browser.get("/library/new/"), "key", kind="service", name="Walking group", topic="Activities")
    for _ in range(2):  # pressed twice
        assert browser.post("/library/new/", form).status_code == 302
    item = LibraryItem.objects.get()
    assert browser.get(f"/library/{item.pk}/decide/").status_code == 404
    other = sign_in(com)
    address = f"/library/{item.pk}/decide/"
    no = other.post(address, filled(other.get(address), answer="reject"))
    assert "Write down why not" in no.content.decode()
    other.post(address, filled(other.get(address), answer="approve"))
    item.refresh_from_db()
    assert item.state == "in_use"
    act_as(cc)
    browser = sign_in(cc)
    address = f"/library/{item.pk}/edit/"
    browser.post(
        address, filled(browser.get(address), "key", description="A walk on Sundays.", reason="It said nothing.")
    )
    change = LibraryChange.objects.get()
    mine = browser.get(f"/library/changes/{change.pk}/").content.decode()
    assert "a colleague answers it" in mine and "A walk on Sundays." in mine
    act_as(com)
    other = sign_in(com)
    address = f"/library/changes/{change.pk}/"
    other.post(address, filled(other.get(address), answer="approve"))
    item.refresh_from_db()
    assert item.description == "A walk on Sundays."


def test_a_price_page_says_beforehand_what_approving_ends(team, sitting, sign_in):
    cc, com = team[1].cc, team[1].com
    browser = sign_in(cc)
    address = f"/library/{sitting['item'].pk}/price/"
    blank = browser.get(address)
    days = dict(zip([name for name in sent_form(blank) if name.startswith("starts")], ("1", "1", "2027"), strict=True))
    form = filled(blank, "key", provider="Willow", amount="25.75", unit="hour", source="Letter", **days)
    assert browser.post(address, form).status_code == 302
    price = LibraryPrice.objects.latest("id")
    act_as(com)
    other = sign_in(com)
    address = f"/library/prices/{price.pk}/"
    page = other.get(address)
    assert "ends on 31 December 2026" in page.content.decode()
    answer = other.post(address, filled(page, answer="approve"), follow=True)
    assert (
        "The price is approved. The price of £24.50 an hour from 1 April 2026 ends on 31 December 2026."
        in answer.content.decode()
    )


def test_a_file_is_checked_by_one_and_taken_by_another_as_a_job(team, sign_in):
    cc, com = team[1].cc, team[1].com
    browser = sign_in(cc)
    content = b"kind,name,unit,amount,starts,source\nservice,Walking,hour,12.00,2026-04-01,Letter\n"
    answer = browser.post(
        "/library/files/", {"file": SimpleUploadedFile("prices.csv", content, "text/csv")}, follow=True
    )
    file = LibraryFile.objects.get()
    assert "Walking" in answer.content.decode() and LibraryItem.objects.count() == 0
    browser.post(f"/library/files/{file.pk}/hand-over/")
    assert browser.post(f"/library/files/{file.pk}/take/").status_code == 404
    act_as(com)
    other = sign_in(com)
    assert "Approve and take all 1 row" in text_of(other.get(f"/library/files/{file.pk}/"))
    for _ in range(2):  # pressed twice
        other.post(f"/library/files/{file.pk}/take/")
    assert Job.objects.filter(kind="careplans.take_library_file").count() == 1
    library.take_rows(file_id=file.pk, by=com)
    assert "1 new entry and 1 price taken" in text_of(other.get(f"/library/files/{file.pk}/"))


# --- compared


def test_offers_stand_side_by_side_with_what_they_cost_a_week(team, sitting, sign_in):
    cc, com = team[1].cc, team[1].com
    cheap = priced(sitting["item"], cc, com, "22.15", provider="Birch")
    browser = sign_in(com)
    page = browser.get(f"/library/compare/?p={sitting['prices']['hour'].pk}&p={cheap.pk}&hour=10.5").content.decode()
    assert "10.5 hours × £22.15 = £232.58 a week" in page and "£257.25" in page
    assert page.count("Lowest") == 1 and page.index("£22.15") < page.index("Lowest")
    assert browser.get("/library/compare/?p=abc").status_code == 400
    assert "no longer holds" in browser.get("/library/compare/?p=999999").content.decode()
    assert browser.get("/library/compare/").status_code == 200


# --- taken into a plan


def line_address(version, item, query=""):
    return f"/plans/versions/{version.pk}/library/{item.pk}/{query}"


def test_a_line_is_proposed_confirmed_by_a_person_and_added_once(team, sitting, sign_in, settle):
    version, people = team
    browser = sign_in(people.cc)
    before = Service.objects.filter(version=version).count()
    assert "Sitting service" in browser.get(f"/plans/versions/{version.pk}/library/?q=sitting").content.decode()
    address = line_address(version, sitting["item"])
    page = browser.get(address)
    form = sent_form(page)
    assert (form["description"], form["rate"], form["provider"], form["kind"]) == (
        "Sitting service",
        "24.50",
        "Willow",
        "respite",
    )
    assert form.get("hours_per_week", "") == "" and Service.objects.filter(version=version).count() == before
    form = {
        **form,
        "hours_per_week": "6",
        "holding": "direct_payment",
        "frequency": "weekly",
        "description": "Sitting on Sundays",
    }
    for _ in range(2):  # pressed twice
        assert browser.post(address, form).status_code == 302
    row = Service.objects.get(version=version, price=sitting["prices"]["hour"])
    assert (row.description, row.weekly_amount) == ("Sitting on Sundays", Decimal("147.00"))
    assert row.working["taken"] == {"quantity": None, "unit": "hour", "amount": "24.50"}
    settle()


def test_a_night_asks_how_many_a_week_and_then_is_an_amount_a_week(team, sitting, sign_in):
    version, people = team
    browser = sign_in(people.cc)
    first = browser.get(line_address(version, sitting["night"])).content.decode()
    assert "How many nights a week?" in first and "Add this line" not in first
    address = line_address(version, sitting["night"], f"?price={sitting['prices']['night'].pk}&night=2.5")
    form = sent_form(browser.get(address))
    assert form["weekly"] == "300.00"
    browser.post(address, {**form, "holding": "notional", "frequency": "weekly"})
    assert Service.objects.get(price=sitting["prices"]["night"]).working["taken"]["quantity"] == "2.5"


def test_a_price_that_does_not_hold_and_an_entry_out_of_use_cannot_be_taken(team, sitting, sign_in):
    version, people = team
    later = priced(
        sitting["item"], people.cc, people.com, "26.00", provider="Elm", starts=london_today() + timedelta(days=1)
    )
    browser = sign_in(people.cc)
    assert browser.get(line_address(version, sitting["item"], f"?price={later.pk}")).status_code == 404
    act_as(people.com)
    library.retire_entry(item_id=sitting["item"].pk, reason="Nobody offers it.", by=people.com)
    act_as(people.cc)
    assert browser.get(line_address(version, sitting["item"])).status_code == 404


def test_a_suggested_outcome_is_never_copied_without_a_press(team, sitting, sign_in):
    version, people = team
    browser = sign_in(people.cc)
    address = f"/plans/versions/{version.pk}/suggestions/{sitting['outcome'].pk}/"
    page = browser.get(address)
    assert "I sleep through the night" in page.content.decode() and sent_form(page)["words"].strip() == ""
    begun = sent_form(browser.get(f"{address}?begin=yes"))
    assert begun["words"].strip() == "I sleep through the night"
    form = {**sent_form(page), "words": "Nobody wakes me before six."}
    for _ in range(2):  # pressed twice
        browser.post(address, form)
    assert Outcome.objects.filter(version=version, words="Nobody wakes me before six.").count() == 1


def test_the_plan_says_when_a_line_is_behind_the_library(team, sitting, sign_in):
    version, people = team
    assert panel(people.cc, version, london_today()) is None
    act_as(people.cc)
    values = {"description": "Sitting", "kind": "respite", "hours_per_week": Decimal(6), "rate": Decimal("24.50"), "holding": "direct_payment",
              "frequency": "weekly", "outcomes": [], "funders": [("NHS", "100")]}  # fmt: skip
    library.take_service(
        version_id=version.pk, item_id=sitting["item"].pk, price_id=sitting["prices"]["hour"].pk, values=values, on=london_today(),
        by=people.cc, key="line",
    )  # fmt: skip
    assert panel(people.cc, version, london_today()) is None
    priced(sitting["item"], people.cc, people.com, "25.75", provider="Willow", starts=london_today())
    act_as(people.cc)
    assert panel(people.cc, version, london_today() - timedelta(days=1)) is None
    (line,) = panel(people.cc, version, london_today())["lines"]
    assert "£25.75 an hour, £1.25 more than" in line["why"]
    assert "no longer say what it says" in sign_in(people.cc).get(f"/plans/versions/{version.pk}/").content.decode()
    assert panel(people.bh, version, london_today()) is None


# --- for the person, and for other systems


def test_the_person_looks_for_what_there_is_and_no_address_tells_of_it(team, sitting, sign_in):
    people = team[1]
    act_as(people.cc)
    library.propose_entry(kind="service", values={"name": "Sitting that waits"}, by=people.cc)
    act_as(people.bh)
    browser = sign_in(people.bh)
    answer = browser.post("/my-library/", {"q": "sitting", "kind": "", "place": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/my-library/")
    page = browser.get("/my-library/").content.decode()
    assert "Sitting service" in page and "£24.50 an hour" in page
    assert "Sitting that waits" not in page and "I sleep through" not in page
    assert browser.get("/library/").status_code == 404
    price = sitting["prices"]["hour"]
    assert (
        "4 hours × £24.50 = £98.00 a week" in browser.get(f"/my-library/compare/?p={price.pk}&hour=4").content.decode()
    )


def test_a_place_has_its_own_prices_and_those_of_everywhere(here, team, sitting, sign_in):
    people = team[1]
    act_as(people.com)
    coast, vale = (Place.objects.create(organisation=here, name=name, starts=SINCE) for name in ("Coast", "Vale"))
    priced(sitting["item"], people.cc, people.com, "30.01", place_id=coast.pk)
    act_as(people.bh)
    browser = sign_in(people.bh)
    for place, seen in ((coast, True), (vale, False)):
        browser.post("/my-library/", {"q": "sitting service", "place": str(place.pk)})
        page = browser.get("/my-library/").content.decode()
        assert ("£30.01" in page) is seen and "£24.50" in page


def test_other_systems_read_what_is_in_use_with_its_prices_of_a_day(team, sitting, sign_in):
    browser = sign_in(team[1].com)
    found = browser.get("/api/library/?q=sitting&unit=hour").json()
    (one,) = found["entries"]
    assert one["name"] == "Sitting service" and found["next"] is None
    assert one["prices"][0] | {"id": 0} == {
        "id": 0, "provider": "Willow", "place": None, "unit": "hour", "amount": "24.50", "includes": "", "starts": "2026-04-01", "ends": None,
        "source": "Contract of 2 February 2026",
    }  # fmt: skip
    before = browser.get(f"/api/library/?q=sitting&on={date(2026, 3, 31)}").json()
    assert [each["prices"] for each in before["entries"]] == [[], [], []]
    for wrong in ("unit=gram", "on=soon", "colour=red", "after=x"):
        assert browser.get(f"/api/library/?{wrong}").status_code == 400


def test_the_library_is_nobodys_record(team, sitting, sign_in, settle):
    """Looking at it leaves no look at a person in the trail."""
    before = AuditEvent.objects.exclude(person_id=None).count()
    for address in ("/library/", f"/library/{sitting['item'].pk}/", "/library/prices/"):
        assert sign_in(team[1].com).get(address).status_code == 200
    settle()
    assert AuditEvent.objects.exclude(person_id=None).filter(what__startswith="read").count() <= before
