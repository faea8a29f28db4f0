"""One organisation with one object of each kind that an address can name, for tests that walk every route.

Everything is brought along by the services themselves. Each person's name and texts carry a word
that stands nowhere else (`canary`), so that a page which shows any of it is found out.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image

from budgets import services as budgets
from budgets.enums import ChangeKind
from budgets.models import (
    BankAccount,
    BankImport,
    BankLine,
    Budget,
    BudgetChange,
    BudgetFile,
    BudgetFileItem,
    ContingencyUse,
    ContractRelease,
    Contribution,
    Funder,
    FundingSplit,
    Indicative,
    PayeeAccount,
    Payment,
    PaymentRun,
    Reckoning,
    SourceContract,
    Statement,
    StatementRun,
    Uplift,
    UpliftItem,
)
from budgets.rules.costing import PersonalAssistant
from budgets.selectors.spend import FILE_KIND
from budgets.services import amount_tables, bringing_in, changes, contracts, importing, statements, uplifting
from budgets.services.years import keep_years
from careplans import services as plans
from careplans.models import (
    Action,
    Comment,
    Competence,
    Concern,
    Consent,
    Contingency,
    HealthTask,
    LibraryChange,
    LibraryFile,
    LibraryItem,
    LibraryPrice,
    Measure,
    Need,
    OtherPlan,
    Outcome,
    PaidPerson,
    Panel,
    PanelItem,
    Plan,
    PlanContact,
    PlanVersion,
    Review,
    Risk,
    Service,
    SharedDecision,
    StageGoal,
)
from careplans.rules.panels import LineAnswer
from careplans.selectors.deciding import paid_person_said
from careplans.services import deciding, exceptions, library, measures, panels, reviews, scores, talking
from careplans.services.competence import record_check, record_competence
from careplans.services.concerns import raise_concern
from eligibility import services as eligibility
from eligibility.models import (
    Absence,
    Assessment,
    Attendance,
    Candidate,
    Case,
    Challenge,
    DraftNote,
    EvidenceRequest,
    Finding,
    Letter,
    Meeting,
    Offer,
    Wording,
)
from eligibility.past.columns import COLUMNS
from eligibility.services import finding, offers, past_cases, work
from eligibility.services.challenges import note_step
from eligibility.services.places import record_place
from eligibility.services.wordings import propose_wording
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.documents import keep
from phb.core.models import Arrangement, Document, Grant, Job, Membership, Organisation, Person, User
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, PAYER, TODAY
from tests.factories.careplans import ON, Team, take, write
from tests.factories.challenges import answered, ask, not_eligible
from tests.factories.core import LONG_AGO, assign, make_actor, make_grant, make_person
from tests.factories.eligibility import assessed, eligible, make_case, screened_in
from tests.factories.funding import funded
from tests.factories.library import entry as library_entry
from tests.factories.library import priced as library_priced
from tests.factories.library import proposed as library_proposed
from tests.factories.live_budgets import EXAMPLE as LIVE_BUDGET
from tests.factories.live_budgets import file_of as live_budgets
from tests.factories.offers import make_offer
from tests.factories.routes import DECIDED, decided

ROLES = ("COM", "FIN", "CC", "CLN", "AUD", "ADM", "BH", "REP", "TPP")
RELATED = ("CC", "CLN", "BH", "REP", "TPP")  # roles whose people are some, not all
WHOLE_JOURNEY = (
    "draft",
    "shared",
    "agreed_by_person",
    "clinically_approved",
    "finance_checked",
    "authorised",
    "active",
    "paid",
)
_next = count(1)


@dataclass
class World:
    """An organisation's people and staff, and the numbers that stand in its addresses.

    `actors` reach all of `people`; `strangers` have the same roles and reach none of them, `ended` did
    until yesterday (both have somebody else, so that they can sign in). `canaries` are each person's own
    word; `objects` has for each subject of the access table the numbers and whose record each is.
    """

    organisation: Organisation
    actors: dict[str, Actor]
    second_finance: Actor
    deciding: Actor
    strangers: dict[str, Actor]
    ended: dict[str, Actor]
    people: list[Person] = field(default_factory=list)
    canaries: dict[int, str] = field(default_factory=dict)
    objects: dict[str, dict[int, int | None]] = field(default_factory=dict)

    @property
    def team(self) -> Team:
        made = self.actors
        return Team(
            cc=made["CC"], cln=made["CLN"], fin=made["FIN"], com=made["COM"], com_deciding=self.deciding, bh=made["BH"]
        )

    def found(self, subject: str) -> dict[int, int | None]:
        """The numbers of a subject. Raises LookupError for a subject that nobody makes."""
        if not self.objects.get(subject):
            raise LookupError(f"No maker in tests/factories/world.py for the subject {subject!r} of the access table.")
        return self.objects[subject]


def make_world(organisation: Organisation) -> World:
    """Build it, inside the test's transaction. The database then acts for the service itself."""
    act_as(the_service(organisation.pk))
    world = World(
        organisation, _cast(organisation, "Staff", ROLES), make_actor("FIN", organisation, name="Second finance"),
        make_actor("COM", organisation, name="Deciding commissioner"),
        _cast(organisation, "Stranger", RELATED), _cast(organisation, "Former", RELATED),
    )  # fmt: skip
    somebody_else = make_person(organisation, given_name="Somebody", family_name="Else")
    for cast in (world.strangers, world.ended):
        _relate(somebody_else, cast)
    set_policy(key="payer_account", value=PAYER, starts=LONG_AGO, by=world.actors["FIN"])
    referred(world)
    worked(world)
    questioned(world)
    routed(world)
    offered(world)
    kept_library(world)
    versions = {until: planned(world, until) for until in WHOLE_JOURNEY}
    before_panel(world, versions)
    in_every_part(world, versions["draft"])
    pay(world, versions["paid"])
    funded(world, versions["paid"])
    spend(world, versions["paid"])
    freed(world, versions["paid"])
    changed(world, versions["paid"])
    reviewed(world, versions["paid"])
    raised(world)
    act_as(the_service(organisation.pk))
    world.objects = {subject: make(world) for subject, make in MAKERS.items()}
    return world


def _cast(organisation: Organisation, word: str, roles: tuple[str, ...]) -> dict[str, Actor]:
    return {role: make_actor(role, organisation, name=f"{word} {role}") for role in roles}


def _relate(person: Person, cast: dict[str, Actor], ends: date | None = None) -> None:
    """A person on the caseload, under the grant or in the arrangement of each of these."""
    assign(person, cast["CC"], ends=ends)
    assign(person, cast["CLN"], "CLINICIAN", ends=ends)
    for role, kind in (("BH", "HOLDER"), ("REP", "REPRESENTATIVE")):
        make_grant(person, User.objects.get(pk=cast[role].user_id), kind, ends=ends)
    Arrangement.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        membership_id=cast["TPP"].membership_id,
        starts=LONG_AGO,
        ends=ends,
    )


def new_person(world: World, **fields: Any) -> Person:
    """Somebody whom every role of this world reaches."""
    act_as(the_service(world.organisation.pk))
    canary = f"Zq{world.organisation.ods_code.title()}{next(_next)}x"
    person = make_person(
        world.organisation, given_name=f"Given{canary}", family_name=f"Family{canary}", known_as=f"Known{canary}",
        address=f"1 {canary} Lane", phone="01632 960555", email=f"{canary.lower()}@example.org", gp_practice=f"{canary} Surgery",
        adjustments=f"{canary} adjustments", **fields,
    )  # fmt: skip
    _relate(person, world.actors)
    _relate(person, world.ended, ends=TODAY - timedelta(days=1))
    world.people.append(person)
    world.canaries[person.pk] = canary
    return person


def referred(world: World) -> None:
    """Cases on the way to a decision: received, Checklist begun by two people at once, screened in, assessed."""
    cc = world.actors["CC"]

    def words(person: Person) -> dict[str, str]:
        return {
            "reason": f"{world.canaries[person.pk]} needs have grown.",
            "referred_by": f"Dr {world.canaries[person.pk]}",
        }

    for begin in (make_case, screened_in, assessed):
        person = new_person(world)
        act_as(cc)
        case = begin(person, cc, **words(person))
        if begin is make_case:
            form = eligibility.start_form(case_id=case.pk, tool="checklist", by=cc)
            first = {"participation": f"{world.canaries[person.pk]} was there."}
            eligibility.save_draft(assessment_id=form.pk, answers=first, edits=0, by=cc)
            eligibility.save_draft(assessment_id=form.pk, answers={"participation": "Other words."}, edits=0, by=cc)
        if begin is screened_in:
            eligibility.start_form(case_id=case.pk, tool="dst", by=cc)


def questioned(world: World) -> None:
    """A refusal, and what is under way about it: an independent review, a disagreement of two bodies, a complaint."""
    cc, person = world.actors["CC"], new_person(world)
    canary = world.canaries[person.pk]
    case = not_eligible(person, cc, world.deciding, reason=f"{canary} needs")
    act_as(cc)
    said = {"words": f"{canary} was not heard.", "requested_by": f"Mx {canary}"}
    ask(case, "INDEPENDENT_REVIEW", cc, undue_delay_waiver=True, **said)
    ask(case, "COMPLAINT", cc, details={"question": f"{canary} waited."}, **said)
    both = {"question": f"{canary} nights", "authority": "Northmoor Council", "procedure": "Protocol of 2024"}
    bodies = ask(case, "BODIES", cc, details=both, **said)
    note_step(challenge_id=bodies.pk, done_on=TODAY, words=f"{canary} was heard.", on=TODAY, by=cc)
    past = ask(case, "PAST_PERIOD", cc, period_from=date(2020, 1, 1), period_to=date(2020, 2, 29), **said)
    answered(past, "UPHELD", world.actors["COM"])


def routed(world: World) -> None:
    """What single routes keep: nursing care in payment, one sign-off of aftercare, a step towards adult care, a delay."""
    cc, com = world.actors["CC"], world.deciding

    def case_of(route: str, **born: date) -> tuple[Case, str]:
        person = new_person(world, **born)
        canary = world.canaries[person.pk]
        return decided(person, cc, com, route, reason=f"{canary} needs"), canary

    case, canary = case_of("FNC")
    eligibility.start_nursing_care(case_id=case.pk, home=f"{canary} House", band="STANDARD", starts=DECIDED, by=com)
    case, canary = case_of("S117")
    act_as(cc)
    eligibility.sign_off(
        case_id=case.pk, body="NHS", satisfied_on=TODAY, signed_by=f"Dr {canary}", reasons=f"{canary} is well.",
        on_cto=False, on=TODAY, by=cc,
    )  # fmt: skip
    person = new_person(world, date_of_birth=date(2011, 5, 4))
    canary = world.canaries[person.pk]
    act_as(cc)
    case = make_case(person, cc, route="CYPCC", reason=f"{canary} needs")
    eligibility.record_step(
        case_id=case.pk, step="NOTIFIED_14", done_on=TODAY, on=TODAY, note=f"{canary} was named.", by=cc
    )
    eligibility.note_delay(
        case_id=case.pk, clock="K9", reason=f"{canary} was away.", within_control=False, on=TODAY, by=cc
    )


def offered(world: World) -> None:
    """A carers' offer in force and one version of it waiting, a draft, a case under it, people pointed out, places."""
    com, second, cc = world.actors["COM"], world.deciding, world.actors["CC"]
    offer = make_offer(com, second)
    act_as(com)
    waiting = offers.new_version(offer_id=offer.pk, enabled_from=TODAY + timedelta(days=30), by=com)
    offers.propose_offer(offer_id=waiting.pk, by=com)
    offers.draft_offer(cohort="AUTISM", name="Draft of an offer", enabled_from=TODAY, by=com)
    for route in ("LOCAL_OFFER", "END_OF_LIFE"):
        person = new_person(world)
        canary = world.canaries[person.pk]
        act_as(cc)
        case = make_case(
            person, cc, route=route, received_on=TODAY, offer_id=offer.pk if route == "LOCAL_OFFER" else None,
            reason=f"{canary} looks after somebody.", referred_by=f"Dr {canary}",
        )  # fmt: skip
        record_place(case_id=case.pk, kind="PPD", place="HOME", asked_on=TODAY, asked_of="The person",
                     words=f"{canary} at home.", on=TODAY, by=cc)  # fmt: skip
    person = new_person(world)
    rows = f"nhs_number,name,date_of_birth,hours\n{person.nhs_number},{person.full_name},1958-03-14,40\n"
    act_as(com)
    for n, taken in enumerate((True, False)):
        made = finding.check_file(offer_id=offer.pk, file_name="people.csv", content=rows.encode() + b"\n" * n,
                                  conditions=(), on=TODAY, by=com)  # fmt: skip
        if taken:
            finding.take_file(finding_id=made.pk, on=TODAY, by=com)


def worked(world: World) -> None:
    """Work around a case: given out, a meeting with somebody invited, evidence asked for with a file, consent."""
    cc, cln = world.actors["CC"], world.actors["CLN"]
    person = new_person(world)
    canary = world.canaries[person.pk]
    act_as(cc)
    case = screened_in(person, cc, reason=f"{canary} needs")
    work.allocate(case_ids=[case.pk], membership_id=cln.membership_id, on=TODAY, by=cc)
    meeting = work.plan_meeting(
        case_id=case.pk, starts_at=NOW, place=f"{canary} House", notes=f"{canary} comes.", by=cc
    )
    work.invite(meeting_id=meeting.pk, membership_id=cln.membership_id, profession="NURSE", on=TODAY, by=cc)
    work.invite(meeting_id=meeting.pk, name=f"{canary} Bell", profession="GP", on=TODAY, by=cc)
    work.consult_authority(
        case_id=case.pk, authority=f"{canary} Council", not_practicable="No answer.", today=TODAY, by=cc
    )
    asked = work.ask_evidence(
        case_id=case.pk, asked_of=f"{canary} Hospital", what=f"{canary} notes", on=TODAY, due_on=TODAY, by=cc
    )
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    work.attach(case_id=case.pk, file=picture, about=f"{canary} notes", evidence_id=asked.pk, by=cc)
    work.record_capacity(
        case_id=case.pk, about="OTHER", decision=f"{canary} decision", on=TODAY, capacity="HAS_CAPACITY", consents=True,
        today=TODAY, by=cc,
    )  # fmt: skip
    # Somebody's absence tells of no person: it is the organisation's.
    work.record_absence(membership_id=cln.membership_id, starts=TODAY, ends=TODAY, on=TODAY, by=cc)


def before_panel(world: World, versions: dict[str, PlanVersion]) -> None:
    """A planned panel with a plan on its agenda; family in the household who would be paid."""
    com, cc, draft = world.actors["COM"], world.actors["CC"], versions["draft"]
    canary = world.canaries[draft.person_id]
    act_as(cc)
    paid = {
        "name": f"{canary} cousin",
        "relationship": "family",
        "same_household": True,
        "exception_reason": f"{canary} knows them.",
    }
    row = plans.save_row(part="paid_people", version_id=draft.pk, values=paid, by=cc)
    act_as(com)
    exceptions.decide_family_exception(
        paid_person_id=row.pk,
        said=paid_person_said(row),
        agreed=True,
        reasons=f"{canary} needs them.",
        on=TODAY,
        by=com,
    )
    panel = panels.plan_panel(
        name="Panel", held_on=TODAY, seats=[world.deciding.membership_id], others=[], by=com, key="before-a-panel"
    )
    version = versions["finance_checked"]
    why = f"{world.canaries[version.person_id]} costs much."
    panels.put_to_panel(version_id=version.pk, panel_id=panel, why=why, by=com)
    in_part = planned(world, "finance_checked")
    canary = world.canaries[in_part.person_id]
    act_as(com)
    lines = [
        LineAnswer(row.line, agreed=number > 0, reasons=f"Not {canary}.")
        for number, row in enumerate(in_part.services.all())
    ]
    deciding.decide_lines(
        version_id=in_part.pk,
        content_hash=in_part.content_hash,
        lines=lines,
        reasons=f"{canary} in part.",
        on=TODAY,
        by=com,
    )


def in_every_part(world: World, version: PlanVersion) -> None:
    """A row in each part of a plan that a usual plan leaves empty."""
    by, canary = world.actors["CC"], world.canaries[version.person_id]
    act_as(by)
    rows: dict[str, dict[str, Any]] = {
        "actions": {"words": f"{canary} walks.", "outcome": version.outcomes.first().pk},
        "stage_goals": {"words": f"{canary} reaches the gate."},
        "tasks": {"words": f"Suction for {canary}", "delegated_by": "Ruth Adeyemi"},
        "other_plans": {"kind": "ehc", "title": f"Plan of {canary}"},
        "decisions": {"question": f"Where does {canary} live?", "options": [{"words": "Stay"}]},
    }
    for part, values in rows.items():
        plans.save_row(part=part, version_id=version.pk, values=values, by=by)
    around(world, version)


def around(world: World, version: PlanVersion) -> None:
    """Somebody competent in the plan's health task, a check of who is paid, a safeguarding concern."""
    by, canary = world.actors["CC"], world.canaries[version.person_id]
    trained = {
        "assistant": f"{canary} Bell",
        "trained_on": ON,
        "assessed_on": ON,
        "result": "competent",
        "assessed_by": canary,
    }
    record_competence(task_id=version.healthtasks.first().pk, values=trained, key=f"c-{version.pk}", on=TODAY, by=by)
    raise_concern(
        plan_id=version.plan_id, raised_on=ON, words=f"{canary} is worried.", key=f"s-{version.pk}", on=TODAY, by=by
    )
    record_check(
        version_id=version.pk, line=version.paidpersons.first().line, check_kind="insurance", done_on=ON,
        words=f"Policy for {canary} seen.", key=f"e-{version.pk}", on=TODAY, by=by,
    )  # fmt: skip
    talking.record_conversation(
        version_id=version.pk, held_on=ON, how="visit", took_part=canary, words=f"{canary} talked.", on=TODAY, by=by
    )


def planned(world: World, until: str) -> PlanVersion:
    """A person's plan taken as far as `until`; from the finance check on with its budget."""
    team, made = world.team, world.actors
    person = new_person(world)
    canary = world.canaries[person.pk]
    act_as(made["CC"])
    case = eligible(person, made["CC"], world.deciding, reason=f"{canary} needs")
    act_as(made["CC"])
    if until in {"authorised", "paid"}:
        inputs = budgets.IndicativeInputs(
            on=ON,
            assistants=(
                PersonalAssistant(
                    key="helper", label=f"{canary} helper", hours_per_week=Decimal("42.00"), rate=Decimal("13.85")
                ),
            ),
        )
        budgets.give_indicative(case_id=case.pk, inputs=inputs, on=ON, by=made["CC"])
    version = plans.start_plan(case_id=case.pk, by=made["CC"], on=ON)
    write(version, made["CC"])
    words = {
        "who_i_am": f"{canary} sings.",
        "what_matters": f"{canary} at home.",
        "must_know": f"Allergic to {canary}.",
    }
    plans.save_section(version_id=version.pk, section="about_me", values=words, by=made["CC"])
    for part in ("needs", "outcomes"):
        row = {"needs": Need, "outcomes": Outcome}[part].objects.get(version=version)
        plans.save_row(
            part=part, row_id=row.pk, values={"words": f"{canary} {part}"}, version_id=version.pk, by=made["CC"]
        )
    talking.say(version_id=version.pk, part="plan", words=f"{canary} asks.", kind="question", said_by=canary, how="paper",
                said_on=TODAY, on=TODAY, by=made["CC"])  # fmt: skip
    steps = WHOLE_JOURNEY[1 : WHOLE_JOURNEY.index(until) + 1]
    for step in steps[:3]:
        take(version.pk, step, team)
    version.refresh_from_db()
    if "finance_checked" in steps:
        act_as(made["FIN"])
        budgets.propose(
            plan_version_id=version.pk,
            content_hash=version.content_hash,
            by=made["FIN"],
            on=TODAY,
            difference_reason=f"{canary} differs.",
            enough={str(row.line): f"{canary} is covered." for row in version.services.all()},
        )
    if "authorised" in steps:
        act_as(made["COM"])
        budgets.authorise(
            plan_version_id=version.pk,
            content_hash=version.content_hash,
            words=f"{canary} is met.",
            on=TODAY,
            by=made["COM"],
        )
    if "active" in steps:
        start(world, Budget.objects.get(person=person), canary)
    return PlanVersion.objects.get(pk=version.pk)


def start(world: World, budget: Budget, canary: str) -> None:
    """The agreement signed, the account entered by one and checked by another, the first payments scheduled."""
    fin, at = world.actors["FIN"], NOW - timedelta(days=2)
    act_as(fin)
    budgets.record_agreement(
        budget_id=budget.pk, signed_by_name=canary, signed_as="HOLDER", signed_on=TODAY, on=TODAY, by=fin
    )
    entered = budgets.enter_account(
        budget_id=budget.pk,
        on=at.date(),
        by=fin,
        name_on_account=f"{canary} PHB",
        sort_code="08-99-99",
        account_number="66374958",
    )
    act_as(world.second_finance)
    budgets.check_account(account_id=entered.pk, at=at, by=world.second_finance)
    act_as(fin)
    budgets.start_budget(budget_id=budget.pk, starts=TODAY, on=TODAY, by=fin)


def pay(world: World, version: PlanVersion) -> None:
    """One run through to paid, and a second one that was just made."""
    fin = world.actors["FIN"]
    others = Budget.objects.exclude(person_id=version.person_id).filter(state="active")
    held = [payment for budget in others for payment in budget.payments.filter(pay_on__lte=TODAY)]
    for payment in held:
        budgets.hold_payment(payment_id=payment.pk, reason="Waits.", by=fin)
    act_as(fin)
    run = budgets.make_run(pay_on=TODAY, at=NOW, by=fin)
    act_as(world.second_finance)
    run = budgets.release_run(run_id=run.pk, edition=run.edition, at=NOW, by=world.second_finance)
    act_as(fin)
    sent, _ = budgets.export_run(run_id=run.pk, key=f"export-{run.pk}", at=NOW, by=fin)
    budgets.confirm_run(run_id=sent.pk, paid_on=TODAY, on=TODAY, by=fin)
    for payment in held:
        budgets.lift_hold(payment_id=payment.pk, at=NOW, by=fin)
    budgets.make_run(pay_on=TODAY, at=NOW, by=fin)


def raised(world: World) -> None:
    """An uplift that is being prepared, worked out, with a budget of each person who has a running one."""
    com, percents = world.actors["COM"], {"personal_assistant": "3.6", "agency": "3.6", "other": "3.6"}
    said = {
        "name": "Prices of next year",
        "reason": "Published prices.",
        "percents": percents,
        "effective_from": date(2027, 3, 1),
    }
    act_as(com)
    uplift = uplifting.prepare(values=said, on=TODAY, by=com)
    uplifting.preview(uplift_id=uplift.pk, on=TODAY, by=com)


def changed(world: World, version: PlanVersion) -> None:
    """A stay in hospital that goes on, and the payments worked out again because of it."""
    fin, budget = world.actors["FIN"], Budget.objects.get(plan_id=version.plan_id)
    act_as(fin)
    changes.record_change(
        budget_id=budget.pk, kind=ChangeKind.HOSPITAL, starts=TODAY, reason=f"{world.canaries[version.person_id]} fell.",
        told_on=TODAY, on=TODAY, by=fin,
    )  # fmt: skip


def freed(world: World, version: PlanVersion) -> None:
    """A contract that the budget frees money from, and the kept figures of every budget's year."""
    fin, budget = world.actors["FIN"], Budget.objects.get(person=version.person)
    act_as(fin)
    contract = contracts.add_contract(
        name="Care at home",
        provider="Moorside Care",
        kind="spot",
        starts=LONG_AGO,
        key=f"contract-{version.pk}",
        by=fin,
    )
    contracts.add_release(
        budget_id=budget.pk, contract_id=contract.pk, basis="spot_price", weekly=Decimal("900.00"), released_from=TODAY,
        basis_words=world.canaries[version.person_id], key=f"release-{version.pk}", by=fin,
    )  # fmt: skip
    keep_years(list(Budget.objects.filter(organisation=world.organisation).values_list("pk", flat=True)), on=TODAY)


def spend(world: World, version: PlanVersion) -> None:
    """The holder's account, its first file taken in, one line left to ask about, and a statement."""
    fin, person = world.actors["FIN"], version.person
    canary, budget = world.canaries[person.pk], Budget.objects.get(person=version.person)
    act_as(fin)
    account = importing.open_account(
        budget_id=budget.pk, label=f"{canary} account", last_four="4958", layout="natwest", on=TODAY, by=fin
    )
    paid = budget.payments.filter(state="paid").first() or budget.payments.order_by("pay_on").first()
    rows = (
        "Date,Type,Description,Value,Balance,Account Name,Account Number\n"
        f'23 Nov 2026,BAC,"{canary} {budget.reference}",{paid.amount},{paid.amount},PHB ACCOUNT,600000-66374958\n'
        f'23 Nov 2026,POS,"{canary} SHOP",-20.00,{paid.amount - 20},PHB ACCOUNT,600000-66374958\n'
    )
    document = importing.receive_file(account_id=account.pk, name="statement.csv", content=rows.encode(), by=fin)
    _, seen = importing.preview(document_id=document.pk, by=fin)
    importing.take_file(
        document_id=document.pk,
        covers_to=TODAY,
        count=seen.count,
        total=seen.total,
        key=f"take-{document.pk}",
        on=TODAY,
        by=fin,
    )
    StatementRun.objects.create(
        organisation_id=fin.organisation_id, period_start=TODAY, period_end=TODAY, asked_by_id=fin.user_id
    )
    made = Statement.objects.create(
        organisation_id=fin.organisation_id,
        person=person,
        budget=budget,
        period_start=TODAY,
        period_end=TODAY,
        asked_by_id=fin.user_id,
    )
    statements.begin(statement_id=made.pk, by=fin)
    facts = statements.facts_of(made)
    printed = keep(
        by=fin, person_id=person.pk, area=statements.AREA, kind=statements.KIND, title=f"{canary} statement", subject_id=made.pk,
        content=f"%PDF-1.7 {canary} statement".encode(), source_hash="0" * 64,
    )  # fmt: skip
    statements.finish(statement_id=made.pk, facts=facts, source_hash="0" * 64, document=printed, on=TODAY, by=fin)
    keep(
        by=fin, person_id=person.pk, area="plan", kind="care_plan", title=f"{canary} plan", subject_id=version.pk,
        content=f"%PDF-1.7 {canary}".encode(), source_hash=version.content_hash,
    )  # fmt: skip
    jobs.ask(
        "careplans.render_plan",
        by=fin,
        payload={"version_id": version.pk, "format": "LARGE_PRINT"},
        person_id=person.pk,
    )


def _rows(model: type, **filters: Any) -> Callable[[World], dict[int, int | None]]:
    """All rows of a model: the number that an address carries, and whose record it is (None: nobody's)."""

    def make(world: World) -> dict[int, int | None]:
        rows = model.objects.filter(organisation=world.organisation, **filters).order_by("id")
        return {row.pk: row.pk if model is Person else getattr(row, "person_id", None) for row in rows}

    return make


def reviewed(world: World, version: PlanVersion) -> None:
    """A review that is open, outcomes scored at the start, and a measure of one's own in use and filled in."""
    by, com, canary = world.actors["CC"], world.actors["COM"], world.canaries[version.person_id]
    here: dict[str, Any] = {"plan_id": version.plan_id, "on": TODAY, "by": by}
    act_as(com)
    question = {"key": "q1", "words": "How safe do I feel?", "least": 0, "most": 4}
    measure = measures.save_measure(name="Feeling safe", questions=[question], by=com)
    measures.move_measure(measure_id=measure.pk, verb="take_up", by=com)
    act_as(by)
    reviews.change_without_review(
        changed_on=TODAY, what=f"{canary} had a cold.", why_no_review="It passed.", sufficient_words="Nothing more is needed.",
        key=f"w-{version.pk}", **here,
    )  # fmt: skip
    reviews.open_review(kind="after_change", why="A fall", **here)
    scores.score_outcomes(values={f"{version.outcomes.first().line}_own_words": f"{canary} is better."}, **here)
    measures.record_score(measure_id=measure.pk, answers={"q1": 3}, completed_by=canary, key=f"m-{version.pk}", **here)


def kept_library(world: World) -> None:
    """Entries of the library with prices, a correction and a file, some of them waiting; of nobody."""
    cc, com = world.actors["CC"], world.actors["COM"]
    act_as(cc)
    library.propose_entry(kind="service", values={"name": "Walking"}, by=cc)
    library.check_file(name="library.csv", content=b"kind,name\nservice,Swimming\n", by=cc)
    item = library_entry(cc, com)
    act_as(cc)
    library_proposed(item, cc, "27.00", starts=TODAY)
    library_priced(item, cc, com)
    library_entry(cc, com, "Sleeping through the night", kind="outcome")
    act_as(cc)
    library_proposed(item, cc, "26.00", starts=TODAY)
    library.propose_change(item_id=item.pk, values={"name": "Sitting"}, reason="Shorter", edits=item.edits, by=cc)


def _amount_tables(world: World) -> dict[int, int | None]:
    """One table of amounts in use and one that waits for a second person."""
    content = {"rows": [{"key": "high", "label": "High needs", "weekly": "850.00"}]}
    said: dict[str, Any] = {
        "method": "reckoner",
        "content": content,
        "source": "Minutes",
        "starts": LONG_AGO,
        "by": world.actors["FIN"],
    }
    act_as(world.actors["FIN"])
    made = [amount_tables.propose_table(name=name, **said) for name in ("In use", "Waiting")]
    act_as(world.actors["COM"])
    amount_tables.decide_table(table_id=made[0].pk, approve=True, by=world.actors["COM"])
    return {table.pk: None for table in made}


def _past_cases(world: World) -> dict[int, int | None]:
    """A checked file of past cases, of somebody who has no record yet."""
    names = [column.name for column in COLUMNS]
    cells = ["Zz" if name.endswith("_name") else example for name, example in zip(names, EXAMPLES, strict=True)]
    content = ",".join(names) + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n"
    row = past_cases.check_file(name="past.csv", content=content.encode(), on=TODAY, by=world.actors["COM"])
    return {row.pk: None}


def _budget_files(world: World) -> dict[int, int | None]:
    """A checked file of live budgets, of somebody who has no record yet."""
    row = LIVE_BUDGET | {"family_name": "Zz", "agreement_signed_by": f"{LIVE_BUDGET['given_name']} Zz"}
    coordinator = world.actors["CC"].membership_id
    made = bringing_in.check_file(
        name="live.csv", content=live_budgets(row), on=TODAY, by=world.actors["COM"], coordinator_id=coordinator
    )
    # A budget that came with an earlier file.
    before = Budget.objects.filter(organisation=world.organisation).order_by("pk").first()
    BudgetFileItem.objects.create(
        organisation=world.organisation, person_id=before.person_id, file=_taken_file(world), line=2, reference="OLD-1",
        began_on=before.starts, budget=before,
    )  # fmt: skip
    return {made.pk: None}


def _taken_file(world: World) -> BudgetFile:
    made = BudgetFile.objects.create(
        organisation=world.organisation,
        file_name="earlier.csv",
        sha256="0" * 64,
        proposed_by_id=world.actors["FIN"].user_id,
    )
    for state in ("taking", "taken"):
        made.state, made.approved_by_id = state, world.actors["COM"].user_id
        made.save(update_fields=["state", "approved_by"])
    return made


def _wordings(world: World) -> dict[int, int | None]:
    """Words that wait for a second person; they are nobody's record."""
    found = Wording.objects.filter(organisation=world.organisation).first()
    key = "help.dst.breathing.LOW"
    row = found or propose_wording(key=key, words="A little short of breath.", on=TODAY, by=world.actors["COM"])
    return {row.pk: None}


EXAMPLES = [column.example for column in COLUMNS]


def _entry(world: World, place: int) -> int:
    """An entry of the library by its place in `kept_library`: 0 waits, 1 is a service in use, 2 an outcome in use."""
    return list(world.found("library_item"))[place]


MAKERS: dict[str, Callable[[World], dict[int, int | None]]] = {
    "membership": _rows(Membership),
    "person": _rows(Person),
    "grant": _rows(Grant, ends=None),
    "case": _rows(Case),
    "assessment": _rows(Assessment),
    "case_import": _past_cases,
    "budget_file": _budget_files,
    "note": _rows(DraftNote),
    "letter": _rows(Letter, state="WRITTEN"),
    "offer": _rows(Offer),
    "finding": _rows(Finding),
    "candidate": _rows(Candidate),
    "challenge": _rows(Challenge),
    "refund": _rows(Challenge, refund__days__gt=0),
    "review_by_panel": _rows(Challenge, kind="INDEPENDENT_REVIEW"),
    "disagreement": _rows(Challenge, kind="BODIES"),
    "plan": _rows(Plan),
    "plan_version": _rows(PlanVersion),
    "plan_review": _rows(Review),
    "measure": _rows(Measure),
    "consent": _rows(Consent),
    "amount_table": _amount_tables,
    "library_item": _rows(LibraryItem),
    "library_price": _rows(LibraryPrice),
    "library_change": _rows(LibraryChange),
    "library_file": _rows(LibraryFile),
    "plan_comment": _rows(Comment),
    "plan_need": _rows(Need, version__state="draft"),
    "plan_outcome": _rows(Outcome, version__state="draft"),
    "plan_service": _rows(Service, version__state="draft"),
    "plan_action": _rows(Action, version__state="draft"),
    "plan_stage_goal": _rows(StageGoal, version__state="draft"),
    "plan_task": _rows(HealthTask, version__state="draft"),
    "health_task": _rows(HealthTask),
    "competence": _rows(Competence),
    "concern": _rows(Concern),
    "plan_paid_person": _rows(PaidPerson, version__state="draft"),
    "plan_other_plan": _rows(OtherPlan, version__state="draft"),
    "plan_decision": _rows(SharedDecision, version__state="draft"),
    "plan_risk": _rows(Risk, version__state="draft"),
    "plan_contingency": _rows(Contingency, version__state="draft"),
    "plan_contact": _rows(PlanContact, version__state="draft"),
    "indicative": _rows(Indicative),
    "panel": _rows(Panel),
    "panel_item": _rows(PanelItem),
    "plan_paid_person_to_decide": _rows(PaidPerson, version__state="draft", same_household=True),
    "budget": _rows(Budget),
    "uplift": _rows(Uplift),
    "uplift_item": _rows(UpliftItem),
    "contract": _rows(SourceContract),
    "release": _rows(ContractRelease),
    "budget_change": _rows(BudgetChange),
    "reckoning": _rows(Reckoning),
    "payee_account": _rows(PayeeAccount),
    "funder": _rows(Funder),
    "funding_split": _rows(FundingSplit),
    "contribution": _rows(Contribution),
    "contingency_use": _rows(ContingencyUse),
    "run": _rows(PaymentRun),
    "payment": _rows(Payment),
    "bank_account": _rows(BankAccount),
    "bank_import": _rows(BankImport),
    "bank_line": _rows(BankLine),
    "statement_run": _rows(StatementRun),
    "statement": _rows(Statement),
    "meeting": _rows(Meeting),
    "attendance": _rows(Attendance),
    "evidence": _rows(EvidenceRequest),
    "absence": _rows(Absence),
    "document": _rows(Document),
    "bank_file": _rows(Document, kind=FILE_KIND),
    "job": _rows(Job),
    "wording": _wordings,
}
# What stands in an address beside the number of the subject.
BESIDE: dict[str, Callable[[World], Any]] = {
    "tool": lambda world: "checklist",
    "method": lambda world: "reckoner",
    "about": lambda world: "SHARING",
    "act": lambda world: "delay",
    "settled": lambda world: "nursing-end",
    "way": lambda world: "complaint",
    "letter_kind": lambda world: "review-invitation",
    "entry_id": lambda world: _entry(world, 1),
    "suggestion_id": lambda world: _entry(world, 2),
    "note_id": lambda world: next(iter(world.found("note"))),
    "provider_id": lambda world: "identity",
    "uidb36": lambda world: "1",
    "key": lambda world: "payment_frequency",
    "figure": lambda world: "weekly",
    "file": lambda world: "papers",
    "change_kind": lambda world: "hospital",
    "step": lambda world: 2,
    "rule_set_id": lambda world: "chc-tools-2022-07",
    "group": lambda world: "help.dst.breathing",
    "ods_code": lambda world: world.organisation.ods_code.lower(),
}
