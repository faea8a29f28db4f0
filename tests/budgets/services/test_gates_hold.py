"""Each of the twelve gates keeps a direct payment from starting, and is the only one that does: without it, it would start."""

from datetime import date
from decimal import Decimal as D

import pytest

from budgets import services
from careplans.enums import CompetenceResult
from careplans.models import Competence, Consent, FamilyException, HealthTask, PaidPerson, Risk
from careplans.rules import gates
from careplans.selectors import deciding, facts
from careplans.services import withdraw_consent
from phb.core.actors import the_service
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import TODAY
from tests.factories.core import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def ready(staff, monkeypatch, **version):
    """A budget that may start: with family who are paid, a health task and a risk, all in order."""
    act_as(the_service(staff.commissioner.organisation_id))
    made.set_policy(key="panel_matters", value=[], starts=LONG_AGO, by=staff.commissioner)
    monkeypatch.setattr(made, "_sign_up_to", _with_everything(made._sign_up_to, version, staff))
    budget = made.make_authorised(staff)
    act_as(staff.finance)
    services.record_agreement(
        budget_id=budget.pk, signed_by_name="Alex", signed_as="HOLDER", signed_on=TODAY, on=TODAY, by=staff.finance
    )
    made.make_account(budget, staff)
    return budget


def _with_everything(go_on, values, staff):
    def write(version, who, to):
        mine = {"organisation_id": version.organisation_id, "person_id": version.person_id}
        Risk.objects.create(
            **mine, version=version, description="Falls", likelihood=2, impact=3, steps="Rails", agreement="agreed"
        )
        task = HealthTask.objects.create(
            **mine, version=version, words="Suction", delegated_by="Nurse Lewis", registration="NMC 00A0000A"
        )
        sister = PaidPerson.objects.create(
            **mine,
            version=version,
            name="Sam",
            relationship="family",
            same_household=True,
            exception_reason="Lifts safely",
        )
        Competence.objects.create(
            **mine, plan_id=version.plan_id, line=task.line, task="Suction", assistant="Sam", trained_on=LONG_AGO,
            assessed_on=LONG_AGO, result=CompetenceResult.COMPETENT, recorded_by_id=staff.clinician.user_id,
        )  # fmt: skip
        _decide(version, sister, staff, agreed=True)
        for name, value in values.items():
            setattr(version, name, value)
        version.save()
        go_on(version, who, to)

    return write


def _decide(version, person, staff, *, agreed):
    FamilyException.objects.create(
        organisation_id=version.organisation_id, person_id=version.person_id, plan_id=version.plan_id, line=person.line,
        said=deciding.paid_person_said(person), name="Sam", agreed=agreed, reasons="Looked at", decided_on=TODAY,
        decided_by_id=staff.commissioner.user_id,
    )  # fmt: skip


def start(staff, budget):
    act_as(staff.finance)
    return services.start_budget(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)


def _without_signature(kind):
    def shut(budget, staff, monkeypatch):
        whole = facts.sign_offs
        monkeypatch.setattr(facts, "sign_offs", lambda version: [row for row in whole(version) if row.kind != kind])

    return shut


def _no_right(budget, staff, monkeypatch):
    monkeypatch.setattr("careplans.selectors.facts.eligibility.right_stands", lambda case, on: False)


def _no_consent(budget, staff, monkeypatch):
    act_as(staff.coordinator)
    row = Consent.objects.get(person_id=budget.person_id, about="CARE")
    withdraw_consent(consent_id=row.pk, on=TODAY, by=staff.coordinator)


def _risk_is_significant(budget, staff, monkeypatch):
    act_as(the_service(budget.organisation_id))
    made.set_policy(key="significant_risk_score", value=6, starts=LONG_AGO, by=staff.commissioner)


def _family_refused(budget, staff, monkeypatch):
    act_as(staff.commissioner)
    version = budget.versions.get().plan_version
    _decide(version, version.paidpersons.get(), staff, agreed=False)


def _competence_withdrawn(budget, staff, monkeypatch):
    act_as(staff.clinician)
    Competence.objects.filter(person_id=budget.person_id).update(withdrawn_on=TODAY, withdrawn_why="Unsafe")


def _no_account(budget, staff, monkeypatch):
    monkeypatch.setattr("budgets.selectors.for_plans.account_on", lambda budget: None)


def _nothing(budget, staff, monkeypatch):
    pass


SHUT = [
    ("right", {}, _no_right, "has the right"),
    ("consent", {}, _no_consent, "was withdrawn"),
    ("exclusions", {"exclusions_checked_on": None}, _nothing, "court-ordered"),
    ("content", {"review_due_on": date(2027, 2, 24)}, _nothing, "no later than 23 February 2027"),
    ("risks", {}, _risk_is_significant, "agreed way to manage “Falls”"),
    ("clinical", {}, _without_signature("clinical"), "A clinician must be satisfied"),
    ("finance", {}, _without_signature("finance"), "Finance must check"),
    ("family", {}, _family_refused, "may not be paid"),
    ("tasks", {}, _competence_withdrawn, "was withdrawn. Say how it is done instead"),
    ("value", {}, _without_signature("authorisation"), "must authorise the plan"),
    ("person", {}, _without_signature("person"), "must agree the plan"),
    ("money", {}, _no_account, "approve the account"),
]


def test_every_gate_is_here():
    assert list(dict.fromkeys(key for key, *_ in SHUT)) == [row.key for row in gates._TABLE]


@pytest.mark.parametrize(
    ("key", "version", "shut", "words"), SHUT, ids=[f"{key}: {words}" for key, _, _, words in SHUT]
)
def test_a_direct_payment_cannot_start_past_this_gate(staff, monkeypatch, key, version, shut, words):
    budget = ready(staff, monkeypatch, **version)
    shut(budget, staff, monkeypatch)
    with pytest.raises(RuleBroken, match=words):
        start(staff, budget)
    assert not budget.payments.exists()
    # Take the gate away, and the money would flow: nothing else holds it.
    monkeypatch.setattr(gates, "_TABLE", tuple(row for row in gates._TABLE if row.key != key))
    started = start(staff, budget)
    assert started.state == "active" and sum(p.amount for p in started.payments.all()) > D(0)


def test_with_all_twelve_open_it_starts(staff, monkeypatch):
    assert start(staff, ready(staff, monkeypatch, review_due_on=date(2027, 2, 23))).state == "active"
