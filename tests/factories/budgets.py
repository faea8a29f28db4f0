"""Plans ready for the finance check, and budgets in every stage after it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from itertools import count
from zoneinfo import ZoneInfo

from budgets import services
from budgets.models import Budget, BudgetLine, BudgetVersion, PayeeAccount, PaymentRun
from careplans import selectors as careplans
from careplans.models import (
    Consent,
    Contingency,
    Need,
    Outcome,
    Plan,
    PlanVersion,
    ReplacedPackage,
    Service,
    ServiceOutcome,
    SignOff,
)
from eligibility.models import Case
from phb.core.actors import Actor, the_service
from phb.core.models import Organisation, Person
from phb.core.policies import policy, set_policy
from phb.core.tenancy import act_as
from tests.factories.core import LONG_AGO, assign, make_actor, make_person

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))
NHS = [{"funder": "NHS", "share": "100"}]
JOINT = [{"funder": "NHS", "share": "60"}, {"funder": "Northmoor Council", "share": "40"}]
PAYER = {"name": "NHS NORTHMOOR ICB", "sort_code": "089999", "number": "66374958", "service_user": "123456"}
_next = count(1)


@dataclass
class Staff:
    """One of each, and a second finance officer."""

    coordinator: Actor
    clinician: Actor
    finance: Actor
    other_finance: Actor
    commissioner: Actor


def make_staff(organisation: Organisation) -> Staff:
    act_as(the_service(organisation.pk))
    return Staff(*(make_actor(role, organisation) for role in ("CC", "CLN", "FIN", "FIN", "COM")))


def make_case(person: Person, **fields) -> Case:
    """A case of a person found eligible. The life cycle is walked, as the database asks."""
    case = Case.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        reference=f"C-{next(_next):06d}",
        received_on=LONG_AGO,
        referred_by="A ward",
        rule_set="chc-2022-07",
        **fields,
    )
    for state in ("CHECKLIST", "AWAITING_ASSESSMENT", "ASSESSED", "ELIGIBLE"):
        case.state = state
        case.decided_on = LONG_AGO
        case.save(update_fields=["state", "decided_on"])
    return case


def make_plan(
    staff: Staff,
    person: Person | None = None,
    *,
    services_: list[dict] | None = None,
    to: str = "clinically_approved",
    organisation: Organisation | None = None,
) -> PlanVersion:
    """A plan with its parts, agreed by the person and signed by a clinician: what finance finds on its desk."""
    by = the_service(staff.finance.organisation_id)
    act_as(by)
    person = person or make_person(Organisation.objects.get(pk=by.organisation_id))
    assign(person, staff.coordinator)
    assign(person, staff.clinician, "CLINICIAN")
    mine = {"organisation_id": person.organisation_id, "person": person}
    case = make_case(person)
    plan = Plan.objects.create(
        **mine, case=case, reference=f"P-{next(_next):06d}", coordinator_id=staff.coordinator.membership_id
    )
    for about in (Consent.About.DIRECT_PAYMENT, Consent.About.MANAGING_MONEY, Consent.About.CARE):
        Consent.objects.create(
            **mine,
            about=about,
            consents=True,
            given_by=person.full_name,
            recorded_by_id=staff.coordinator.user_id,
            assessed_on=LONG_AGO,
        )
    ReplacedPackage.objects.create(
        **mine, plan=plan, basis="There was no package before", dated=LONG_AGO, by_id=staff.coordinator.user_id
    )
    version = PlanVersion.objects.create(
        **mine,
        plan=plan,
        number=1,
        drafted_by_id=staff.coordinator.user_id,
        what_matters="Being at home.",
        health_monitor="Dr Lewis",
        payment_frequency="four_weekly",
        notice_days=28,
        review_due_on=date(2027, 2, 1),
        review_how="At home",
        exclusions_checked_on=LONG_AGO,
        risks_advised_on=LONG_AGO,
        support_offered_on=LONG_AGO,
    )
    parts = {**mine, "version": version}
    need = Need.objects.create(**parts, words="Help to breathe at night")
    for kind in ("assistant", "deterioration", "hospital", "helper_lost"):
        Contingency.objects.create(
            **parts, kind=kind, trigger="If this happens", action="Ring the coordinator", contact="CC"
        )
    outcome = Outcome.objects.create(**parts, need=need, words="I sleep through the night")
    for row in services_ or [{}]:
        values = {
            "description": "Personal assistant",
            "kind": "personal_assistant",
            "weekly_amount": D("743.31"),
            "frequency": "four_weekly",
            "funders": NHS,
            **row,
        }
        if "one_off_amount" in row:
            values["weekly_amount"] = None
        service = Service.objects.create(**parts, **values)
        ServiceOutcome.objects.create(**parts, service=service, outcome=outcome)
    _sign_up_to(version, staff, to)
    return PlanVersion.objects.get(pk=version.pk)


def _sign_up_to(version: PlanVersion, staff: Staff, to: str) -> None:
    steps = (("agreed_by_person", "person", staff.coordinator), ("clinically_approved", "clinical", staff.clinician))
    version.state = "shared"
    version.save(update_fields=["state"])
    version.content_hash = careplans.content_hash(version)
    version.save(update_fields=["content_hash"])
    for state, kind, who in steps:
        SignOff.objects.create(
            organisation_id=version.organisation_id,
            person_id=version.person_id,
            version=version,
            kind=kind,
            content_hash=version.content_hash,
            signed_by_id=who.user_id,
            signed_role=who.role,
            signed_name=who.name,
            signed_on=LONG_AGO,
        )
        version.state = state
        version.save(update_fields=["state"])
        if state == to:
            return


def make_proposed(staff: Staff, on: date = TODAY, **plan) -> Budget:
    version = make_plan(staff, **plan)
    act_as(staff.finance)
    made = services.propose(
        plan_version_id=version.pk,
        content_hash=version.content_hash,
        by=staff.finance,
        on=on,
        difference_reason="No package before.",
        enough={str(row.line): "Another line carries the rest." for row in version.services.all()},
    )
    return made.budget


def make_authorised(staff: Staff, on: date = TODAY, **plan) -> Budget:
    budget = make_proposed(staff, on, **plan)
    version = budget.versions.get().plan_version
    act_as(staff.commissioner)
    services.authorise(
        plan_version_id=version.pk,
        content_hash=version.content_hash,
        words="The plan meets the needs.",
        on=on,
        by=staff.commissioner,
    )
    budget.refresh_from_db()
    return budget


def make_account(budget: Budget, staff: Staff, at: datetime = NOW - timedelta(days=2), **fields) -> PayeeAccount:
    act_as(staff.finance)
    values = {"name_on_account": "A Okafor PHB", "sort_code": "08-99-99", "account_number": "66374958", **fields}
    entered = services.enter_account(budget_id=budget.pk, on=at.date(), by=staff.finance, **values)
    act_as(staff.other_finance)
    return services.check_account(account_id=entered.pk, at=at, by=staff.other_finance)


def make_active(staff: Staff, on: date = TODAY, starts: date | None = None, **plan) -> Budget:
    """A running budget with its payments scheduled."""
    budget = make_authorised(staff, on, **plan)
    act_as(staff.finance)
    services.record_agreement(
        budget_id=budget.pk,
        signed_by_name=budget.person.full_name,
        signed_as="HOLDER",
        signed_on=on,
        on=on,
        by=staff.finance,
    )
    make_account(budget, staff)
    act_as(staff.finance)
    return services.start_budget(budget_id=budget.pk, starts=starts or on, on=on, by=staff.finance)


def make_limited(staff: Staff, limit: D, **plan) -> Budget:
    """A running budget with nothing scheduled and this many pounds left to commit: one one-off line, cancelled."""
    once = [{"one_off_amount": limit, "frequency": "one_off", "description": "Equipment", "kind": "equipment"}]
    budget = make_active(staff, services_=once, **plan)
    for payment in budget.payments.all():
        services.cancel_payment(payment_id=payment.pk, reason="To be asked for bit by bit.", by=staff.finance)
    return budget


def set_payer(by: Actor) -> None:
    if not policy("payer_account", on=TODAY, organisation_id=by.organisation_id):
        set_policy(key="payer_account", value=PAYER, starts=LONG_AGO, by=by)


def make_run(staff: Staff, pay_on: date = TODAY, at: datetime = NOW) -> PaymentRun:
    act_as(staff.finance)
    return services.make_run(pay_on=pay_on, at=at, by=staff.finance)


def make_released(staff: Staff, **run) -> PaymentRun:
    made = make_run(staff, **run)
    act_as(staff.other_finance)
    return services.release_run(run_id=made.pk, edition=made.edition, at=NOW, by=staff.other_finance)


def make_exported(staff: Staff, **run) -> PaymentRun:
    made = make_released(staff, **run)
    set_payer(staff.finance)
    act_as(staff.finance)
    sent, _ = services.export_run(run_id=made.pk, key=f"export-{made.pk}", at=NOW, by=staff.finance)
    return sent


def make_confirmed(staff: Staff, **run) -> PaymentRun:
    sent = make_exported(staff, **run)
    return services.confirm_run(run_id=sent.pk, paid_on=TODAY, on=TODAY, by=staff.finance)


def make_raised(budget, weekly: str, starts: date, number: int) -> BudgetVersion:
    """An uplift's version, as the uplift makes it."""
    base = budget.versions.get(number=1)
    version = BudgetVersion.objects.create(
        organisation_id=budget.organisation_id, person_id=budget.person_id, budget=budget, number=number, kind="uplift",
        plan_version_id=base.plan_version_id, effective_from=starts, weekly=D(weekly), direct_payment_weekly=D(weekly),
        proposed_by_id=base.proposed_by_id,
    )  # fmt: skip
    line = base.lines.get()
    BudgetLine.objects.create(**{
        f.attname: getattr(line, f.attname) for f in BudgetLine._meta.concrete_fields if f.attname not in ("id", "version_id", "weekly")
    }, version=version, weekly=D(weekly))  # fmt: skip
    for state in ("proposed", "agreed"):
        version.state = state
        if state == "agreed":
            budget.versions.filter(state="agreed").update(state="superseded")
            version.agreed_on, version.agreed_by_id = starts, base.agreed_by_id
        version.save()
    return version
