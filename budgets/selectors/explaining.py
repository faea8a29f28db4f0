"""The facts behind the explanation of a budget, gathered for one version: lines, who holds, who pays, what is kept aside."""

from datetime import date

from budgets.enums import Frequency, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion
from budgets.rules.explaining import Explanation, LineFacts, explain, often
from budgets.rules.whose_money import share_week
from budgets.selectors.budgets import version_being_set
from budgets.selectors.contingency import terms_of_version
from budgets.selectors.contributions import contributions_of
from budgets.selectors.funding import splits_of
from budgets.selectors.plan_lines import lines_of_version
from budgets.selectors.terms import terms_of
from careplans.enums import HoldingMethod, ServiceKind
from phb.core.money import ZERO


def explained_version(budget: Budget) -> BudgetVersion | None:
    """The version to explain to the person: the agreed one, else the newest that was agreed once; None before any was."""
    found = version_being_set(budget)
    if found is not None and found.state == VersionState.AGREED:
        return found
    rows = budget.versions.filter(agreed_on__isnull=False).exclude(state=VersionState.WITHDRAWN)
    return rows.select_related("plan_version").order_by("-number").first()


def _why_other(budget: Budget, version: BudgetVersion) -> str:
    """Why a version is another amount than the first one told: of an uplift, with the reason of the plan before it."""
    if version.uplift is None:
        return version.difference_reason
    planned = budget.versions.filter(uplift=None, number__lt=version.number, agreed_on__isnull=False)
    before = planned.exclude(state=VersionState.WITHDRAWN).order_by("-number").first()
    first = f"{before.difference_reason.rstrip('. ')}. " if before is not None and before.difference_reason else ""
    return f"{first}Then prices rose: {version.uplift.reason}"


def explanation_of(budget: Budget, version: BudgetVersion, on: date) -> Explanation:
    """A version of a budget in plain words, as the shares between funders and charges stand on a day."""
    rows = list(version.lines.select_related("service"))
    payers = share_week(lines_of_version(version), on, splits_of([budget.pk])[budget.pk])
    charges = [
        each.weekly or ZERO
        for each in contributions_of([budget.pk])[budget.pk]
        if each.kind == "council_charge" and each.start <= on and (each.end is None or on <= each.end)
    ]
    terms = terms_of(budget, version)
    given = budget.indicative
    return explain(
        weekly=version.weekly,
        starts=max(version.effective_from or budget.starts, budget.starts),
        lines=[_facts(row) for row in rows],
        payers=[(part.funder, part.amount) for part in payers],
        contingency=terms_of_version(version),
        indicative=(given.weekly, given.given_on) if given is not None else None,
        difference_reason=_why_other(budget, version),
        paid_every=often(Frequency(terms.frequency).label) if terms else "",
        charge=sum(charges, ZERO),
    )


def _facts(line: BudgetLine) -> LineFacts:
    return LineFacts(
        line.description,
        line.weekly,
        line.one_off,
        HoldingMethod(line.holding),
        line.one_off_on,
        line.hours_per_week,
        line.rate,
        tuple(words for words in line.outcome_words.splitlines() if words.strip()),
        employs=line.kind == ServiceKind.PERSONAL_ASSISTANT,
        raised=line.working.get("said", ""),
    )
