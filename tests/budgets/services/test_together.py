"""Many at once, each with a connection of its own: a limit (M04), a key (M05), two runs, one export."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from django.db import connection, connections, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from budgets import services
from budgets.enums import ChangeKind
from budgets.models import Payment, PaymentRun
from budgets.selectors.timeline import timeline_of
from budgets.services import asking
from budgets.services._common import lock_budget
from budgets.services.changes import record_change
from budgets.services.replanning import plan_again, replan
from phb.core import audit
from phb.core.errors import RuleBroken
from phb.core.models import IdempotencyKey, Organisation, User
from phb.core.periods import Period
from phb.core.tenancy import acting_as
from tests.conftest import HERE, owner_connection
from tests.factories import budgets as made
from tests.factories.budgets import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, TRIES, LIMIT, ROUNDS = 20, 25, D("100.00"), 2
KEYS, CLIENTS = 25, 16


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def staff():
    with transaction.atomic():
        return made.make_staff(Organisation.objects.get(ods_code=HERE))


def limited(staff, limit=LIMIT) -> int:
    """A committed budget with this much left to commit."""
    with transaction.atomic():
        return made.make_limited(staff, limit).pk


def cookie_of(actor) -> tuple[str, str]:
    browser = Client()
    user = User.objects.get(pk=actor.user_id)
    browser.force_login(user)
    session = browser.session
    session["seat"] = f"staff:{actor.membership_id}"
    record_authentication(SimpleNamespace(session=session), user, method="password")
    session.save()
    return next((name, morsel.value) for name, morsel in browser.cookies.items())


def together(work: Callable[[int], object], threads: int) -> list:
    """Run `work(n)` in threads, each with connections of its own."""

    def one(n: int) -> object:
        audit.begin()
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def asker(staff, budget_id: int) -> Callable[..., tuple[int, dict]]:
    """Ask for a one-off payment through the whole stack: sign-in, access table, transaction, commit."""
    name, value = cookie_of(staff.finance)
    address = reverse("budgets:api_one_off", args=[budget_id])

    def ask(key: str, amount: str = "1.00") -> tuple[int, dict]:
        browser = Client(raise_request_exception=False)
        browser.cookies[name] = value
        answer = browser.post(
            address,
            {"amount": amount, "words": "Taxi"},
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )
        return answer.status_code, answer.json() if answer.status_code < 500 else {}

    return ask


def taken(staff, budget_id: int) -> D:
    with acting_as(staff.finance):
        live = Payment.objects.filter(budget_id=budget_id).exclude(state__in=["cancelled", "rejected"])
        return live.aggregate(sum=Sum("amount"))["sum"] or D(0)


@pytest.mark.M04
@pytest.mark.I5
def test_exactly_the_limit_is_taken(staff):
    for turn in range(ROUNDS):
        budget_id = limited(staff)
        ask = asker(staff, budget_id)
        answers = together(lambda n: [ask(f"{turn}-{n}-{m}")[0] for m in range(TRIES)], THREADS)  # noqa: B023
        found = Counter(code for codes in answers for code in codes)
        assert taken(staff, budget_id) == LIMIT
        assert found == {201: 100, 400: THREADS * TRIES - 100}


@contextmanager
def no_lock(monkeypatch) -> Iterator[None]:
    """The twin: the service reads without locking the budget's row, and the database's own check is gone."""

    def read_only(by, budget_id):
        budget = asking.Budget.objects.get(pk=budget_id)
        return budget

    monkeypatch.setattr(asking, "lock_budget", read_only)
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        made_by = owner.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'phb_within_authorised' "
            "AND tgrelid = 'budgets_payment'::regclass"
        ).fetchone()[0]
        owner.execute("DROP TRIGGER phb_within_authorised ON budgets_payment")
        try:
            yield
        finally:
            owner.execute(made_by)


@pytest.mark.M04
@pytest.mark.I5
def test_without_the_lock_more_is_taken(staff, monkeypatch):
    with no_lock(monkeypatch):
        for turn in range(3):
            budget_id = limited(staff, D("10.00"))
            ask = asker(staff, budget_id)
            together(lambda n: [ask(f"{turn}-{n}-{m}") for m in range(5)], THREADS)  # noqa: B023
            if taken(staff, budget_id) > D("10.00"):
                return
    raise AssertionError("Three rounds without the lock took no more than the limit: this test could not fail.")


@pytest.mark.I5
def test_the_database_alone_holds_the_limit(staff, monkeypatch):
    """With the service's lock gone the trigger still holds it; the ones too many answer an error and do nothing."""
    monkeypatch.setattr(asking, "lock_budget", lambda by, budget_id: asking.Budget.objects.get(pk=budget_id))
    budget_id = limited(staff, D("10.00"))
    ask = asker(staff, budget_id)
    together(lambda n: [ask(f"{n}-{m}") for m in range(5)], 10)
    assert taken(staff, budget_id) == D("10.00")


@pytest.mark.M05
@pytest.mark.I4
def test_each_key_has_one_effect(staff):
    budget_id = limited(staff, D("1000.00"))
    ask = asker(staff, budget_id)
    answers = together(lambda n: [ask(f"key-{key}") for key in range(KEYS)], CLIENTS)
    for key in range(KEYS):
        codes = Counter(answer[key][0] for answer in answers)
        assert codes == {201: 1, 200: CLIENTS - 1}
        assert len({answer[key][1]["id"] for answer in answers}) == 1
    assert taken(staff, budget_id) == KEYS
    assert ask("key-0", amount="2.00")[0] == 409
    # A day later the same key still gives the same answer: keys of money are kept as long as the money.
    with time_machine.travel(NOW + timedelta(hours=25)):
        code, body = asker(staff, budget_id)("key-0")
    assert (code, body["id"]) == (200, answers[0][0][1]["id"])
    assert taken(staff, budget_id) == KEYS


@pytest.mark.M05
@pytest.mark.I4
def test_without_key_and_lock_there_are_two(staff, monkeypatch):
    """The twin: looking first and then writing, without a lock or a unique key, makes doubles."""
    monkeypatch.setattr(asking, "once", lambda operation, key, request, effect, by: (effect(), False))
    budget_id = limited(staff)
    ask = asker(staff, budget_id)
    together(lambda n: ask("same"), 4)
    assert taken(staff, budget_id) == D("4.00")


def test_two_runs_at_once_take_each_payment_once(staff):
    with transaction.atomic():
        budgets = [made.make_active(staff).pk for _ in range(3)]

    def make(n: int) -> int:
        by = staff.finance if n % 2 else staff.other_finance
        try:
            with acting_as(by):
                return services.make_run(pay_on=TODAY, at=NOW, by=by).count
        except RuleBroken:  # nothing is due any more
            return 0

    assert sorted(together(make, 4)) == [0, 0, 0, 3]
    with acting_as(staff.finance):
        assert Payment.objects.filter(budget_id__in=budgets, state="proposed").count() == 3
        assert PaymentRun.objects.count() == 1


def test_one_file_whoever_presses_how_often(staff):
    with transaction.atomic():
        made.make_active(staff)
        run = made.make_released(staff)
        made.set_payer(staff.finance)

    def press(n: int) -> str:
        try:
            with acting_as(staff.finance):
                return str(services.export_run(run_id=run.pk, key=f"key-{n // 2}", at=NOW, by=staff.finance)[0].file_id)
        except RuleBroken:
            return "refused"

    answers = together(press, 6)
    assert len(set(answers) - {"refused"}) == 1
    with acting_as(staff.finance):
        assert Payment.objects.filter(state="exported").count() == 1
        assert IdempotencyKey.objects.filter(operation="budgets.export_run").count() == 1


def test_a_run_and_a_one_off_do_not_wait_for_each_other(staff):
    """Every path takes the budget's lock first and the trail's last, so none is cut off as a deadlock."""
    budget_ids = [limited(staff, D("50.00")) for _ in range(2)]

    def work(n: int) -> str:
        with acting_as(staff.finance):
            if n % 2:
                budget = lock_budget(staff.finance, budget_ids[n // 2 % 2])
                services.ask_one_off(
                    budget_id=budget.pk, amount=D("1.00"), words="Taxi", key=f"k{n}", on=TODAY, by=staff.finance
                )
                return "asked"
            try:
                services.make_run(pay_on=TODAY, at=NOW, by=staff.finance)
            except RuleBroken:
                return "nothing due"
            return "made"

    assert Counter(together(work, 12))["asked"] == 6


def test_changes_recorded_at_once_with_a_run_are_one_truth(staff):
    with transaction.atomic():
        budget_id = made.make_active(staff).pk
    told = {"reason": "Told by telephone.", "alternative": "Agency care.", "told_on": TODAY, "on": TODAY}
    kinds = {
        "pause": (ChangeKind.SUSPENSION, TODAY + timedelta(days=30), TODAY + timedelta(days=40)),
        "stay": (ChangeKind.HOSPITAL, TODAY + timedelta(days=20), TODAY + timedelta(days=90)),
    }

    def press(n: int) -> str:
        with acting_as(staff.finance):
            if n == 0:
                return services.make_run(pay_on=TODAY, at=NOW, by=staff.finance).reference
            kind, starts, ends = kinds["pause" if n % 2 else "stay"]
            changed = record_change(budget_id=budget_id, kind=kind, starts=starts, ends=ends, by=staff.finance, **told)
            return str(changed.pk)

    answers = together(press, 9)
    assert len(set(answers[1:])) == 2
    with acting_as(staff.finance):
        budget = lock_budget(staff.finance, budget_id)
        assert replan([budget], on=TODAY, why="Again.", by=staff.finance) == {budget_id: None}
        due = sum(row.due.amount for row in plan_again([budget], on=TODAY)[0].outcome.to_pay)
        sent = budget.payments.get(state="proposed")
        to_come = budget.payments.filter(state="scheduled").aggregate(sum=Sum("amount"))["sum"]
        assert (budget.changes.count(), to_come) == (2, due)
        assert sent.amount == timeline_of(budget).due(Period(sent.period_start, sent.period_end)).amount
