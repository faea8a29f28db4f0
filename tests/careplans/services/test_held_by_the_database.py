"""What the database itself refuses: changed words after agreement, steps without signature, one's own work (M09, M10)."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from careplans import selectors, services
from careplans.models import PlanVersion, SignOff
from careplans.rules.lifecycle import PLAN
from phb.core.actors import Actor, the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Membership
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, STEPS, make_plan, take
from tests.factories.core import LONG_AGO, assign, make_actor

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@contextmanager
def refused(by: str | None = None):
    with pytest.raises(DatabaseError, match=by):
        yield


PARTS = ("need", "outcome", "service", "serviceoutcome", "risk", "contingency", "plancontact")


@pytest.mark.parametrize("state", STEPS[2:])
def test_a_frozen_version_takes_no_change_by_sql(here, state):
    version, _ = make_plan(here, state)
    for column in (
        "what_matters = 'x'",
        "review_how = 'x'",
        "notice_days = 1",
        "edits = edits + 1",
        "drafted_by_id = drafted_by_id + 1",
    ):
        with refused("frozen"):
            sql(f"UPDATE careplans_planversion SET {column} WHERE id = %s", version.pk)
    for part in PARTS:
        with refused("frozen"):
            sql(f"DELETE FROM careplans_{part} WHERE version_id = %s", version.pk)
    with refused("frozen"):
        sql("UPDATE careplans_service SET weekly_amount = 1 WHERE version_id = %s", version.pk)
    with refused("frozen"):
        sql("INSERT INTO careplans_need (organisation_id, person_id, version_id, position, words, domain) "
            "VALUES (%s, %s, %s, 9, 'x', '')", version.organisation_id, version.person_id, version.pk)  # fmt: skip
    with refused("frozen"):
        sql("UPDATE careplans_planversion SET content_hash = 'other' WHERE id = %s", version.pk)


@pytest.mark.parametrize("state", STEPS[:2])
def test_an_open_version_takes_them_all(here, state):
    version, _ = make_plan(here, state)
    assert sql("UPDATE careplans_planversion SET what_matters = 'x' WHERE id = %s", version.pk) == 1
    assert sql("DELETE FROM careplans_risk WHERE version_id = %s", version.pk) == 1


def test_no_row_of_a_frozen_version_is_moved_into_an_open_one(here):
    frozen, team = make_plan(here, "active")
    act_as(team.cc)
    draft = services.new_version(plan_id=frozen.plan_id, reason="More", by=team.cc)
    with refused("frozen"):
        sql("UPDATE careplans_need SET version_id = %s WHERE version_id = %s", draft.pk, frozen.pk)
    with refused("frozen"):
        sql("UPDATE careplans_need SET version_id = %s WHERE version_id = %s", frozen.pk, draft.pk)


REFUSES = ("cannot go from", "needs its signature", "more than a small correction")
SIGNED = {"agreed_by_person", "clinically_approved", "finance_checked", "authorised"}


@pytest.mark.parametrize("state", [*STEPS, "withdrawn", "refused", "superseded", "ended", "under_review"])
def test_no_state_is_reached_by_an_update_alone_but_those_that_need_no_signature(here, state):
    """Real rows: every unlisted pair is refused; of the listed ones, those that need a signature too."""
    version, _ = reached(here, state)
    for after in set(PLAN.states) - {state}:
        free = (
            (state, after) in PLAN.pairs()
            and (after not in SIGNED or (state, after) == ("refused", "finance_checked"))
            and (state, after) != ("draft", "active")
        )  # a small correction only, which this is not
        moved = updated(version, after)
        assert moved == free, f"{state} → {after}"
        assert PlanVersion.objects.get(pk=version.pk).state == state


def updated(version: PlanVersion, after: str) -> bool:
    """Whether an UPDATE of the state alone goes through; it is taken back."""
    try:
        with transaction.atomic():
            sql("UPDATE careplans_planversion SET state = %s WHERE id = %s", after, version.pk)
            raise TakenBack
    except TakenBack:
        return True
    except DatabaseError as error:
        if not any(words in str(error) for words in REFUSES):
            raise
        return False


class TakenBack(Exception):
    pass


def reached(here, state):
    """A version in any state, brought there by the services."""
    if state in STEPS:
        return make_plan(here, state)
    before = {"withdrawn": "draft", "refused": "finance_checked"}.get(state, "active")
    version, team = make_plan(here, before)
    if state == "withdrawn":
        act_as(team.cc)
        services.withdraw(version_id=version.pk, reasons="Not wanted", by=team.cc)
    elif state == "refused":
        act_as(team.com)
        services.refuse(version_id=version.pk, reasons="Too little is known", by=team.com, on=ON)
    elif state == "ended":
        act_as(team.fin)
        services.end_version(version_id=version.pk, on=ON, reasons="Moved away", by=team.fin)
    else:
        sql(
            "UPDATE careplans_planversion SET state = %s, effective_to = effective_from WHERE id = %s",
            state,
            version.pk,
        )
    return PlanVersion.objects.get(pk=version.pk), team


VERBS = ("share", "agree", "clinical", "finance", "authorisation", "give_back", "refuse", "withdraw", "activate", "end")
OF_CYCLE = {
    "clinical": "approve_clinically",
    "finance": "check_finance",
    "authorisation": "authorise",
    "give_back": "return",
}


@pytest.mark.parametrize("state", [*STEPS, "withdrawn", "refused", "superseded", "ended"])
def test_each_service_moves_from_its_own_states_only(here, state):
    version, team = reached(here, state)
    for verb in VERBS:
        expected = PLAN.moves[state].get(OF_CYCLE.get(verb, verb), state)
        refuses = expected == state and not after_repeat(state, verb)
        outcome = tried(version.pk, team, state, verb)
        assert outcome == ("refused" if refuses else expected), f"{verb} while {state}"


def tried(pk: int, team, state: str, verb: str) -> str:
    """What comes of a verb: the state it leads to, or "refused". It is taken back."""
    version = PlanVersion.objects.get(pk=pk)
    by = {"share": team.cc, "agree": team.bh, "clinical": team.cln, "finance": team.fin, "authorisation": team.com,
          "refuse": team.com, "withdraw": team.cc, "activate": team.fin, "end": team.fin}.get(verb) or giver(team, state)  # fmt: skip
    act_as(by)
    call = {
        "share": lambda: services.share(version_id=pk, edits=version.edits, by=by),
        "agree": lambda: services.agree(version_id=pk, content_hash=selectors.current_hash(version), by=by, on=ON),
        "give_back": lambda: services.give_back(version_id=pk, reasons="Because", by=by),
        "refuse": lambda: services.refuse(version_id=pk, reasons="Because", by=by, on=ON),
        "withdraw": lambda: services.withdraw(version_id=pk, reasons="Because", by=by),
        "activate": lambda: services.activate(version_id=pk, on=ON, by=by),
        "end": lambda: services.end_version(version_id=pk, on=ON, reasons="Because", by=by),
    }.get(verb, lambda: services.sign(version_id=pk, kind=verb, content_hash=version.content_hash or "0", by=by, on=ON))
    came_to = "refused"
    try:
        with transaction.atomic():
            call()
            came_to = PlanVersion.objects.get(pk=pk).state
            raise TakenBack
    except (TakenBack, RuleBroken, NotVisible):
        return came_to


def giver(team, state):
    return {"agreed_by_person": team.cln, "clinically_approved": team.fin, "finance_checked": team.com}.get(
        state, team.cc
    )


def after_repeat(state: str, verb: str) -> bool:
    """Whether the same press again, by the same one on the same version, is taken as a repeat and changes nothing."""
    signed_until = {"agreed_by_person": 2, "clinically_approved": 3, "finance_checked": 4, "refused": 4, "authorised": 5,
                    "active": 5, "superseded": 5, "ended": 5}.get(state, 0)  # fmt: skip
    first = {"agree": 2, "clinical": 3, "finance": 4, "authorisation": 5}
    return state == "shared" if verb == "share" else verb in first and signed_until >= first[verb]


# --- M10: nobody approves their own work


def now_in(role: str, actor: Actor) -> Actor:
    """The same user, given another role since."""
    act_as(the_service(actor.organisation_id))
    seat = Membership.objects.create(
        organisation_id=actor.organisation_id, user_id=actor.user_id, role=role, starts=LONG_AGO
    )
    return Actor(actor.user_id, actor.name, actor.organisation_id, role, seat.pk)


MAKER = (
    ("clinical", "CLN", "agreed_by_person"),
    ("finance", "FIN", "clinically_approved"),
    ("authorisation", "COM", "finance_checked"),
)


@pytest.mark.parametrize(("kind", "role", "state"), MAKER)
def test_the_maker_does_not_approve_even_after_changing_role(here, kind, role, state):
    version, team = make_plan(here, state)
    maker = now_in(role, team.cc)
    Assignment.objects.create(
        organisation_id=here.pk,
        person_id=version.person_id,
        membership_id=maker.membership_id,
        kind="CLINICIAN",
        starts=LONG_AGO,
    )
    act_as(maker)
    before = SignOff.objects.count()
    with pytest.raises(RuleBroken, match="wrote part of this plan"):
        services.sign(version_id=version.pk, kind=kind, content_hash=version.content_hash, by=maker, on=ON)
    with refused("does not sign"):
        sign_by_sql(version, kind, maker)
    assert SignOff.objects.count() == before


@pytest.mark.parametrize(("kind", "role", "state"), MAKER)
def test_a_helper_who_changed_one_word_is_a_maker_too(here, kind, role, state):
    version, team = make_plan(here)
    act_as(the_service(here.pk))
    helper = make_actor("CC", here)
    assign(version.person, helper)
    act_as(helper)
    sql("UPDATE careplans_need SET words = words || '!' WHERE version_id = %s", version.pk)  # not even by a service
    for step in STEPS[1 : STEPS.index(state) + 1]:
        take(version.pk, step, team)
    version.refresh_from_db()
    with refused("does not sign"):
        sign_by_sql(version, kind, helper)
    assert version.sign_offs.filter(kind=kind).count() == 0


@pytest.mark.parametrize(("kind", "role", "state"), MAKER[1:])
def test_who_signed_one_step_does_not_sign_the_next(here, kind, role, state):
    version, team = make_plan(here, state)
    earlier = {"finance": team.cln, "authorisation": team.fin}[kind]
    again = now_in(role, earlier)
    act_as(again)
    with pytest.raises(RuleBroken, match="already signed"):
        services.sign(version_id=version.pk, kind=kind, content_hash=version.content_hash, by=again, on=ON)
    with refused("does not sign"):
        sign_by_sql(version, kind, again)


def test_by_the_form_the_maker_is_told_why_and_nothing_is_signed(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    maker = now_in("CLN", team.cc)
    Assignment.objects.create(
        organisation_id=here.pk,
        person_id=version.person_id,
        membership_id=maker.membership_id,
        kind="CLINICIAN",
        starts=LONG_AGO,
    )
    data = {"key": "1c2d5bb6-0000-4000-8000-0000000000aa", "content_hash": version.content_hash, "satisfied": "on"}
    answer = sign_in(maker).post(f"/plans/versions/{version.pk}/clinical/", data)
    assert answer.status_code == 200 and "someone else must approve it" in answer.content.decode()
    act_as(team.com)
    assert PlanVersion.objects.get(pk=version.pk).state == "agreed_by_person"


def test_a_signature_names_the_version_as_it_stands_and_comes_in_its_turn(here):
    version, team = make_plan(here, "agreed_by_person")
    with refused("changed since"):
        sign_by_sql(version, "clinical", team.cln, content_hash="0" * 64)
    with refused("next step"):
        sign_by_sql(version, "authorisation", team.com)
    sign_by_sql(version, "clinical", team.cln)
    assert sql("UPDATE careplans_planversion SET state = 'clinically_approved' WHERE id = %s", version.pk) == 1


def test_a_signature_is_never_changed_or_removed(here):
    version, _ = make_plan(here, "authorised")
    for statement in (
        "UPDATE careplans_signoff SET signed_name = 'x'",
        "DELETE FROM careplans_signoff",
        "DELETE FROM careplans_drafter",
    ):
        with refused():
            sql(statement)
    assert version.sign_offs.count() == 4


def sign_by_sql(version: PlanVersion, kind: str, actor: Actor, content_hash: str = "") -> int:
    return sql(
        "INSERT INTO careplans_signoff (organisation_id, person_id, version_id, kind, content_hash, signed_by_id, signed_role, "
        "signed_name, signed_on, on_behalf, how, words, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', 'online', '', now())",
        version.organisation_id, version.person_id, version.pk, kind, content_hash or version.content_hash, actor.user_id, actor.role,
        actor.name, ON,
    )  # fmt: skip


# --- the twin: with the guard away, the same attacks succeed, so the tests above show the guard and nothing else


@pytest.mark.django_db(transaction=True)
def test_without_the_guards_the_maker_approves_and_the_words_change(here, owner):
    from phb.core.tenancy import acting_as

    guards = (
        ("careplans_planversion", "phb_frozen"),
        ("careplans_need", "phb_frozen"),
        ("careplans_signoff", "phb_sign_off_apart"),
    )
    with acting_as(the_service(here.pk)):
        version, team = make_plan(here, "agreed_by_person")
    try:
        for table, trigger in guards:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        with acting_as(team.cc):
            assert sign_by_sql(version, "clinical", team.cc) == 1
            assert sql("UPDATE careplans_need SET words = 'x' WHERE version_id = %s", version.pk) == 1
            assert (
                sql(
                    "UPDATE careplans_planversion SET state = 'clinically_approved', what_matters = 'x' WHERE id = %s",
                    version.pk,
                )
                == 1
            )
    finally:
        for table, trigger in guards:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
