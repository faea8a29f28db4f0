"""On what terms a version is paid, and the most that may be paid under it: the parts of what is authorised."""

from datetime import date

from budgets.enums import Frequency
from budgets.models import Budget, BudgetVersion
from budgets.rules import proposing
from budgets.rules.contingency import authorised_extra, wheelchair_last_day
from budgets.rules.schedule import PaymentTerms, WeeklyRate
from budgets.selectors.contingency import terms_of_version
from budgets.selectors.plan_lines import lines_of_version
from eligibility.enums import Route
from phb.core.calendar import bank_holidays
from phb.core.policies import policy


def terms_of(budget: Budget, version: BudgetVersion, starts: date | None = None) -> PaymentTerms | None:
    """How the direct payment of a version would be paid from a day on; None when nothing is paid every week."""
    if not version.direct_payment_weekly:
        return None
    first = starts or version.effective_from or budget.starts
    organisation, stream = budget.organisation_id, budget.stream
    asked = version.plan_version.payment_frequency or policy(
        "payment_frequency", on=first, organisation_id=organisation, stream=stream
    )
    anchor = date.fromisoformat(policy("payment_anchor", on=first, organisation_id=organisation, stream=stream))
    last = last_day(budget, version, first)
    rates = (WeeklyRate(first, version.direct_payment_weekly),)
    return PaymentTerms(Frequency(str(asked).lower()), anchor, first, rates, last)


def last_day(budget: Budget, version: BudgetVersion, starts: date) -> date:
    """The last day of the year that an authorisation from a day covers."""
    return budget.authorised_to or term_end(budget, starts, version.plan_version.effective_to)


def term_end(budget: Budget, starts: date, ends: date | None) -> date:
    """The last day of what is authorised from a day: a year, of a wheelchair budget its three to five years; never after
    the plan's own end."""
    if budget.stream != Route.WHEELCHAIR:
        return proposing.last_day_of_year(starts, ends)
    years = policy("wheelchair_budget_years", on=starts, organisation_id=budget.organisation_id, stream=budget.stream)
    last = wheelchair_last_day(starts, int(years))
    return min(last, ends) if ends else last


def authorised_for(budget: Budget, version: BudgetVersion) -> proposing.Authorised:
    """What may be paid and committed under a version: due payments of the year, one-offs, contingency if inside."""
    first = version.effective_from or budget.starts
    to = term_end(budget, first, version.plan_version.effective_to)
    sums = proposing.totals(lines_of_version(version))
    contingency = authorised_extra(terms_of_version(version), ())
    holidays = bank_holidays(first.year - 1, to.year + 1)
    terms = terms_of(budget, version, first)
    return proposing.authorised(terms, sums.direct_one_offs, contingency, to, holidays)
