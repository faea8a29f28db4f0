"""What rows the large caseload has, table by table, each made of the temporary table `made` of people.

Values in a statement: %(org)s the organisation, %(today)s the day, %(seat)s the coordinator's membership,
%(coordinator)s, %(finance)s, %(finance2)s and %(commissioner)s users, %(per_account)s bank lines an account.
The pieces that are put together here are constants of this file.
A budget began eight periods of four weeks ago: eight payments are paid, the ninth is due today.
"""
# ruff: noqa: S608

from dataclasses import dataclass

DIRECT_PAYMENT_EVERY = 10
STARTS = "(%(today)s::date - 224)"
HOLDING = "CASE WHEN direct THEN 'direct_payment' ELSE 'notional' END"
FUNDED = """'[{"funder": "NHS", "share": "100"}]'::jsonb"""
LINE_AMOUNT = "(-round(weekly * 31 / %(per_account)s, 2) - 0.01)"
BUDGETS = "made WHERE budget"
DIRECT = "made WHERE direct"
TENTH = "round(weekly / 10, 2)"
THREE_LINES = """made CROSS JOIN (VALUES (0, 'Personal assistant', 'personal_assistant', '', 6),
    (1, 'Agency care', 'agency', 'Moor Care Ltd', 3), (2, 'Activities', 'activity', '', 1)) l (place, words, line_kind, line_provider, tenths)
    WHERE budget"""
# Column of `made` → the table whose next number it takes.
IDS = {
    "person": "core_person", "caseid": "eligibility_case", "plan": "careplans_plan", "version": "careplans_planversion",
    "need": "careplans_need", "outcome": "careplans_outcome", "service": "careplans_service", "budgetid": "budgets_budget",
    "bversion": "budgets_budgetversion", "payee": "budgets_payeeaccount", "schedule": "budgets_schedule",
    "bank": "budgets_bankaccount", "import": "budgets_bankimport", "funder": "budgets_ledgeraccount",
    "holder": "budgets_ledgeraccount", "spent": "budgets_ledgeraccount", "unmatched": "budgets_ledgeraccount",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """One INSERT … SELECT: columns and what stands in them; the organisation and defaults are added."""

    model: str
    source: str
    columns: dict[str, str]


def of(model: str, source: str, **columns: str) -> Rows:
    return Rows(model, source, columns)


PEOPLE: tuple[Rows | str, ...] = (
    of("core.Person", "made", id="person", nhs_number="nhs", given_name="given", family_name="family", date_of_birth="born",
       phone="'01632 960200'", address="address", postcode="postcode", named_contact_id="%(seat)s", sort_name="sorted"),
    of("core.Assignment", "made WHERE mod(n, 40) = 0", person_id="person", kind="'COORDINATOR'", membership_id="%(seat)s",
       starts="%(today)s::date - 400"),
    of("eligibility.Case", "(SELECT *, %(today)s::date - CASE WHEN budget THEN 400 ELSE mod(n, 40) END AS d FROM made) m",
       id="caseid", person_id="person", state="state", reference="'B' || n", received_on="d", referred_by="'Made-up ward'",
       rule_set="'chc-tools-2022-07'", clock_started_on="CASE WHEN NOT budget THEN d END",
       due_on="CASE WHEN NOT budget AND state <> 'NOT_ELIGIBLE' THEN d + 28 END",
       decided_on="CASE WHEN budget OR state = 'NOT_ELIGIBLE' THEN d + 20 END"),
)  # fmt: skip
PLANS: tuple[Rows | str, ...] = (
    of("careplans.Plan", BUDGETS, id="plan", person_id="person", case_id="caseid", reference="'BP' || n",
       coordinator_id="%(seat)s", next_review_on="%(today)s::date + mod(n, 365) - 10",
       next_review_kind="'yearly'", next_review_why="'12 months after the last review was completed.'"),
    of("careplans.PlanVersion", BUDGETS, id="version", person_id="person", plan_id="plan", number="1", state="'active'",
       drafted_by_id="%(coordinator)s", what_matters="'Being at home.'", health_monitor="'GP'",
       payment_frequency="'four_weekly'", notice_days="28", review_due_on="%(today)s::date + mod(n, 365) - 10",
       effective_from=STARTS, content_hash="md5(n::text)", edits="1"),
    of("careplans.Need", BUDGETS, id="need", person_id="person", version_id="version", words="'Help to move safely'",
       domain="'mobility'"),
    of("careplans.Outcome", BUDGETS, id="outcome", person_id="person", version_id="version", need_id="need",
       words="'Be out of bed each day'"),
    of("careplans.Service", BUDGETS, id="service", person_id="person", version_id="version",
       description="'Personal assistant'", kind="'personal_assistant'", weekly_amount="weekly", holding=HOLDING,
       frequency="'four_weekly'", funders=FUNDED),
    of("careplans.ServiceOutcome", BUDGETS, person_id="person", version_id="version", service_id="service",
       outcome_id="outcome"),
)  # fmt: skip
MONEY: tuple[Rows | str, ...] = (
    of("budgets.Budget", BUDGETS, id="budgetid", person_id="person", case_id="caseid", plan_id="plan", reference="'BB' || n",
       stream="'CHC'", state="'active'", starts=STARTS, authorised="weekly * 52", authorised_to=f"{STARTS} + 363"),
    of("budgets.BudgetVersion", BUDGETS, id="bversion", person_id="person", budget_id="budgetid", plan_version_id="version",
       number="1", state="'agreed'", effective_from=STARTS, weekly="weekly",
       direct_payment_weekly="CASE WHEN direct THEN weekly ELSE 0 END", agreed_on=f"{STARTS} - 6",
       agreed_by_id="%(commissioner)s", proposed_by_id="%(finance)s"),
    of("budgets.BudgetLine", THREE_LINES, person_id="person", version_id="bversion", service_id="service", position="place",
       description="words", outcome_words="'Be out of bed each day'", kind="line_kind", provider="line_provider",
       holding=HOLDING, weekly=f"CASE place WHEN 0 THEN weekly - {TENTH} - 3 * {TENTH} ELSE {TENTH} * tenths END",
       hours_per_week="CASE place WHEN 0 THEN 20 END", rate="CASE place WHEN 0 THEN 13.85 END", funders=FUNDED,
       working="""'{"words": "Made up to measure on"}'::jsonb"""),
    of("budgets.PayeeAccount", DIRECT, id="payee", person_id="person", budget_id="budgetid",
       name_on_account="left(family, 120)", sort_code="'089999'", account_number="lpad(n::text, 8, '0')",
       entered_by_id="%(finance)s", checked_by_id="%(finance2)s", checked_at="now() - interval '399 days'",
       usable_from="now() - interval '398 days'"),
    of("budgets.PaymentRun", "generate_series(0, 7) k", reference="'BR' || k", pay_on=f"{STARTS} + 28 * k",
       state="'confirmed'", total="(SELECT sum(weekly * 4) FROM made WHERE direct)",
       count="(SELECT count(*) FROM made WHERE direct)", edition="1", made_by_id="%(finance)s",
       released_by_id="%(finance2)s", released_at="now()", released_edition="1", exported_at="now()"),
    of("budgets.Schedule", DIRECT, id="schedule", person_id="person", budget_id="budgetid", version_id="bversion",
       anchor=STARTS, weekly="weekly", starts=STARTS, ends=f"{STARTS} + 363", made_by_id="%(finance)s"),
    of("budgets.Payment",
       f"made m CROSS JOIN (SELECT k, {STARTS} + 28 * k AS d FROM generate_series(0, 12) k) p "
       "LEFT JOIN budgets_paymentrun r ON r.organisation_id = %(org)s AND r.reference = 'BR' || p.k WHERE m.direct",
       person_id="m.person", budget_id="m.budgetid", schedule_id="m.schedule",
       state="CASE WHEN r.id IS NULL THEN 'scheduled' ELSE 'paid' END", period_start="d", period_end="d + 27", pay_on="d",
       amount="m.weekly * 4", split="jsonb_build_array(jsonb_build_object('funder', 'NHS', 'amount', (m.weekly * 4)::text))",
       run_id="r.id", payee_account_id="CASE WHEN r.id IS NULL THEN NULL ELSE m.payee END",
       paid_on="CASE WHEN r.id IS NULL THEN NULL ELSE d END"),
)  # fmt: skip
SPEND: tuple[Rows | str, ...] = (
    of("budgets.BankAccount", DIRECT, id="bank", person_id="person", budget_id="budgetid", label="'Budget account'",
       last_four="right(lpad(n::text, 8, '0'), 4)", layout="'natwest'", opened_on=f"{STARTS} - 30"),
    of("budgets.BankImport", DIRECT, id="import", person_id="person", account_id="bank", file_name="'statement.csv'",
       file_hash="md5(n::text)", layout="'natwest'", first_day=STARTS, last_day="%(today)s::date - 1",
       opening="weekly * 32", closing=f"weekly * 32 + %(per_account)s * {LINE_AMOUNT}", lines_read="%(per_account)s", lines_new="%(per_account)s", lines_known="0", by_id="%(finance)s"),
    *(
        of("budgets.LedgerAccount", DIRECT, id=column, person_id="person", budget_id="budgetid", kind=f"'{kind}'",
           funder=funder, service_id=service)
        for column, kind, funder, service in (
            ("funder", "FUNDER", "'NHS'", "NULL"), ("holder", "HOLDER", "''", "NULL"),
            ("spent", "SPENT", "''", "service"), ("unmatched", "UNMATCHED", "''", "NULL"),
        )
    ),
    # One line in 400 is not matched yet and waits for somebody to say what it was.
    f"""CREATE TEMP TABLE bank ON COMMIT DROP AS
       SELECT m.*, k, mod(k, 400) = 7 AS asked, {STARTS} + (k * 224 / %(per_account)s)::int AS day,
              {LINE_AMOUNT} AS amount,
              nextval(pg_get_serial_sequence('budgets_entry', 'id')) AS entry
       FROM made m CROSS JOIN generate_series(0, %(per_account)s - 1) k WHERE m.direct""",
    of("budgets.BankLine", "bank", person_id="person", budget_id="budgetid", account_id="bank.bank", source_id="import",
       fingerprint="md5(bank.bank::text || ':' || k::text)", position="k", date="day", amount="amount",
       description="'PAYROLL ' || k", match="CASE WHEN asked THEN 'ASKED' ELSE 'MATCHED' END",
       service_id="CASE WHEN NOT asked THEN service END", why="'made up'"),
    of("budgets.Entry", "bank", id="entry", person_id="person", budget_id="budgetid", kind="'spend'", effective_on="day",
       words="'Spent'", key="'made-up:' || entry", by_name="'made up'"),
    of("budgets.Leg", "bank", entry_id="entry", account_id="CASE WHEN asked THEN unmatched ELSE spent END",
       effective_on="day", amount="-amount"),
    of("budgets.Leg", "bank", entry_id="entry", account_id="holder", effective_on="day", amount="amount"),
    """CREATE TEMP TABLE paid ON COMMIT DROP AS
       SELECT p.id, p.run_id, p.person_id, p.budget_id, p.pay_on, p.amount, m.funder, m.holder,
              nextval(pg_get_serial_sequence('budgets_entry', 'id')) AS entry
       FROM budgets_payment p JOIN made m ON m.budgetid = p.budget_id WHERE p.state = 'paid'""",
    of("budgets.Entry", "paid", id="entry", person_id="person_id", budget_id="budget_id", kind="'payment'",
       effective_on="pay_on", words="'Payment'", key="'payment:' || id || ':run:' || run_id", by_name="'made up'"),
    of("budgets.Leg", "paid", entry_id="entry", account_id="holder", effective_on="pay_on", amount="amount"),
    of("budgets.Leg", "paid", entry_id="entry", account_id="funder", effective_on="pay_on", amount="-amount"),
    """INSERT INTO budgets_balance (account_id, organisation_id, amount, legs)
       SELECT l.account_id, %(org)s, sum(l.amount), count(*) FROM budgets_leg l JOIN budgets_ledgeraccount a ON a.id = l.account_id
       JOIN made m ON m.budgetid = a.budget_id GROUP BY l.account_id""",
)  # fmt: skip
STEPS: tuple[Rows | str, ...] = (*PEOPLE, *PLANS, *MONEY, *SPEND)
