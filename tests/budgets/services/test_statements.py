"""Statements: they tie to the bank and the ledger or are not made; runs close whatever happens to one item."""

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from budgets.models import BankLine, Payment, Statement, StatementRun
from budgets.selectors import balance_on
from budgets.selectors.spend import statement_run_for
from budgets.selectors.spend import statements as statements_of
from budgets.services import matching_lines, statement_runs, statements
from budgets.services.posting import Side, post
from budgets.services.statement_figures import statement_figures
from budgets.statement_document import document_of
from budgets.tasks.statements import make
from phb.core import jobs
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Document, Job, Organisation
from phb.core.periods import Period
from phb.core.tenancy import act_as, acting_as
from tests.factories.budgets import JOINT, TODAY, make_active, make_confirmed, make_staff
from tests.factories.core import make_actor, make_grant, make_user
from tests.factories.spend import (
    AFTER,
    ASSISTANT,
    END,
    SERVICES,
    make_bank_account,
    make_paid,
    month_of,
    natwest,
    take,
)

ROOT = Path(__file__).resolve().parents[3]
MONTH = Period(TODAY, END)


@pytest.fixture
def staff(here):
    return make_staff(here)


@pytest.fixture
def ready(staff):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    return budget, account


def ask(budget, by, start=TODAY, end=END) -> Statement:
    return statements.ask_statement(budget_id=budget.pk, start=start, end=end, on=AFTER, by=by)


def test_the_figures_are_those_of_the_bank_and_of_the_ledger(ready):
    budget, _ = ready
    money = statement_figures(budget, MONTH)
    lines = BankLine.objects.filter(budget=budget)
    assert (
        money.figures.closing == sum(line.amount for line in lines) == balance_on(budget, "HOLDER", END) == D("-216.18")
    )
    assert money.figures.total_out == D("2282.43")
    assert (money.figures.unmatched_count, money.figures.unmatched_total) == (2, D("74.99"))
    assert money.rows[-1].balance == money.figures.closing


def test_two_months_follow_each_other(ready, staff):
    budget, _account = ready
    half = TODAY + timedelta(days=10)
    first = statement_figures(budget, Period(TODAY, half)).figures
    second = statement_figures(budget, Period(half + timedelta(days=1), END)).figures
    assert (first.closing, second.closing) == (second.opening, D("-216.18"))


def test_the_days_already_paid_for_are_set_aside(ready):
    budget, _ = ready
    day = TODAY + timedelta(days=6)
    figures = statement_figures(budget, Period(TODAY, day)).figures
    paid = Payment.objects.get(budget=budget, state="paid")
    assert figures.surplus.unexpired == D("688.75") * ((paid.period_end - day).days) / 7


def test_an_empty_period_of_a_covered_account(ready):
    budget, _account = ready
    figures = statement_figures(budget, Period(END, END)).figures
    assert (figures.total_in, figures.total_out, figures.closing) == (D(0), D(0), D("-216.18"))


def test_a_joint_budget_says_who_paid_which_part(staff):
    budget, payment = make_paid(staff, services_=[{**ASSISTANT, "funders": JOINT}])
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    parts = dict(statement_figures(budget, MONTH).part_paid)
    assert set(parts) == {"NHS", "Northmoor Council"}
    assert sum(parts.values()) == payment.amount


def test_without_a_bank_statement_it_is_not_made(staff):
    budget, _ = make_paid(staff)
    with pytest.raises(RuleBroken, match="No bank account is recorded"):
        statement_figures(budget, MONTH)
    make_bank_account(budget, staff.finance)
    with pytest.raises(RuleBroken, match="No bank statement of the account ending 4821"):
        statement_figures(budget, MONTH)


@pytest.mark.parametrize(("covers_to", "made"), [(END, True), (END - timedelta(days=1), False)])
def test_the_bank_statement_must_reach_the_last_day(staff, covers_to, made):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=covers_to)
    if made:
        assert statement_figures(budget, MONTH)
        return
    with pytest.raises(
        RuleBroken, match="goes to 19 December 2026 only. Bring in the bank statement to 20 December 2026"
    ):
        statement_figures(budget, MONTH)


def test_a_payment_that_never_reached_the_bank_is_named(staff):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)[1:]), staff.finance, on=AFTER, covers_to=END)
    with pytest.raises(RuleBroken, match=r"payment of £2,066.25 of 23 November 2026 is not on the bank statement"):
        statement_figures(budget, MONTH)
    # Two days after it went out it may still be on its way.
    assert statement_figures(budget, Period(TODAY, TODAY + timedelta(days=2))).figures.closing == D("-1612.40")


def test_a_penny_in_the_ledger_alone_is_found(ready, staff):
    budget, _ = ready
    sides = [Side("HOLDER", D("0.01")), Side("OTHER_INCOME", D("-0.01"))]
    post(budget=budget, kind="correction", effective_on=END, words="x", sides=sides, key="x", by=staff.finance)
    with pytest.raises(RuleBroken, match=r"difference of £0.01"):
        statement_figures(budget, MONTH)


def test_it_is_made_kept_and_not_printed_again_until_something_changes(ready, staff, settle):
    budget, _ = ready
    statement = ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    statement.refresh_from_db()
    assert (statement.state, statement.version, statement.problem) == ("made", 1, "")
    printed = document_of(statement.figures, version=1, dated=AFTER)
    assert (printed.closing, printed.bank_difference) == (D("-216.18"), D(0))
    ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    statement.refresh_from_db()
    assert (statement.state, statement.version, Document.objects.filter(kind="spend_statement").count()) == (
        "made",
        1,
        1,
    )
    line = BankLine.objects.get(amount=D("-40.00"))
    matching_lines.answer(line_id=line.pk, choice="OUTSIDE", on=AFTER, by=staff.finance)
    ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    statement.refresh_from_db()
    assert (statement.version, Document.objects.filter(kind="spend_statement").count()) == (2, 2)
    settle()


def test_what_cannot_be_made_keeps_its_reason_and_can_be_tried_again(staff):
    budget, payment = make_paid(staff)
    statement = ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    statement.refresh_from_db()
    assert statement.state == "failed"
    assert statement.problem.startswith("No bank account is recorded")
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    statement.refresh_from_db()
    assert (statement.state, statement.problem) == ("made", "")


def test_three_tries_and_then_a_person(ready, staff, monkeypatch):
    budget, _ = ready
    statement = ask(budget, staff.finance)
    monkeypatch.setattr("budgets.tasks.statements._make", lambda *args: 1 / 0)
    for tries in range(1, 5):
        make(statement.pk, AFTER, staff.finance)
        statement.refresh_from_db()
        assert statement.attempts == min(tries, 3)
    assert (statement.state, statement.problem) == ("failed", "It failed with ZeroDivisionError.")


@pytest.mark.parametrize(
    ("start", "end", "words"), [(END, TODAY, "must not be before"), (TODAY, AFTER, "not over yet")]
)
def test_a_period_that_is_wrong_or_not_over_is_refused(ready, staff, start, end, words):
    with pytest.raises(RuleBroken, match=words):
        ask(ready[0], staff.finance, start, end)


def test_a_statement_is_seen_by_whoever_may_see_the_money(ready, staff, here, there, actor_of):
    budget, _ = ready
    statement = ask(budget, staff.finance)
    make(statement.pk, AFTER, staff.finance)
    seeing, blind = make_user(), make_user()
    make_grant(budget.person, seeing, "REPRESENTATIVE")
    make_grant(budget.person, blind, "REPRESENTATIVE", see_money=False)
    assert statements_of(make_actor("REP", here, user=seeing)).count() == 1
    assert statements_of(make_actor("REP", here, user=blind)).count() == 0
    with pytest.raises(NotVisible):
        statements.ask_statement(budget_id=budget.pk, start=TODAY, end=END, on=AFTER, by=actor_of("FIN", there))


def test_the_figures_take_no_more_queries_for_more_lines(staff, django_assert_max_num_queries):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    rows = month_of(budget, payment)
    rows += [(END, f"SHOP {n}", "-1.00") for n in range(300)]
    take(account, natwest(rows), staff.finance, on=AFTER)
    with django_assert_max_num_queries(30):
        assert len(statement_figures(budget, MONTH).rows) == 306


def run_the_worker(fault: str = "") -> str:
    """One worker that takes every job that can be taken, in a process of its own, maybe killed on the way."""
    script = (
        "import django; django.setup()\n"
        "from phb.core import jobs\nfrom phb.core.actors import the_service\nfrom phb.core.models import Job, Organisation\n"
        "from phb.core.tenancy import acting_as\n"
        "org = Organisation.objects.get(ods_code='QXN').pk\n"
        "while True:\n"
        "    with acting_as(the_service(org)):\n"
        "        ids = list(Job.objects.filter(state='waiting', kind__startswith='budgets.').order_by('id').values_list('id', flat=True))\n"
        "    if not any(jobs.run(org, one) != 'not_mine' for one in ids): break\n"
    )
    database = connection.settings_dict
    password = quote(database["PASSWORD"], safe="")
    url = f"postgresql://{database['USER']}:{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    env = {
        **os.environ,
        "PHB_ENV": "test",
        "DATABASE_URL": url,
        "ALLOW_FAULTS": "1",
        "FAULT_POINT": fault,
        "DJANGO_SETTINGS_MODULE": "phb.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    return "killed" if done.returncode == -9 else done.stderr[-2000:] if done.returncode else "done"


def leases_run_out(by) -> None:
    with acting_as(by):
        Job.objects.filter(state="leased").update(lease_until=timezone.now() - timedelta(seconds=1), state="leased")
        for row in Job.objects.filter(state="leased"):
            row.state = "waiting"
            row.lease_until = None
            row.save(update_fields=["state", "lease_until"])


@pytest.mark.django_db(transaction=True)
def test_a_run_closes_by_itself_though_one_item_always_fails_and_the_worker_is_killed():
    organisation = Organisation.objects.get(ods_code="QXN")
    with acting_as(the_service(organisation.pk)):
        staff = make_staff(organisation)
        budgets = [make_active(staff, services_=SERVICES) for _ in range(5)]
        make_confirmed(staff)
        act_as(staff.finance)
        for budget in budgets[:-1]:  # the last has no bank statement: it always fails
            account = make_bank_account(budget, staff.finance)
            payment = budget.payments.get(state="paid")
            take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    by = staff.finance
    with acting_as(by):
        run = statement_runs.start_run(start=TODAY, end=END, on=AFTER, by=by)
        with pytest.raises(RuleBroken, match="are being made"):
            statement_runs.start_run(start=TODAY, end=END, on=AFTER, by=by)
    deaths = 0
    for _ in range(12):
        # Planning passes the point once, then each statement: this worker dies after its first one.
        ended = run_the_worker("mid_batch:2" if deaths % 2 == 0 else "mid_batch:1")
        assert ended in {"killed", "done"}, ended
        if ended == "done":
            break
        deaths += 1
        leases_run_out(by)
    assert deaths >= 4
    with acting_as(by):
        run = statement_run_for(by, run.pk)
        assert (run.items_all, run.items_made, run.items_failed, run.items_waiting) == (5, 4, 1, 0), list(
            run.items.values_list("problem")
        )
        assert run.finished_at is not None
        assert Document.objects.filter(kind="spend_statement").count() == 4
        failed = Statement.objects.get(state="failed")
        assert "No bank account is recorded" in failed.problem
        assert (
            not Job.objects.filter(state__in=["waiting", "leased", "set_aside"], kind__startswith="budgets.")
            .exclude(kind="budgets.tell_of_new_account")
            .exists()
        )
    # Its reason is put right, and the retry makes only this one.
    with acting_as(by):
        account = make_bank_account(budgets[-1], by)
        take(
            account, natwest(month_of(budgets[-1], budgets[-1].payments.get(state="paid"))), by, on=AFTER, covers_to=END
        )
        assert statement_runs.retry_run(run_id=run.pk, on=AFTER, by=by) == 1
    assert run_the_worker() == "done"
    with acting_as(by):
        assert statement_run_for(by, run.pk).items_made == 5
        line = BankLine.objects.filter(budget=budgets[0], amount=D("-40.00")).get()
        matching_lines.answer(line_id=line.pk, choice="OUTSIDE", on=AFTER, by=by)
        statement_runs.start_run(start=TODAY, end=END, on=AFTER, by=by)
    # Begun again: one has changed, one is printed.
    assert run_the_worker() == "done"
    with acting_as(by):
        assert StatementRun.objects.count() == 1
        assert statement_run_for(by, run.pk).items_made == 5
        assert Document.objects.filter(kind="spend_statement").count() == 6
        assert Statement.objects.get(budget=budgets[0]).version == 2


def test_only_finance_starts_a_run(staff):
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="finance officer"):
        statement_runs.start_run(start=TODAY, end=END, on=AFTER, by=staff.commissioner)


def test_a_run_of_nobody_closes_at_once(staff):
    act_as(staff.finance)
    run = statement_runs.start_run(
        start=TODAY - timedelta(days=900), end=TODAY - timedelta(days=800), on=AFTER, by=staff.finance
    )
    statement_runs.plan_run(run.job, staff.finance)
    run.refresh_from_db()
    assert run.finished_at is not None
    assert jobs.handler(statement_runs.PIECE_JOB).in_pieces
