"""A large caseload of one organisation, written set by set by the owner of the tables.

For measuring only. One budget in ten is a direct payment with a year of bank lines, each posted
to the ledger, so that `verify_ledger` holds it to the same sums as what the application writes.
Triggers are switched off inside the one transaction, which only the owner may do.
"""

from datetime import date, timedelta
from random import Random

import psycopg
from django.conf import settings

from phb.core.made_up import nhs_number
from phb.core.models import sort_name
from phb.made_up.names import address, full_name
from phb.made_up.staff import House

DIRECT_PAYMENT_EVERY = 10
STATES = ("REFERRAL_RECEIVED", "CHECKLIST", "AWAITING_ASSESSMENT", "ASSESSED", "NOT_ELIGIBLE")
TABLES = (
    "core_person", "core_assignment", "eligibility_case", "careplans_plan", "careplans_planversion", "careplans_need",
    "careplans_outcome", "careplans_service", "careplans_serviceoutcome", "budgets_budget", "budgets_budgetversion",
    "budgets_budgetline", "budgets_payeeaccount", "budgets_paymentrun", "budgets_schedule", "budgets_payment",
    "budgets_bankaccount", "budgets_bankimport", "budgets_bankline", "budgets_ledgeraccount", "budgets_entry", "budgets_leg",
    "budgets_balance",
)


def make_caseload(house: House, *, budgets: int, lines: int, seed: int, first: int, today: date) -> None:
    """`budgets` people with a budget each, as many again undecided as one in five; `lines` bank lines in all."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"], port=owner["PORT"] or None, user=owner["USER"], password=owner["PASSWORD"], dbname=owner["NAME"]
    ) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('phb.organisation_id', %s, true)", [str(house.organisation.pk)])
        cursor.execute("SET LOCAL work_mem = '256MB'")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _people(cursor, house, budgets, seed, first)
        values = {
            "org": house.organisation.pk, "today": today, "seat": house["coordinator"].membership_id,
            "coordinator": house["coordinator"].user_id, "finance": house["finance"].user_id,
            "finance2": house["finance2"].user_id, "commissioner": house["commissioner"].user_id,
            "per_account": max(1, lines // max(1, budgets // DIRECT_PAYMENT_EVERY)),
            "seed": seed,
        }
        for statement in STATEMENTS:
            cursor.execute(statement, values)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with psycopg.connect(
        host=owner["HOST"], port=owner["PORT"] or None, user=owner["USER"], password=owner["PASSWORD"], dbname=owner["NAME"],
        autocommit=True,
    ) as connection:
        connection.execute("ANALYZE")


def _people(cursor, house: House, budgets: int, seed: int, first: int) -> None:
    """The people as rows of a temporary table, from which everything else follows."""
    random = Random(seed)
    cursor.execute(
        """CREATE TEMP TABLE made (n int, nhs text, given text, family text, sorted text, born date, address text,
           postcode text, weekly numeric, state text, budget bool, direct bool,
           person bigint, caseid bigint, plan bigint, version bigint, need bigint, outcome bigint, service bigint,
           budgetid bigint, bversion bigint, line bigint, payee bigint, schedule bigint, bank bigint, import bigint,
           funder bigint, holder bigint, spent bigint) ON COMMIT DROP"""
    )
    total = budgets + budgets // 5
    with cursor.copy("COPY made (n, nhs, given, family, sorted, born, address, postcode, weekly, state, budget, direct) FROM STDIN") as copy:
        for n in range(1, total + 1):
            given, family = full_name(random)
            family = f"{family}-{n}"
            home, postcode = address(random)
            born = date(1935, 1, 1) + timedelta(days=random.randrange(80 * 365))
            weekly = f"{random.randrange(12_000, 180_000) / 100:.2f}"
            has_budget = n <= budgets
            copy.write_row((
                n, nhs_number(first + n), given, family, sort_name(family, given), born, home, postcode, weekly,
                "ELIGIBLE" if has_budget else random.choice(STATES), has_budget, has_budget and n % DIRECT_PAYMENT_EVERY == 0,
            ))
    ids = {
        "person": "core_person", "caseid": "eligibility_case", "plan": "careplans_plan", "version": "careplans_planversion",
        "need": "careplans_need", "outcome": "careplans_outcome", "service": "careplans_service", "budgetid": "budgets_budget",
        "bversion": "budgets_budgetversion", "line": "budgets_budgetline", "payee": "budgets_payeeaccount",
        "schedule": "budgets_schedule", "bank": "budgets_bankaccount", "import": "budgets_bankimport",
        "funder": "budgets_ledgeraccount", "holder": "budgets_ledgeraccount", "spent": "budgets_ledgeraccount",
    }
    assignments = ", ".join(f"{column} = nextval(pg_get_serial_sequence('{table}', 'id'))" for column, table in ids.items())
    cursor.execute(f"UPDATE made SET {assignments}")
    cursor.execute("ANALYZE made")


STATEMENTS = (
    """INSERT INTO core_person (id, organisation_id, nhs_number, given_name, family_name, known_as, date_of_birth, phone, email,
       address, postcode, address_withheld, restricted, gp_practice, contact_by, format, language, needs_interpreter, adjustments,
       named_contact_id, sort_name, created_at)
       SELECT person, %(org)s, nhs, given, family, '', born, '01632 960200', '', address, postcode, false, false, '', 'LETTER',
       'STANDARD', 'en', false, '', %(seat)s, sorted, now() FROM made""",
    """INSERT INTO core_assignment (organisation_id, person_id, kind, membership_id, starts)
       SELECT %(org)s, person, 'COORDINATOR', %(seat)s, %(today)s - 400 FROM made WHERE mod(n, 40) = 0""",
    """INSERT INTO eligibility_case (id, organisation_id, person_id, route, state, reference, received_on, referred_by,
       referrer_role, reason, setting, rule_set, clock_started_on, due_on, due_clock, decided_on, fast_track, created_at)
       SELECT caseid, %(org)s, person, 'CHC', state, 'B' || n, d, 'Made-up ward', '', '', 'OWN_HOME', 'chc-2022-07',
       CASE WHEN budget THEN NULL ELSE d END, CASE WHEN budget OR state = 'NOT_ELIGIBLE' THEN NULL ELSE d + 28 END, '',
       CASE WHEN budget OR state = 'NOT_ELIGIBLE' THEN d + 20 END, false, now()
       FROM (SELECT *, %(today)s - CASE WHEN budget THEN 400 ELSE mod(n, 40) END AS d FROM made) m""",
    """INSERT INTO careplans_plan (id, organisation_id, person_id, case_id, reference, coordinator_id, health_monitor, created_at)
       SELECT plan, %(org)s, person, caseid, 'BP' || n, %(seat)s, 'GP', now() FROM made WHERE budget""",
    """INSERT INTO careplans_planversion (id, organisation_id, person_id, plan_id, number, state, change_reason, drafted_by_id,
       what_matters, important_people, how_i_communicate, my_wellness, please_do, how_to_support_me, also_worth_knowing, strengths,
       health_monitor, payment_frequency, notice_days, review_due_on, review_how, risks_advised_by, safeguarding, effective_from,
       returned_reason, content_hash, edits, saved_at, extras)
       SELECT version, %(org)s, person, plan, 1, 'active', '', %(coordinator)s, 'Being at home.', '', '', '', '', '', '', '', 'GP',
       'four_weekly', 28, %(today)s + mod(n, 365), '', '', '', %(today)s - 364, '', md5(n::text), 1, now(), '{}' FROM made WHERE budget""",
    """INSERT INTO careplans_need (id, organisation_id, person_id, version_id, position, words, domain)
       SELECT need, %(org)s, person, version, 0, 'Help to move safely', 'mobility' FROM made WHERE budget""",
    """INSERT INTO careplans_outcome (id, organisation_id, person_id, version_id, position, need_id, words, measure, agreed_with)
       SELECT outcome, %(org)s, person, version, 0, need, 'Be out of bed each day', '', '' FROM made WHERE budget""",
    """INSERT INTO careplans_service (id, organisation_id, person_id, version_id, position, description, kind, provider,
       weekly_amount, holding, frequency, funders, working, paid_relative, same_household, exception_reason)
       SELECT service, %(org)s, person, version, 0, 'Personal assistant', 'personal_assistant', '', weekly,
       CASE WHEN direct THEN 'direct_payment' ELSE 'notional' END, 'four_weekly', '[{"funder": "NHS", "share": "100"}]', '{}',
       false, false, '' FROM made WHERE budget""",
    """INSERT INTO careplans_serviceoutcome (organisation_id, person_id, version_id, service_id, outcome_id)
       SELECT %(org)s, person, version, service, outcome FROM made WHERE budget""",
    """INSERT INTO budgets_budget (id, organisation_id, person_id, case_id, plan_id, reference, stream, state, starts, authorised,
       authorised_to, pause_reason, created_at)
       SELECT budgetid, %(org)s, person, caseid, plan, 'BB' || n, 'CHC', 'active', %(today)s - 364, weekly * 52, %(today)s - 1, '',
       now() FROM made WHERE budget""",
    """INSERT INTO budgets_budgetversion (id, organisation_id, person_id, budget_id, plan_version_id, number, state,
       effective_from, weekly, direct_payment_weekly, one_offs, difference_reason, agreed_on, agreed_by_id, proposed_by_id)
       SELECT bversion, %(org)s, person, budgetid, version, 1, 'agreed', %(today)s - 364, weekly,
       CASE WHEN direct THEN weekly ELSE 0 END, 0, '', %(today)s - 370, %(commissioner)s, %(finance)s FROM made WHERE budget""",
    """INSERT INTO budgets_budgetline (id, organisation_id, person_id, version_id, service_id, position, description,
       outcome_words, kind, provider, holding, weekly, funders, working)
       SELECT line, %(org)s, person, bversion, service, 0, 'Personal assistant', 'Be out of bed each day', 'personal_assistant', '',
       CASE WHEN direct THEN 'direct_payment' ELSE 'notional' END, weekly, '[{"funder": "NHS", "share": "100"}]', '{}'
       FROM made WHERE budget""",
    """INSERT INTO budgets_payeeaccount (id, organisation_id, person_id, budget_id, name_on_account, sort_code, account_number,
       kind, entered_by_id, entered_at, checked_by_id, checked_at, usable_from)
       SELECT payee, %(org)s, person, budgetid, left(family, 120), '089999', lpad(n::text, 8, '0'), 'BANK_ACCOUNT', %(finance)s,
       now() - interval '400 days', %(finance2)s, now() - interval '399 days', now() - interval '398 days' FROM made WHERE direct""",
    """INSERT INTO budgets_paymentrun (organisation_id, reference, pay_on, state, total, count, edition, made_by_id, made_at,
       released_by_id, released_at, released_edition, exported_at)
       SELECT %(org)s, 'BR' || k, %(today)s - 364 + 28 * k, 'confirmed', (SELECT sum(weekly * 4) FROM made WHERE direct),
       (SELECT count(*) FROM made WHERE direct), 1, %(finance)s, now(), %(finance2)s, now(), 1, now() FROM generate_series(0, 12) k""",
    """INSERT INTO budgets_schedule (id, organisation_id, person_id, budget_id, version_id, frequency, anchor, weekly, starts, ends,
       made_by_id)
       SELECT schedule, %(org)s, person, budgetid, bversion, 'four_weekly', %(today)s - 364, weekly, %(today)s - 364, %(today)s - 1,
       %(finance)s FROM made WHERE direct""",
    """INSERT INTO budgets_payment (organisation_id, person_id, budget_id, schedule_id, kind, state, period_start, period_end,
       pay_on, amount, split, words, run_id, payee_account_id, hold_reason, reject_reason, paid_on, created_at)
       SELECT %(org)s, m.person, m.budgetid, m.schedule, 'SCHEDULED', 'paid', r.pay_on, r.pay_on + 27, r.pay_on, m.weekly * 4,
       jsonb_build_array(jsonb_build_object('funder', 'NHS', 'amount', (m.weekly * 4)::text)), '', r.id, m.payee, '', '', r.pay_on,
       now() FROM made m CROSS JOIN budgets_paymentrun r WHERE m.direct AND r.organisation_id = %(org)s AND r.reference LIKE 'BR%%'""",
    """INSERT INTO budgets_bankaccount (id, organisation_id, person_id, budget_id, label, last_four, layout, opened_on)
       SELECT bank, %(org)s, person, budgetid, 'Budget account', right(lpad(n::text, 8, '0'), 4), 'natwest', %(today)s - 400
       FROM made WHERE direct""",
    """INSERT INTO budgets_bankimport (id, organisation_id, person_id, account_id, file_name, file_hash, layout, first_day, last_day,
       lines_read, lines_new, lines_known, by_id, at)
       SELECT import, %(org)s, person, bank, 'statement.csv', md5(n::text), 'natwest', %(today)s - 364, %(today)s - 1,
       %(per_account)s, %(per_account)s, 0, %(finance)s, now() FROM made WHERE direct""",
    """INSERT INTO budgets_ledgeraccount (id, organisation_id, person_id, budget_id, kind, funder, service_id)
       SELECT funder, %(org)s, person, budgetid, 'FUNDER', 'NHS', NULL::bigint FROM made WHERE direct
       UNION ALL SELECT holder, %(org)s, person, budgetid, 'HOLDER', '', NULL FROM made WHERE direct
       UNION ALL SELECT spent, %(org)s, person, budgetid, 'SPENT', '', service FROM made WHERE direct""",
    """CREATE TEMP TABLE bank ON COMMIT DROP AS
       SELECT m.*, k, %(today)s - 364 + (k * 364 / %(per_account)s)::int AS day,
              -round(m.weekly * 51 / %(per_account)s, 2) - 0.01 AS amount,
              nextval(pg_get_serial_sequence('budgets_entry', 'id')) AS entry
       FROM made m CROSS JOIN generate_series(0, %(per_account)s - 1) k WHERE m.direct""",
    """INSERT INTO budgets_bankline (organisation_id, person_id, budget_id, account_id, source_id, fingerprint, position, date,
       amount, description, counterparty, match, service_id, why)
       SELECT %(org)s, person, budgetid, bank, import, md5(bank::text || ':' || k::text), k, day, amount, 'PAYROLL ' || k, '',
       'MATCHED', service, 'made up' FROM bank""",
    """INSERT INTO budgets_entry (id, organisation_id, person_id, budget_id, kind, effective_on, posted_at, words, key, by_name)
       SELECT entry, %(org)s, person, budgetid, 'spend', day, now(), 'Spent', 'made-up:' || entry, 'made up' FROM bank""",
    """INSERT INTO budgets_leg (organisation_id, entry_id, account_id, effective_on, amount)
       SELECT %(org)s, entry, spent, day, -amount FROM bank UNION ALL SELECT %(org)s, entry, holder, day, amount FROM bank""",
    """CREATE TEMP TABLE paid ON COMMIT DROP AS
       SELECT p.id, p.person_id, p.budget_id, p.pay_on, p.amount, m.funder, m.holder,
              nextval(pg_get_serial_sequence('budgets_entry', 'id')) AS entry
       FROM budgets_payment p JOIN made m ON m.budgetid = p.budget_id WHERE p.organisation_id = %(org)s""",
    """INSERT INTO budgets_entry (id, organisation_id, person_id, budget_id, kind, effective_on, posted_at, words, key, by_name)
       SELECT entry, %(org)s, person_id, budget_id, 'payment', pay_on, now(), 'Payment', 'payment:' || id, 'made up' FROM paid""",
    """INSERT INTO budgets_leg (organisation_id, entry_id, account_id, effective_on, amount)
       SELECT %(org)s, entry, holder, pay_on, amount FROM paid UNION ALL SELECT %(org)s, entry, funder, pay_on, -amount FROM paid""",
    """INSERT INTO budgets_balance (account_id, organisation_id, amount, legs)
       SELECT l.account_id, %(org)s, sum(l.amount), count(*) FROM budgets_leg l JOIN budgets_ledgeraccount a ON a.id = l.account_id
       JOIN made m ON m.budgetid = a.budget_id GROUP BY l.account_id""",
)
