"""Pages of files of live budgets: what each role may do there, and what a reader never sees."""

import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from budgets.imports.live import read
from budgets.models import Budget, BudgetFile
from budgets.services import bringing_in
from budgets.tasks.files import take_file
from phb.core.models import Job, NamedStaff, Person
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, make_staff
from tests.factories.live_budgets import EXAMPLE, ON, file_of, rows_for


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def staff(here):
    return make_staff(here)


def upload(client, content: bytes, name: str = "live.csv", **fields):
    return client.post(reverse("budgets:files"), {"file": SimpleUploadedFile(name, content), **fields})


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_from_template_to_taken_and_back(staff, sign_in, here):
    browser = sign_in(staff.finance)
    page = browser.get(reverse("budgets:files"))
    assert "No file has been brought in yet" in text_of(page)
    sheet = browser.get(reverse("budgets:file_template_xlsx"))
    names = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).sheet_names
    assert names == ["Budgets", "What the columns hold"] and read(sheet.content, ON)[1] == [], (
        "the template can be brought in"
    )
    assert read(browser.get(reverse("budgets:file_template")).content, ON)[1] == []

    seat = str(staff.coordinator.membership_id)
    broken = upload(browser, b"nothing", coordinator=seat)
    assert (broken.status_code == 200 and "columns but no rows" in text_of(broken)) or "are not known" in text_of(
        broken
    )
    answer = upload(browser, sheet.content, "live.xlsx", coordinator=seat)
    row = BudgetFile.objects.get()
    assert answer.url == reverse("budgets:file", args=[row.pk])
    mine = text_of(browser.get(answer.url))
    assert "You brought this file" in mine and "Take in 1 budget" not in mine and "£330.00" in mine
    assert "You brought this file, so a colleague takes it" in text_of(
        browser.post(reverse("budgets:file_take", args=[row.pk]), {"sure": "yes"})
    )

    browser = sign_in(staff.commissioner)
    assert "Take in 1 budget" in text_of(browser.get(answer.url))
    assert "Confirm that the budgets" in text_of(browser.post(reverse("budgets:file_take", args=[row.pk]), {}))
    assert browser.post(reverse("budgets:file_take", args=[row.pk]), {"sure": "yes"}).status_code == 302
    act_as(staff.commissioner)
    take_file(Job.objects.get(kind=bringing_in.TAKE), staff.commissioner)
    budget = Budget.objects.get()
    assert "1 budget of 1" in text_of(browser.get(answer.url))
    assert "B-1071" in text_of(browser.get(reverse("budgets:file_brought", args=[row.pk])))
    page = text_of(browser.get(reverse("budgets:budget", args=[budget.pk])))
    assert "From the system before" in page and "£812.40" in page and "Nobody has signed it here" in page
    undo = reverse("budgets:file_undo", args=[row.pk])
    assert "1 budget will be closed" in text_of(browser.get(undo))
    assert "Write why" in text_of(browser.post(undo, {"sure": "yes"}))
    act_as(staff.finance)
    from budgets.services import record_agreement

    record_agreement(budget_id=budget.pk, signed_by_name="A", signed_as="HOLDER", signed_on=ON, on=ON, by=staff.finance)
    browser = sign_in(staff.commissioner)
    assert "an agreement was signed" in text_of(browser.get(undo))
    assert browser.post(undo, {"sure": "yes", "reasons": "Wrong"}).status_code == 200


def test_many_refusals_are_summed_up_and_can_be_downloaded(staff, sign_in, django_assert_max_num_queries):
    browser = sign_in(staff.finance)
    upload(browser, file_of(*rows_for(120, weekly="100,00")), coordinator=str(staff.coordinator.membership_id))
    row = BudgetFile.objects.get()
    with django_assert_max_num_queries(40):
        page = text_of(browser.get(reverse("budgets:file", args=[row.pk])))
    assert "Most often: weekly (120)" in page and "And 70 more reasons" in page and "Take in" not in page
    lines = browser.get(reverse("budgets:file_refused", args=[row.pk])).content.decode().splitlines()
    assert len(lines) == 121 and lines[0] == "line,column,reason"
    assert browser.post(reverse("budgets:file_put_aside", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.rows) == ("refused", [])


def test_of_a_closed_record_nothing_is_told(here, staff, sign_in):
    """Who may not open a person's record is told that the row cannot be taken, as if the number were wrong."""
    person = Person.objects.create(
        organisation=here, nhs_number="9990000018", given_name="Anneke", family_name="Another", date_of_birth="1950-01-01", restricted=True
    )  # fmt: skip
    browser = sign_in(staff.finance)
    upload(browser, file_of(EXAMPLE), coordinator=str(staff.coordinator.membership_id))
    (refusal,) = BudgetFile.objects.get().refusals
    assert "cannot be taken here" in refusal[2] and "another name" not in refusal[2]
    act_as(staff.commissioner)
    NamedStaff.objects.create(
        organisation=here, person=person, membership_id=staff.commissioner.membership_id, reason="Team"
    )
    Person.objects.filter(pk=person.pk).update(family_name="Example", date_of_birth=EXAMPLE["date_of_birth"])
    row = bringing_in.check_file(name="x.csv", content=file_of(EXAMPLE), on=ON, by=staff.commissioner, coordinator_id=staff.coordinator.membership_id)  # fmt: skip
    assert row.refusals == []
    assert "999 000 0018" not in text_of(sign_in(staff.finance).get(reverse("budgets:file", args=[row.pk]))).replace(
        "\xa0", " "
    )
    assert "999 000 0018" in text_of(sign_in(staff.commissioner).get(reverse("budgets:file", args=[row.pk]))).replace(
        "\xa0", " "
    )
