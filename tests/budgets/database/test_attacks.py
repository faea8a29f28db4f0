"""The ledger attacked by the application's own role (M02), and each invariant of money with its twin (I1 to I8).

Every attack is shown twice: refused as things are, and going through once its guard is taken away. A test that
could not fail would show nothing.
"""

from types import SimpleNamespace

import psycopg
import pytest
from psycopg import errors

from budgets.services.verifying import CHECKS, verify_ledger
from phb.core.tenancy import acting_as
from tests.budgets.database.conftest import CLOSED_TO, attack, attack_without

ENTRY = (
    "INSERT INTO budgets_entry (organisation_id, person_id, budget_id, kind, effective_on, posted_at, words, key, by_name) "
    "VALUES ({organisation}, {person}, {budget}, 'other', '{on}', now(), 'x', '{key}', 'x')"
)
LEG = (
    "INSERT INTO budgets_leg (organisation_id, entry_id, account_id, effective_on, amount) "
    "VALUES ({organisation}, {of}, {account}, '{on}', {amount})"
)
NEW = "currval(pg_get_serial_sequence('budgets_entry', 'id'))"


def sql(text: str, w: SimpleNamespace, **more: object) -> str:
    return text.format(**{"of": w.entry, "amount": "5.00", "key": "attack", **vars(w), **more})


def balanced(w: SimpleNamespace, **more: object) -> list[str]:
    """A sound entry: what an attack would look like if it were none."""
    return [
        sql(ENTRY, w, **more),
        sql(LEG, w, of=NEW, **more),
        sql(LEG, w, **{"of": NEW, "account": w.other_account, "amount": "-5.00", **more}),
    ]


ATTACKS = {
    "a lone leg": lambda w: [sql(LEG, w)],
    "another amount": lambda w: [sql("UPDATE budgets_leg SET amount = amount + 1 WHERE id = {leg}", w)],
    "a leg moved to another entry": lambda w: [
        *balanced(w),
        sql("UPDATE budgets_leg SET entry_id = " + NEW + " WHERE id = {leg}", w),
    ],
    "a leg deleted": lambda w: [sql("DELETE FROM budgets_leg WHERE id = {leg}", w)],
    "the table emptied": lambda w: ["TRUNCATE budgets_leg"],
    "the trigger switched off": lambda w: ["ALTER TABLE budgets_leg DISABLE TRIGGER ALL", sql(LEG, w)],
    "triggers off for the session": lambda w: ["SET session_replication_role = replica", sql(LEG, w)],
    "a merge": lambda w: [
        sql("MERGE INTO budgets_leg l USING (SELECT 1) s ON l.id = {leg} WHEN MATCHED THEN UPDATE SET amount = 1", w)
    ],
    "a writable query": lambda w: [
        sql("WITH gone AS (DELETE FROM budgets_leg WHERE id = {leg} RETURNING amount) SELECT sum(amount) FROM gone", w)
    ],
    "a savepoint before the commit": lambda w: [
        "SAVEPOINT s",
        sql(ENTRY, w),
        "RELEASE s",
        "SET CONSTRAINTS ALL DEFERRED",
    ],
    "a day in a closed period": lambda w: balanced(w, on=CLOSED_TO),
}


@pytest.mark.M02
@pytest.mark.parametrize("name", ATTACKS)
def test_the_ledger_refuses(name, world, application, ledger_as_it_is):
    before = ledger_as_it_is()
    with pytest.raises(psycopg.Error) as refused:
        attack(application, world.by, *ATTACKS[name](world))
    assert isinstance(refused.value, (errors.CheckViolation, errors.InsufficientPrivilege, errors.RestrictViolation)), (
        refused.value
    )
    assert ledger_as_it_is() == before


@pytest.mark.M02
def test_the_ledger_refuses_a_bulk_load(world, application, ledger_as_it_is):
    before = ledger_as_it_is()

    def load() -> None:
        application.execute("SELECT set_config('phb.organisation_id', %s, true)", [str(world.organisation)])
        columns = "organisation_id, entry_id, account_id, effective_on, amount"
        with application.cursor().copy(f"COPY budgets_leg ({columns}) FROM STDIN") as copy:
            copy.write_row((world.organisation, world.entry, world.account, world.on, "5.00"))
        application.commit()

    # Row-level security alone refuses it.
    with pytest.raises(errors.FeatureNotSupported):
        load()
    application.rollback()
    assert ledger_as_it_is() == before


@pytest.mark.M02
def test_a_sound_entry_would_be_taken(world, application):
    """The attacks fail for what they do, not for how they are sent."""
    application.execute("SELECT set_config('phb.organisation_id', %s, true)", [str(world.organisation)])
    for statement in balanced(world):
        application.execute(statement)
    application.execute("SET CONSTRAINTS ALL IMMEDIATE")


# name: the attack, the constraint or error that refuses it, and what takes the guard away.
INVARIANTS = {
    "I1 legs sum to zero": (
        lambda w: [sql(LEG, w)],
        "entry_balances",
        "DROP TRIGGER phb_entry_balances ON budgets_leg",
    ),
    "I1 an entry has legs": (
        lambda w: [sql(ENTRY, w)],
        "entry_balances",
        "DROP TRIGGER phb_entry_balances ON budgets_entry",
    ),
    "I2 by right": (lambda w: [sql("DELETE FROM budgets_entry WHERE id = {entry}", w)], "permission denied", None),
    "I2 by trigger": (
        lambda w: [sql("UPDATE budgets_entry SET words = 'y' WHERE id = {entry}", w)],
        "permission denied",
        "DROP TRIGGER phb_keep_rows ON budgets_entry",
    ),
    "I2 one reversal": (
        lambda w: [*reversal(w, "r1"), *reversal(w, "r2")],
        "entry_reversed_once",
        "DROP INDEX entry_reversed_once",
    ),
    "I3 whole pence": (
        lambda w: balanced(w)[:1] + [sql(LEG, w, of=NEW, amount="0.005"), sql(LEG, w, of=NEW, amount="-0.005")],
        "budgets_leg_amount_check",
        "ALTER TABLE budgets_leg DROP CONSTRAINT budgets_leg_amount_check; "
        "ALTER TABLE budgets_balance DROP CONSTRAINT budgets_balance_amount_check",
    ),
    "I3 no leg of nothing": (
        lambda w: [sql(LEG, w, amount="0.00")],
        "leg_not_zero",
        "ALTER TABLE budgets_leg DROP CONSTRAINT leg_not_zero",
    ),
    "I4 one effect per key": (
        lambda w: [key_row(w), key_row(w)],
        "one_effect_per_key",
        "ALTER TABLE core_idempotencykey DROP CONSTRAINT one_effect_per_key",
    ),
    "I5 within what is authorised": (
        lambda w: [sql("UPDATE budgets_payment SET amount = 999999 WHERE id = {payment}", w)],
        "payments_within_authorised",
        "DROP TRIGGER phb_within_authorised ON budgets_payment",
    ),
    "I5 authorised is not cut below": (
        lambda w: [sql("UPDATE budgets_budget SET authorised = 1 WHERE id = {budget}", w)],
        "payments_within_authorised",
        "DROP TRIGGER phb_within_authorised ON budgets_budget",
    ),
    "I6 only listed moves": (
        lambda w: [sql("UPDATE budgets_payment SET state = 'rejected' WHERE id = {payment}", w)],
        "budgets_payment_life_cycle",
        "DROP TRIGGER phb_life_cycle ON budgets_payment",
    ),
    "I7 run not released by its maker": (
        lambda w: [
            sql(
                "UPDATE budgets_paymentrun SET released_by_id = {maker}, released_at = now(), "
                "released_edition = edition WHERE id = {run}",
                w,
            )
        ],
        "run_released_by_another",
        "ALTER TABLE budgets_paymentrun DROP CONSTRAINT run_released_by_another",
    ),
    "I7 run released as it is": (
        lambda w: [
            sql(
                "UPDATE budgets_paymentrun SET released_by_id = {checker}, released_at = now(), "
                "released_edition = edition - 1 WHERE id = {run}",
                w,
            )
        ],
        "run_released_as_it_is",
        "ALTER TABLE budgets_paymentrun DROP CONSTRAINT run_released_as_it_is",
    ),
    "I7 account not checked by its enterer": (
        lambda w: [
            sql(
                "UPDATE budgets_payeeaccount SET checked_by_id = {maker}, checked_at = now(), usable_from = now() "
                "WHERE id = {entered}",
                w,
            )
        ],
        "account_checked_by_another",
        "ALTER TABLE budgets_payeeaccount DROP CONSTRAINT account_checked_by_another; DROP INDEX one_usable_account",
    ),
    "I7 budget not agreed by its proposer": (
        lambda w: [
            sql(
                "UPDATE budgets_budgetversion SET agreed_by_id = {maker}, agreed_on = '{on}', state = 'agreed' "
                "WHERE id = {version}",
                w,
            )
        ],
        "budget_not_agreed_by_its_proposer",
        "ALTER TABLE budgets_budgetversion DROP CONSTRAINT budget_not_agreed_by_its_proposer",
    ),
    "I8 one payment for each day": (
        lambda w: [sql("UPDATE budgets_payment SET period_start = period_start - 1 WHERE id = {payment}", w)],
        "one_payment_per_period",
        "ALTER TABLE budgets_payment DROP CONSTRAINT one_payment_per_period",
    ),
}


def reversal(w: SimpleNamespace, key: str) -> list[str]:
    """The whole entry taken back."""
    head = (
        sql(ENTRY, w, key=key)
        .replace("by_name)", "by_name, reverses_id)")
        .replace("'x')", "'x', {entry})")
        .format(entry=w.entry)
    )
    return [
        head,
        f"INSERT INTO budgets_leg (organisation_id, entry_id, account_id, effective_on, amount) "
        f"SELECT organisation_id, {NEW}, account_id, effective_on, -amount FROM budgets_leg WHERE entry_id = {w.entry}",
    ]


def key_row(w: SimpleNamespace) -> str:
    return sql(
        "INSERT INTO core_idempotencykey (organisation_id, operation, key, request_hash, answer, user_id, at) "
        "VALUES ({organisation}, 'pay', 'k', 'h', '{{}}', {maker}, now())",
        w,
    )


def marked(name: str):
    return pytest.param(name, marks=getattr(pytest.mark, name.split()[0]), id=name)


@pytest.mark.parametrize("name", [marked(name) for name in INVARIANTS])
def test_the_invariant_holds(name, world, application):
    statements, constraint, _ = INVARIANTS[name]
    with pytest.raises(psycopg.Error) as refused:
        attack(application, world.by, *statements(world))
    assert constraint in (refused.value.diag.constraint_name or "") or constraint in str(refused.value), refused.value


@pytest.mark.parametrize("name", [marked(name) for name in INVARIANTS if INVARIANTS[name][2]])
def test_its_guard_is_what_holds_it(name, world, owner):
    statements, _, guard = INVARIANTS[name]
    attack_without(guard, owner, world.by, *statements(world))


@pytest.mark.I2
def test_the_right_to_change_alone_is_not_enough(world, owner):
    """Two guards stand one behind the other: for the owner, who has the right, the trigger still refuses."""
    with pytest.raises(errors.RestrictViolation):
        attack_without("SELECT 1", owner, world.by, sql("UPDATE budgets_leg SET amount = 1 WHERE id = {leg}", world))


@pytest.mark.I1
def test_the_verifier_finds_what_a_missing_guard_let_in(world, owner):
    look = attack_without("DROP TRIGGER phb_entry_balances ON budgets_leg", owner, world.by, sql(LEG, world))
    found = {name: look(statement) for name, _, statement in CHECKS}
    assert found["entries_balance"] == [(world.entry, "has 3 legs that sum to 5.00")]
    assert found["payments_posted"], "the paid payment is not what the ledger says"
    assert not found["balances_kept"]


@pytest.mark.I1
def test_the_verifier_finds_a_balance_that_was_changed(world, owner):
    change = sql("UPDATE budgets_balance SET amount = amount + 1 WHERE account_id = {account}", world)
    look = attack_without("SELECT 1", owner, world.by, change)
    statement = next(statement for name, _, statement in CHECKS if name == "balances_kept")
    assert [number for number, _ in look(statement)] == [world.account]


def test_the_verifier_finds_nothing_wrong_where_nothing_is(world):
    with acting_as(world.by):
        found = verify_ledger()
    assert found.sound and found.entries == 1
