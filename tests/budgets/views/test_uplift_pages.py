"""The pages of an uplift, from the empty list to its undoing: by two people, on real rows."""

from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import Uplift
from budgets.services import uplift_preview
from phb.core.tenancy import act_as
from tests.factories import uplifts as make
from tests.factories.budgets import NOW, TODAY, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    """Pages ask the clock; the factories' day stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return make_staff(here)


def get(browser, name: str, *args, status: int = 200, **query) -> str:
    response = browser.get(reverse(f"budgets:{name}", args=args), query)
    assert response.status_code == status, response.content[:2000]
    return written(response)


def written(response) -> str:
    """The page with plain spaces."""
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def send(browser, page: str, *args, **values) -> str:
    """A form sent; the page it leads to, or the page with its errors."""
    response = browser.post(reverse(f"budgets:{page}", args=args), {"key": str(uuid4()), **values}, follow=True)
    assert response.status_code == 200, response.content[:2000]
    return written(response)


def test_the_way_of_an_uplift_by_pages(staff, sign_in) -> None:
    plain = {"hours_per_week": None, "rate": None}
    budget = make.make_running(staff)
    left = make.make_running(staff, {"kind": "personal_assistant", "description": "Assistants", **plain})
    finance = sign_in(staff.finance)
    assert "No uplift yet" in get(finance, "uplifts")
    day = {"effective_from_day": "1", "effective_from_month": "12", "effective_from_year": "2026"}
    typed = {
        "name": "Prices of 2027",
        "reason": "Board paper 12.",
        "percent_agency": "3,6",
        "percent_personal_assistant": "4.1",
        **day,
    }
    page = send(finance, "uplift_new", **typed)
    assert (
        "Agency care must be a number, like 3.6" in page and "Board paper 12." in page and not Uplift.objects.exists()
    )
    page = send(finance, "uplift_new", **{**typed, "percent_agency": "", "percent_personal_assistant": ""})
    assert "Give at least one kind of line a percent" in page
    page = send(finance, "uplift_new", **{**typed, "percent_agency": "3.6"})
    uplift = Uplift.objects.get()
    assert "Not worked out yet" in page and "Agency care by 3.6%" in page and "Send for approval" not in page
    page = send(finance, "uplift_preview", uplift.pk)
    assert "£24.82" in page and "To be looked at: hourly pay not known: 1 budget" in page and "April" not in page
    item = uplift.items.get(budget=left)
    assert "has no hourly pay on record" in get(finance, "uplift_item", item.pk)
    page = send(finance, "uplift_item", item.pk, reason="Their pay is £14.20, looked up in the plan.")
    assert "It is taken in" in page and "looked up in the plan" in page
    page = get(finance, "uplift_items", uplift.pk, kind="agency")
    assert budget.reference in page and left.reference not in page
    table = finance.get(reverse("budgets:uplift_items", args=[uplift.pk]), {"format": "csv"}).content.decode()
    assert table.count("\n") == 3 and "714.19" in table

    uplift.refresh_from_db()
    assert "A colleague approves it" in send(finance, "uplift_propose", uplift.pk, edition=uplift.edition)
    assert "you had a hand" in get(finance, "uplift", uplift.pk).lower()
    commissioner = sign_in(staff.commissioner)
    assert "Uplifts to approve" in commissioner.get(reverse("desk")).content.decode()
    assert "worked out again since" in send(commissioner, "uplift_approve", uplift.pk, edition=uplift.edition - 1)
    assert "It can be applied now" in send(commissioner, "uplift_approve", uplift.pk, edition=uplift.edition)
    assert "It is being applied" in send(commissioner, "uplift_apply", uplift.pk)
    make.worked(uplift, "apply", staff.commissioner)
    page = get(commissioner, "uplift", uplift.pk)
    assert "Write the letters" in page and "Undo" in page
    page = get(commissioner, "budget", budget.pk)
    assert "Prices of 2027" in page and "The amounts below hold from 1 December 2026" in page and "£714.19" in page
    assert "£714.19" not in get(commissioner, "figure", budget.pk, "shares"), "today's week is still the old one"
    page = send(commissioner, "uplift_letter", uplift.items.get(budget=budget).pk)
    assert "The letter of" in page
    assert "Write the reason" in send(commissioner, "uplift_undo", uplift.pk, reason=" ")
    assert "It is being undone" in send(commissioner, "uplift_undo", uplift.pk, reason="Prices were wrong.")
    make.worked(uplift, "undo", staff.commissioner)
    assert "Undone" in get(commissioner, "uplift_item", item.pk)


def test_the_list_of_budgets_asks_the_same_for_one_and_for_many(staff, sign_in) -> None:
    make.make_running(staff)
    uplift = make.worked_out(staff.finance)
    finance = sign_in(staff.finance)
    get(finance, "uplift_items", uplift.pk)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            get(finance, "uplift_items", uplift.pk)
            get(finance, "uplift", uplift.pk)
        return len(seen)

    one = asked()
    for _ in range(3):
        make.make_running(staff, {"weekly_amount": D("900.00")})
    act_as(staff.finance)
    uplift_preview.preview(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    assert asked() == one


def test_who_has_no_part_in_uplifts_finds_none(staff, sign_in) -> None:
    uplift = make.make_uplift(staff.finance)
    coordinator = sign_in(staff.coordinator)
    assert coordinator.get(reverse("budgets:uplift", args=[uplift.pk])).status_code in {403, 404}
