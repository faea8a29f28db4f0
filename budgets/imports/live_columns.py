"""The columns of a spreadsheet of live budgets: one row is one service line, and rows of one budget share its reference.

What belongs to the budget is written on the first of its rows; on the others it is left empty or said again alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phb.core.csv_files import ImportRejected


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what to write in it, an example that can be brought in, and other headings for it.

    `of_line`: it is said for each service line, else once for the budget. `needed`: a budget or line cannot do without.
    """

    name: str
    holds: str
    example: str = ""
    needed: bool = False
    of_line: bool = False
    also: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("reference", "Your own reference of the budget: the same on each of its rows", "B-1071", True, also=("budget_reference", "budget_ref", "budget_id", "budget_number", "phb_reference", "ref")),
    Column("nhs_number", "NHS number, ten digits", "999 000 0018", True, also=("nhs_no", "nhs")),
    Column("given_name", "Given name", "Anneke", True, also=("first_name", "forename", "given_names")),
    Column("family_name", "Family name", "Example", True, also=("surname", "last_name", "family_names")),
    Column("date_of_birth", "Date of birth, like 1948-03-09 or 09/03/1948", "1948-03-09", True, also=("dob", "birth_date", "date_born")),
    Column("address", "Address; used only for somebody who is new here", "1 Made-up Lane, Northmoor", also=("home_address",)),
    Column("postcode", "Postcode; used only for somebody new", "ZZ1 1ZZ", also=("post_code",)),
    Column("gp_practice", "GP practice; used only for somebody new", "Made-up Surgery", also=("gp", "gp_ods", "gp_surgery")),
    Column("place", "One of your places; used only for somebody new", "", also=("locality", "area")),
    Column("coordinator", "E-mail address of the care coordinator here; may be chosen for the whole file instead", "", also=("care_coordinator", "case_manager", "coordinator_email")),
    Column("route", "The funding stream: NHS Continuing Healthcare, Joint package, Section 117 … (or its code)", "CHC", True, also=("stream", "funding_stream", "pathway")),
    Column("eligible_on", "The day on which the right was decided", "2025-02-27", True, also=("date_eligible", "eligibility_date", "eligible_from", "decision_date")),
    Column("decision_words", "The reasons of that decision, or where they are kept", "Intensity and complexity of needs.", True, also=("decision", "eligibility_reasons", "reasons")),
    Column("decided_by", "Who decided, name and role", "A. Made-up, commissioner", also=("decision_maker",)),
    Column("plan_agreed_on", "The day on which the care and support plan was agreed", "2025-04-01", True, also=("plan_date", "date_of_plan", "plan_agreed")),
    Column("review_due_on", "The day by which the plan is reviewed next", "2027-01-20", True, also=("review_date", "next_review", "review_due", "next_review_on")),
    Column("starts", "The first day of the budget", "2025-04-07", True, also=("start", "start_date", "budget_start", "date_started")),
    Column("ends", "The last day of the budget, if one is known", "", also=("end", "end_date", "budget_end")),
    Column("paid_to", "The last day that the old system has paid for; payments here begin the day after", "2026-11-29", also=("paid_up_to", "paid_until", "paid_to_date", "last_day_paid")),
    Column("frequency", "How often a direct payment is paid: weekly, every two weeks, every four weeks, monthly", "every four weeks", also=("payment_frequency", "paid_every")),
    Column("anchor", "A day on which a payment period begins; without it, that of your own calendar", "2026-11-30", also=("period_start", "payment_anchor", "pay_cycle_date")),
    Column("need", "The need that the line meets", "Help with breathing at night", True, True, ("needs", "assessed_need")),
    Column("outcome", "What the person wants to reach with it", "I sleep safely at home", True, True, ("goal", "outcomes", "agreed_outcome")),
    Column("service", "What is bought", "Night carer", True, True, ("service_description", "description", "line", "item")),
    Column("kind", "What kind of service it is: Personal assistant, Agency care, Equipment …", "Personal assistant", True, True, ("service_type", "kind_of_service", "line_type", "type")),
    Column("provider", "Who gives it", "", of_line=True, also=("supplier", "provider_name")),
    Column("hours", "Hours a week", "20", of_line=True, also=("hours_per_week", "hours_a_week", "weekly_hours")),
    Column("rate", "Pounds an hour", "16.50", of_line=True, also=("hourly_rate", "rate_per_hour", "rate_an_hour")),
    Column("assistant_age", "Age of the personal assistant; without it 21 or over", "", of_line=True, also=("pa_age",)),
    Column("weekly", "Pounds a week; without it, hours × rate", "330.00", of_line=True, also=("weekly_amount", "amount_a_week", "weekly_cost", "per_week", "weekly_value")),
    Column("one_off", "Pounds paid once, instead of a weekly amount", "", of_line=True, also=("one_off_amount", "oneoff", "one_off_payment", "once")),
    Column("one_off_on", "The day of that payment", "", of_line=True, also=("one_off_date", "one_off_day")),
    Column("holding", "Who holds the money: Notional budget, Third-party budget, Direct payment, Managed account", "Direct payment", True, True, ("managed_by", "holding_method", "how_held", "management", "budget_type")),
    Column("funders", "Who pays, with shares of 100, the lead first: NHS 60; Northmoor Council 40. Empty: NHS alone", "NHS 100", of_line=True, also=("funder", "funding_split", "split", "funders_and_shares")),
    Column("representative", "Name of the representative, if there is one", "", also=("representative_name",)),
    Column("nominee", "Name of the nominee, if there is one", "", also=("nominee_name",)),
    Column("agreement_signed_on", "The day on which the direct payment agreement was signed", "2025-04-01", also=("agreement_date", "dp_agreement_signed", "agreement_signed")),
    Column("agreement_signed_by", "Who signed it", "Anneke Example", also=("agreement_signatory",)),
    Column("consent_on", "The day on which the person, being able to decide, consented to care and to a direct payment", "2025-04-01", also=("consent_date", "consent_given_on")),
    Column("contribution", "Pounds a week that the person pays towards the council's part", "", also=("client_contribution", "weekly_contribution")),
    Column("contingency_weeks", "Weeks of money set aside for the unforeseen", "4", also=("contingency",)),
    Column("balance", "What the holder's account held, in pounds; kept as an opening figure", "812.40", also=("account_balance", "closing_balance", "old_balance")),
    Column("balance_on", "The day of that balance", "2026-10-31", also=("balance_date", "balance_as_at")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
OF_BUDGET = tuple(column.name for column in COLUMNS if not column.of_line)
OF_LINE = tuple(column.name for column in COLUMNS if column.of_line)
NEEDED = tuple(column.name for column in COLUMNS if column.needed)
_HEADINGS = {heading: column.name for column in COLUMNS for heading in (column.name, *column.also)}
_BANK = re.compile(r"sort_?code|account_(no|number)|iban|bank_(detail|account|name)|card_number")


def heading(cell: str) -> str:
    """A heading as it is compared: "Budget ref." and "budget_ref" are the same."""
    return re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")


def names_of(header: Sequence[str]) -> list[str]:
    """The column that each heading means, in the file's order; empty headings at its end are left out.

    Raises ImportRejected for bank details, a heading that is not known, one column twice, and one that is missing.
    """
    typed = list(header)
    while typed and not typed[-1].strip():
        typed.pop()
    plain = [heading(cell) for cell in typed]
    if bank := [cell.strip() for cell, name in zip(typed, plain, strict=True) if _BANK.search(name)]:
        raise ImportRejected(
            1, f"Bank details do not belong in this file: {', '.join(bank)}. Take these columns out; finance enters the "
            "details with each budget, and a second person checks them.",
        )  # fmt: skip
    names = [_HEADINGS.get(name, "") for name in plain]
    if unknown := [cell.strip() or "(empty)" for cell, name in zip(typed, names, strict=True) if not name]:
        raise ImportRejected(
            1, f"These columns are not known: {', '.join(unknown[:10])}. Take them out, or use the template's headings."
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ImportRejected(1, f"These columns stand twice: {', '.join(twice)}. Keep each once.")
    if missing := [name for name in NEEDED if name not in names]:
        raise ImportRejected(1, f"These columns are missing: {', '.join(missing)}. The first row names the columns.")
    return names
