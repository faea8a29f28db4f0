"""Nobody approves their own work (M10), by service, page, after a change of role, or by SQL (see the attacks)."""

import pytest
import time_machine
from django.urls import reverse

from budgets import services
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Grant, Membership, User
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import NOW, TODAY
from tests.factories.core import LONG_AGO, make_actor

pytestmark = pytest.mark.M10


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def as_(actor, role: str):
    """The same user in another role: what was made stays theirs."""
    seat = Membership.objects.create(
        organisation_id=actor.organisation_id, user_id=actor.user_id, role=role, starts=LONG_AGO
    )
    changed = make_actor_of(actor, role, seat)
    act_as(changed)
    return changed


def make_actor_of(actor, role, seat):
    return type(actor)(actor.user_id, actor.name, actor.organisation_id, role, seat.pk)


def test_a_run_is_not_released_by_its_maker(staff, here, sign_in):
    made.make_active(staff)
    run = made.make_run(staff)
    with pytest.raises(RuleBroken, match="You made this run"):
        services.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=staff.finance)
    with pytest.raises(RuleBroken, match="You made this run"):
        services.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=as_(staff.finance, "COM"))
    browser = sign_in(staff.finance)
    browser.post(
        reverse("budgets:release", args=[run.pk]),
        {"edition": run.edition, "key": "6f2f7c1e-0000-4000-8000-000000000001"},
    )
    act_as(staff.finance)
    run.refresh_from_db()
    assert run.state == "proposed" and run.released_by_id is None


@pytest.mark.parametrize("role", ["CC", "CLN", "AUD", "ADM", "BH", "REP"])
def test_others_do_not_release_a_run(staff, here, role):
    made.make_active(staff)
    run = made.make_run(staff)
    other = make_actor(role, here)
    with pytest.raises(RuleBroken):
        services.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=other)


def test_above_the_limit_finance_does_not_release(staff):
    act_as(staff.finance)
    made.set_policy(key="run_release_limit", value="100.00", starts=LONG_AGO, by=staff.finance)
    made.make_active(staff)
    run = made.make_run(staff)
    with pytest.raises(RuleBroken, match="a commissioner must release it"):
        services.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=staff.other_finance)
    act_as(staff.commissioner)
    assert services.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=staff.commissioner).state == "released"


def test_bank_details_are_not_checked_by_who_entered_them(staff):
    budget = made.make_authorised(staff)
    act_as(staff.finance)
    entered = services.enter_account(
        budget_id=budget.pk,
        name_on_account="A",
        sort_code="089999",
        account_number="66374958",
        on=TODAY,
        by=staff.finance,
    )
    with pytest.raises(RuleBroken, match="You entered these details"):
        services.check_account(account_id=entered.pk, at=NOW, by=staff.finance)


def test_a_holder_who_entered_them_does_not_check_them(staff, here):
    """Not by the holder's own sign-in, and not by the same user's seat in finance."""
    budget = made.make_authorised(staff)
    act_as(staff.finance)
    user = User.objects.get(pk=staff.other_finance.user_id)
    Grant.objects.create(
        organisation=here, person=budget.person, user=user, kind="HOLDER", basis="SELF", starts=LONG_AGO
    )
    holder = type(staff.finance)(user.pk, user.name, here.pk, "BH")
    act_as(holder)
    entered = services.enter_account(
        budget_id=budget.pk, name_on_account="A", sort_code="089999", account_number="66374958", on=TODAY, by=holder
    )
    with pytest.raises(RuleBroken, match="A second finance officer"):
        services.check_account(account_id=entered.pk, at=NOW, by=holder)
    act_as(staff.other_finance)
    with pytest.raises(NotVisible):  # their own record does not exist for them as staff
        services.check_account(account_id=entered.pk, at=NOW, by=staff.other_finance)
    entered.refresh_from_db()
    assert entered.checked_at is None


def test_a_change_needs_the_old_contact_told_and_rests_a_day(staff):
    budget = made.make_active(staff)
    act_as(staff.finance)
    new = services.enter_account(
        budget_id=budget.pk,
        name_on_account="B",
        sort_code="089999",
        account_number="12345678",
        on=TODAY,
        by=staff.finance,
    )
    act_as(staff.other_finance)
    with pytest.raises(RuleBroken, match="Tell the holder"):
        services.check_account(account_id=new.pk, at=NOW, by=staff.other_finance)
    services.check_account(account_id=new.pk, at=NOW, by=staff.other_finance, told_on=TODAY)
    run = made.make_run(staff)
    assert [p.hold_reason for p in run.payments.all()] == ["The bank details were changed and still rest."]


def test_a_budget_is_not_agreed_by_who_proposed_it(staff):
    budget = made.make_proposed(staff)
    version = budget.versions.get()
    commissioner = as_(staff.finance, "COM")
    with pytest.raises(RuleBroken):
        services.authorise(
            plan_version_id=version.plan_version_id,
            content_hash=version.plan_version.content_hash,
            words="Yes.",
            on=TODAY,
            by=commissioner,
        )
    version.refresh_from_db()
    assert version.state == "proposed"


def test_the_drafter_neither_checks_nor_authorises(staff):
    version = made.make_plan(staff)
    finance = as_(staff.coordinator, "FIN")
    with pytest.raises(RuleBroken):
        services.propose(
            plan_version_id=version.pk, content_hash=version.content_hash, difference_reason="x", by=finance, on=TODAY
        )
    budget = made.make_proposed(staff)
    proposed = budget.versions.get().plan_version
    with pytest.raises(RuleBroken):
        services.authorise(
            plan_version_id=proposed.pk,
            content_hash=proposed.content_hash,
            words="Yes.",
            on=TODAY,
            by=as_(staff.coordinator, "COM"),
        )
