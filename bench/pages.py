"""Time of each desk, list and case page beside the same data fetched by raw SQL, in one run and one process.

    DATABASE_URL=… REDIS_URL=… PHB_ENV=development .venv/bin/python -m bench.pages [--rounds 21] [--only budgets]

The page goes through the whole stack of a signed-in request (session, seat, access, row-level security, the
trail of what was read, template); the SQL is what a page of that data needs, as the same database role with the
same row-level security, in a transaction that is already open. Rounds alternate. Prints medians in
milliseconds, their ratio, and the queries of the page, worst ratio first.
"""

import argparse
import os
import statistics
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

# ruff: noqa: E402  (models are known only after the settings are)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")

import django

django.setup()

import logging

import structlog
from allauth.account.internal.flows.login import record_authentication
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from phb.core.actors import Actor, the_service
from phb.core.models import Membership
from phb.core.tenancy import act_as, acting_as

LONGEST_SECONDS = 12.0  # for one page, after seven rounds
OTHER_ROWS = "SELECT * FROM core_person WHERE id = %(person)s"
MOVES = "SELECT * FROM core_move WHERE subject = '{}' AND subject_id = %({})s ORDER BY id DESC"
BUDGET_LIST = """
    SELECT b.id, b.reference, b.stream, b.state, b.authorised, b.starts, b.authorised_to, p.given_name, p.family_name,
        (SELECT weekly FROM budgets_budgetversion v WHERE v.budget_id = b.id AND v.state = 'agreed'),
        (SELECT sum(amount) FROM budgets_payment y WHERE y.budget_id = b.id AND y.state = 'paid'),
        (SELECT sum(amount) FROM budgets_payment y WHERE y.budget_id = b.id AND y.state NOT IN ('cancelled', 'rejected'))
    FROM budgets_budget b JOIN core_person p ON p.id = b.person_id {} ORDER BY p.sort_name, b.id LIMIT 25"""
LATER = "WHERE (p.sort_name, p.id) > (SELECT sort_name, id FROM core_person WHERE id = %(late_person)s)"


@dataclass
class Page:
    """One page: its route and arguments, who opens it, and the statements that fetch its data."""

    route: str
    sql: tuple[str, ...]
    args: tuple[str, ...] = ()
    role: str = "COM"
    query: str = ""
    post: dict[str, str] = field(default_factory=dict)
    name: str = ""


PAGES = (
    Page("desk", (
        "SELECT state, count(*), min(received_on), count(*) FILTER (WHERE due_on < current_date) FROM eligibility_case GROUP BY 1",
        """SELECT v.state, count(*), min(v.state_since), count(*) FILTER (WHERE n.next_review_on < current_date)
           FROM careplans_planversion v JOIN careplans_plan n ON n.id = v.plan_id GROUP BY 1""",
        "SELECT state, count(*), sum(authorised) FROM budgets_budget GROUP BY 1",
        "SELECT state, count(*), sum(amount) FROM budgets_payment GROUP BY 1",
        "SELECT state, count(*) FROM budgets_paymentrun GROUP BY 1",
        "SELECT count(*) FROM budgets_payeeaccount WHERE checked_at IS NULL AND ended_on IS NULL",
        "SELECT count(*) FROM budgets_bankline WHERE match = 'ASKED'",
        "SELECT sum(-amount) FROM budgets_bankline WHERE match = 'MATCHED' AND date >= %(year)s",
    )),
    Page("people:find", (
        "SELECT * FROM core_person WHERE sort_name LIKE 'patel%%' OR sort_name LIKE '%% patel%%' ORDER BY sort_name, id LIMIT 51",
    ), post={"text": "Patel"}),
    Page("people:show", (OTHER_ROWS, "SELECT * FROM eligibility_case WHERE person_id = %(person)s",
                         "SELECT * FROM careplans_planversion WHERE person_id = %(person)s",
                         "SELECT * FROM budgets_budget WHERE person_id = %(person)s"), ("person",)),
    Page("eligibility:cases", (
        """SELECT c.id, c.reference, c.route, c.state, c.received_on, c.due_on, c.clock_started_on, p.given_name, p.family_name,
           p.nhs_number, (SELECT u.name FROM core_assignment a JOIN core_membership m ON m.id = a.membership_id
           JOIN core_user u ON u.id = m.user_id WHERE a.person_id = c.person_id AND a.kind = 'COORDINATOR'
           ORDER BY a.starts DESC LIMIT 1)
           FROM eligibility_case c JOIN core_person p ON p.id = c.person_id
           WHERE c.state NOT IN ('ELIGIBLE', 'NOT_ELIGIBLE', 'CLOSED', 'SCREENED_OUT') ORDER BY c.due_on, c.id LIMIT 25""",
        "SELECT count(*) FROM eligibility_case WHERE state NOT IN ('ELIGIBLE', 'NOT_ELIGIBLE', 'CLOSED', 'SCREENED_OUT')",
    )),
    Page("eligibility:case", (OTHER_ROWS, "SELECT * FROM eligibility_case WHERE id = %(case)s",
                              "SELECT * FROM eligibility_assessment WHERE case_id = %(case)s",
                              "SELECT * FROM eligibility_decision WHERE case_id = %(case)s",
                              MOVES.format("eligibility.case", "case")), ("case",)),
    Page("careplans:plans", (
        """SELECT v.id, v.number, v.state, v.state_since, n.next_review_on, n.reference, p.given_name, p.family_name, u.name
           FROM careplans_planversion v JOIN careplans_plan n ON n.id = v.plan_id JOIN core_person p ON p.id = v.person_id
           JOIN core_membership m ON m.id = n.coordinator_id JOIN core_user u ON u.id = m.user_id
           WHERE v.state NOT IN ('superseded', 'ended', 'withdrawn') ORDER BY v.state_since, v.id LIMIT 25""",
        "SELECT count(*) FROM careplans_planversion WHERE state NOT IN ('superseded', 'ended', 'withdrawn')",
    )),
    Page("careplans:reviews", (
        """SELECT n.id, n.reference, n.next_review_on, n.next_review_kind, n.next_review_why, p.given_name, p.family_name, u.name
           FROM careplans_plan n JOIN core_person p ON p.id = n.person_id
           JOIN core_membership m ON m.id = n.coordinator_id JOIN core_user u ON u.id = m.user_id
           WHERE n.next_review_on IS NOT NULL ORDER BY n.next_review_on, n.id LIMIT 25""",
        "SELECT count(*) FROM careplans_plan WHERE next_review_on IS NOT NULL",
    )),
    Page("careplans:version", (OTHER_ROWS, "SELECT * FROM careplans_planversion WHERE id = %(version)s", *(
        f"SELECT * FROM careplans_{part} WHERE version_id = %(version)s"
        for part in ("need", "outcome", "service", "serviceoutcome", "risk", "contingency", "plancontact", "signoff")
    ), MOVES.format("careplans.planversion", "version")), ("version",)),
    Page("budgets:budgets", (BUDGET_LIST.format(""), "SELECT count(*) FROM budgets_budget"), name="budgets:budgets"),
    Page("budgets:budgets", (BUDGET_LIST.format(LATER), "SELECT count(*) FROM budgets_budget"),
         query="?after={late_budget}&from=10001", name="budgets:budgets, page 401"),
    Page("budgets:budget", (OTHER_ROWS, "SELECT * FROM budgets_budget WHERE id = %(budget)s",
                            "SELECT * FROM budgets_budgetversion WHERE budget_id = %(budget)s",
                            "SELECT l.* FROM budgets_budgetline l JOIN budgets_budgetversion v ON v.id = l.version_id WHERE v.budget_id = %(budget)s",
                            "SELECT * FROM budgets_payment WHERE budget_id = %(budget)s ORDER BY period_start DESC",
                            "SELECT * FROM budgets_payeeaccount WHERE budget_id = %(budget)s",
                            "SELECT * FROM budgets_agreement WHERE budget_id = %(budget)s",
                            MOVES.format("budgets.budget", "budget")), ("budget",)),
    Page("budgets:ledger", (
        "SELECT * FROM budgets_ledgeraccount a LEFT JOIN budgets_balance b ON b.account_id = a.id WHERE a.budget_id = %(budget)s",
        """SELECT e.*, l.amount, a.kind, a.funder FROM (SELECT * FROM budgets_entry WHERE budget_id = %(budget)s
           ORDER BY effective_on DESC, id DESC LIMIT 25) e JOIN budgets_leg l ON l.entry_id = e.id
           JOIN budgets_ledgeraccount a ON a.id = l.account_id""",
        "SELECT count(*) FROM budgets_entry WHERE budget_id = %(budget)s",
    ), ("budget",), role="FIN"),
    Page("budgets:payments", (
        """SELECT y.*, b.reference, p.given_name, p.family_name FROM budgets_payment y JOIN budgets_budget b ON b.id = y.budget_id
           JOIN core_person p ON p.id = y.person_id ORDER BY y.pay_on, y.id LIMIT 25""",
        "SELECT count(*) FROM budgets_payment",
    ), role="FIN"),
    Page("budgets:runs", ("SELECT * FROM budgets_paymentrun ORDER BY id DESC LIMIT 25", "SELECT count(*) FROM budgets_paymentrun"), role="FIN"),
    Page("budgets:run", (
        "SELECT * FROM budgets_paymentrun WHERE id = %(run)s",
        """SELECT y.*, b.reference, p.given_name, p.family_name FROM budgets_payment y JOIN budgets_budget b ON b.id = y.budget_id
           JOIN core_person p ON p.id = y.person_id WHERE y.run_id = %(run)s ORDER BY p.sort_name, y.id LIMIT 25""",
        "SELECT count(*) FROM budgets_payment WHERE run_id = %(run)s",
    ), ("run",), role="FIN"),
    Page("careplans:plans", (
        """SELECT v.id, v.number, v.state, v.state_since, n.next_review_on, n.reference, p.given_name, p.family_name
           FROM careplans_planversion v JOIN careplans_plan n ON n.id = v.plan_id JOIN core_person p ON p.id = v.person_id
           WHERE v.person_id IN (SELECT person_id FROM core_assignment WHERE membership_id = %(seat)s)
           ORDER BY v.state_since, v.id LIMIT 25""",
        """SELECT count(*) FROM careplans_planversion WHERE person_id IN
           (SELECT person_id FROM core_assignment WHERE membership_id = %(seat)s)""",
    ), role="CC", name="careplans:plans, a caseload"),
)  # fmt: skip


def main() -> None:
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    organisation = int(options.organisation)
    with acting_as(the_service(organisation)):
        browsers = {role: sign_in(role) for role in ("COM", "FIN", "CC")}
        values = _values(browsers["CC"][1])
    chosen = [page for page in PAGES if not options.only or options.only in (page.name or page.route)]
    results = []
    for page in chosen:
        found = _measure(page, browsers[page.role], values, options.rounds, profile=options.profile)
        if found is not None:
            results.append(found)
    print(f"\n{'page':34}{'page ms':>9}{'SQL ms':>9}{'ratio':>8}{'queries':>9}{'in them':>9}")
    for found in sorted(results, key=lambda row: -row[1] / row[2]):
        print(_line(*found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Pages beside raw SQL.")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--only", default="", help="part of a page's name")
    parser.add_argument("--organisation", default="1", help="number of the organisation that was seeded")
    parser.add_argument("--profile", action="store_true", help="print each statement of a page with its time")
    return parser.parse_args()


def sign_in(role: str) -> tuple[Client, Actor]:
    """A browser in the oldest seat of a role, past the second factor."""
    seat = Membership.objects.filter(role=role).select_related("user").order_by("id").first()
    browser = Client()
    browser.force_login(seat.user, "allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["seat"] = f"staff:{seat.pk}"
    record_authentication(SimpleNamespace(session=session), seat.user, method="password")
    session.save()
    return browser, Actor(seat.user.pk, seat.user.name, seat.organisation_id, role, seat.pk)


def _values(coordinator: Actor) -> dict[str, Any]:
    """Numbers of rows to open: a direct payment in the middle of the caseload."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.id, b.person_id, b.case_id, v.plan_version_id, y.run_id FROM budgets_budget b
               JOIN budgets_budgetversion v ON v.budget_id = b.id JOIN budgets_payment y ON y.budget_id = b.id
               WHERE y.run_id IS NOT NULL ORDER BY b.id DESC, y.run_id DESC LIMIT 1"""
        )
        budget, person, case, version, run = cursor.fetchone()
        cursor.execute(
            """SELECT b.id, b.person_id FROM budgets_budget b JOIN core_person p ON p.id = b.person_id
               ORDER BY p.sort_name, b.id OFFSET (SELECT count(*) / 2 FROM budgets_budget) LIMIT 1"""
        )
        late_budget, late_person = cursor.fetchone()
        cursor.execute("SELECT date_trunc('year', now() - interval '3 months')::date + interval '3 months'")
        (year,) = cursor.fetchone()
    return {
        "budget": budget, "person": person, "case": case, "version": version, "run": run, "late_budget": late_budget,
        "late_person": late_person, "year": year, "seat": coordinator.membership_id,
    }  # fmt: skip


def _measure(
    page: Page, who: tuple[Client, Actor], values: dict[str, Any], rounds: int, *, profile: bool
) -> tuple | None:
    browser, actor = who
    name = page.name or page.route
    try:
        address = reverse(page.route, args=[values[key] for key in page.args]) + page.query.format(**values)
    except NoReverseMatch:
        print(f"{name}: not there yet")
        return None

    def open_page() -> None:
        answer = browser.post(address, page.post) if page.post else browser.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status_code}")

    statements: list[tuple[float, str]] = []

    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append(((time.perf_counter() - began) * 1000, sql))

    try:
        for _ in range(3):
            open_page()
        with connection.execute_wrapper(note):
            open_page()
        pages, sqls = [], []
        start = time.perf_counter()
        for turn in range(rounds):
            if turn >= 7 and time.perf_counter() - start > LONGEST_SECONDS:
                break
            began = time.perf_counter()
            open_page()
            pages.append((time.perf_counter() - began) * 1000)
            sqls.append(_raw(page, actor, values))
    except Exception as error:  # one broken page does not end the run
        print(f"{name}: {type(error).__name__}: {error}")
        return None
    if profile:
        print(f"\n--- {name}")
        for taken, sql in sorted(statements, reverse=True)[:8]:
            print(f"{taken:8.2f} ms  {' '.join(sql.split())[:400]}")
    found = (
        name,
        statistics.median(pages),
        statistics.median(sqls),
        len(statements),
        sum(taken for taken, _ in statements),
    )
    print(_line(*found), flush=True)
    return found


def _line(name: str, page_ms: float, sql_ms: float, queries: int, inside: float) -> str:
    return f"{name:34}{page_ms:9.1f}{sql_ms:9.2f}{page_ms / sql_ms:8.1f}{queries:9}{inside:9.1f}"


def _raw(page: Page, actor: Actor, values: dict[str, Any]) -> float:
    with transaction.atomic():
        act_as(actor)
        with connection.cursor() as cursor:
            began = time.perf_counter()
            for statement in page.sql:
                cursor.execute(statement, values)
                cursor.fetchall()
            return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
