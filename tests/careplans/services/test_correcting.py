"""A small correction: what it may change, who puts it in force, and what the database refuses whatever the way."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from careplans import selectors, services
from careplans.models import PlanVersion
from careplans.services.correcting import correct
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
NEXT = date(2026, 11, 3)


@pytest.fixture
def plan(here):
    """A plan in force, a draft made from it, and the people."""
    version, team = make_plan(here, "active")
    act_as(team.cc)
    return version, services.new_version(plan_id=version.plan_id, reason="A wrong number", by=team.cc), team


def phone(draft: PlanVersion, by: Actor) -> None:
    row = draft.plancontacts.get()
    services.save_row(version_id=draft.pk, part="contacts", row_id=row.pk, values={"phone": "01632 960 999"}, by=by)
    draft.refresh_from_db()


def dearer(draft: PlanVersion, by: Actor) -> None:
    row = draft.services.get(kind="equipment")
    services.save_row(
        version_id=draft.pk, part="services", row_id=row.pk, values={"one_off_amount": Decimal("640.01")}, by=by
    )
    draft.refresh_from_db()


def test_a_telephone_number_is_corrected_without_new_signatures(plan, settle):
    before, draft, team = plan
    phone(draft, team.cc)
    correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=team.cc)
    before.refresh_from_db()
    draft.refresh_from_db()
    assert (before.state, before.effective_to) == ("superseded", ON)
    assert (draft.state, draft.effective_from, draft.is_minor) == ("active", NEXT, True)
    assert draft.content_hash == selectors.content_hash(draft) != before.content_hash
    assert [row.kind for row in selectors.sign_offs(before)] == ["person", "clinical", "finance", "authorisation"]
    # What was signed is the version before; a correction stands on the same signatures.
    assert selectors.sign_offs(draft) == selectors.sign_offs(before)
    assert draft.sign_offs.count() == 0
    moves = Move.objects.filter(subject="careplans.planversion", subject_id=draft.pk).values_list("verb", flat=True)
    assert list(moves) == ["created", "correct"]
    settle()
    again = correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=team.cc)
    assert again.state == "active" and PlanVersion.objects.filter(plan_id=draft.plan_id).count() == 2


def test_money_is_never_a_small_correction(plan):
    _, draft, team = plan
    phone(draft, team.cc)
    dearer(draft, team.cc)
    with pytest.raises(RuleBroken, match="more than a small correction.*£0.01 once more"):
        correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=team.cc)
    draft.refresh_from_db()
    assert (draft.state, draft.is_minor) == ("draft", False)


def test_it_is_refused_when_it_is_not_the_time_for_it(plan):
    before, draft, team = plan
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=team.cc)
    phone(draft, team.cc)
    with pytest.raises(RuleBroken, match="changed since"):
        correct(version_id=draft.pk, edits=draft.edits - 1, on=NEXT, by=team.cc)
    with pytest.raises(RuleBroken, match="begins tomorrow"):
        correct(version_id=draft.pk, edits=draft.edits, on=ON, by=team.cc)
    services.share(version_id=draft.pk, edits=draft.edits, by=team.cc)
    with pytest.raises(RuleBroken, match="not possible"):
        correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=team.cc)
    before.refresh_from_db()
    assert before.state == "active"


def test_only_the_coordinator_corrects_and_a_first_version_corrects_nothing(plan, here, there, actor_of):
    _, draft, team = plan
    phone(draft, team.cc)
    for actor in (team.cln, team.fin, team.com, team.bh):
        act_as(actor)
        with pytest.raises((RuleBroken, NotVisible)):
            correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=actor)
    stranger = actor_of("CC", there)
    with pytest.raises(NotVisible):
        correct(version_id=draft.pk, edits=draft.edits, on=NEXT, by=stranger)
    act_as(team.cc)
    first, others = make_plan(here)
    with pytest.raises(RuleBroken, match="Only the version in force is corrected"):
        correct(version_id=first.pk, edits=first.edits, on=NEXT, by=others.cc)


def changed_by_sql(change: str, before: PlanVersion, draft: PlanVersion) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(change, [draft.pk])
            assert cursor.rowcount, change
        by_sql(before, draft)


def by_sql(before: PlanVersion, draft: PlanVersion, *, minor: bool = True, ends: date = ON) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE careplans_planversion SET state = 'superseded', effective_to = %s WHERE id = %s", [ends, before.pk]
        )
        cursor.execute(
            "UPDATE careplans_planversion SET state = 'active', is_minor = %s, content_hash = 'x', effective_from = %s WHERE id = %s",
            [minor, NEXT, draft.pk],
        )


# What somebody might change by SQL and put in force as a correction: each of these is looked at by the database.
CHANGES = [
    "UPDATE careplans_need SET words = 'x' WHERE version_id = %s",
    "UPDATE careplans_outcome SET words = 'x' WHERE version_id = %s",
    "UPDATE careplans_outcome SET need_id = NULL WHERE version_id = %s",
    "UPDATE careplans_service SET weekly_amount = weekly_amount + 0.01 WHERE version_id = %s AND weekly_amount IS NOT NULL",
    "UPDATE careplans_service SET one_off_amount = one_off_amount + 0.01 WHERE version_id = %s AND one_off_amount IS NOT NULL",
    "UPDATE careplans_service SET holding = 'managed_account' WHERE version_id = %s",
    "UPDATE careplans_service SET funders = '[]' WHERE version_id = %s",
    "UPDATE careplans_service SET frequency = 'weekly' WHERE version_id = %s",
    "DELETE FROM careplans_serviceoutcome WHERE version_id = %s",
    "UPDATE careplans_risk SET procedure = 'x' WHERE version_id = %s",
    "DELETE FROM careplans_risk WHERE version_id = %s",
    "UPDATE careplans_contingency SET action = 'x' WHERE version_id = %s",
    "DELETE FROM careplans_contingency WHERE version_id = %s",
    "UPDATE careplans_plancontact SET kind = 'nominee' WHERE version_id = %s",
    "UPDATE careplans_planversion SET notice_days = 1 WHERE id = %s",
    "UPDATE careplans_planversion SET excluded = true WHERE id = %s",
    "UPDATE careplans_planversion SET must_know = 'x' WHERE id = %s",
    "UPDATE careplans_planversion SET liberty = 'x' WHERE id = %s",
    "UPDATE careplans_planversion SET review_due_on = review_due_on + 1 WHERE id = %s",
]


def test_the_database_refuses_each_change_that_is_more(plan):
    before, draft, team = plan
    for change in CHANGES:
        with pytest.raises(DatabaseError, match="more than a small correction"):
            changed_by_sql(change, before, draft)
    with pytest.raises(DatabaseError, match="more than a small correction"):
        by_sql(before, draft, minor=False)
    with pytest.raises(DatabaseError, match="more than a small correction"):
        by_sql(before, draft, ends=date(2026, 11, 2).replace(month=12))
    phone(draft, team.cc)
    by_sql(before, draft)
    draft.refresh_from_db()
    assert draft.state == "active"


def test_the_page_shows_what_changes_and_puts_it_in_force(plan, sign_in):
    _, draft, team = plan
    browser, address = sign_in(team.cc), f"/plans/versions/{draft.pk}/correct/"
    assert "Nothing has been changed yet" in browser.get(address).content.decode()
    act_as(team.cc)
    phone(draft, team.cc)
    assert "Only small corrections" in browser.get(f"/plans/versions/{draft.pk}/").content.decode()
    page = browser.get(address)
    assert "01632 960 999" in page.content.decode()
    assert browser.post(address, sent_form(page)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "active"


def test_the_page_says_what_goes_too_far(plan, sign_in):
    _, draft, team = plan
    dearer(draft, team.cc)
    text = sign_in(team.cc).get(f"/plans/versions/{draft.pk}/correct/").content.decode()
    assert "More than a small correction" in text and "Put the correction in force today" not in text
