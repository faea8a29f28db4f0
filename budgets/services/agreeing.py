"""From plan to agreed budget: the finance check proposes, a commissioner who drafted none of it authorises."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.enums import BudgetState, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion, Indicative
from budgets.permissions import check_may
from budgets.rules import proposing
from budgets.selectors.before_proposing import PlanMoney, newest_indicative, plan_money
from budgets.selectors.for_plans import above_indicative
from budgets.selectors.plan_lines import budget_lines
from budgets.selectors.terms import authorised_for, last_day, terms_of
from budgets.services._common import lock_budget, next_reference
from budgets.services.contingency_terms import contingency_fields
from budgets.services.explaining import ask_for_explanation
from careplans import selectors as careplans
from careplans import services as plans
from careplans.enums import Measure
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.moving import move, note

__all__ = [
    "approve_first",
    "authorise",
    "authorised_for",
    "figures_above",
    "give_back",
    "last_day",
    "newest_indicative",
    "proposal_of",
    "propose",
    "terms_of",
]
NO_REASONS: Mapping[str, str] = {}
FINANCE, APPROVAL, AUTHORISATION = "finance", "approval", "authorisation"


@transaction.atomic
def propose(
    *,
    plan_version_id: int,
    by: Actor,
    on: date,
    content_hash: str = "",
    difference_reason: str = "",
    words: str = "",
    starts: date | None = None,
    enough: Mapping[str, str] = NO_REASONS,
    line_reasons: Mapping[str, str] = NO_REASONS,
) -> BudgetVersion:
    """The finance check: the plan's lines become a proposed budget, and the plan carries finance's signature.

    Raises RuleBroken when a line does not add up or is short of its full cost, the funders do not make 100 percent, or the
    amount differs from the indicative one without a reason. `content_hash` names the plan that was seen; `starts` is the
    first day that the year's money is worked out from, today when not given. By the number of the plan's line: `enough`,
    why an amount that no rule can call enough is enough (regulation 13(1): missing is refused); `line_reasons`, why its
    money differs from the version in force (the reason of the whole where it has none of its own).
    """
    check_may(by, "finance check", "A")
    version = careplans.version_for(by, plan_version_id)
    anew = version.state == "clinically_approved"  # else the same page was sent twice, or it is not its turn
    money = plan_money(version, on)
    if money.faults or money.sums is None:
        raise RuleBroken("The plan cannot be proposed. " + " ".join(money.faults))
    sums, indicative = money.sums, money.indicative
    proposing.check_stream(version.plan.case.route, sums)
    reason = _difference_reason(sums.weekly, indicative, difference_reason)
    answers = _enough(money, enough) if anew else {}
    plans.sign(
        version_id=version.pk,
        kind=FINANCE,
        content_hash=content_hash or version.content_hash,
        by=by,
        on=on,
        words=words,
    )
    if not anew:  # also when a commissioner has decided meanwhile: the page that comes again proposes nothing more
        mine = BudgetVersion.objects.filter(plan_version_id=version.pk, proposed_by_id=by.user_id).order_by("-id")
        if (made := mine.first()) is not None:
            return made
    first = starts or on
    budget = _budget_of(version, indicative, by, on, first)
    _withdraw_proposals(budget, "A newer proposal took its place.", by)
    number = (budget.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    proposal = BudgetVersion.objects.create(
        organisation_id=by.organisation_id,
        person_id=version.person_id,
        budget=budget,
        plan_version_id=version.pk,
        number=number,
        effective_from=first,
        weekly=sums.weekly,
        direct_payment_weekly=sums.direct_weekly,
        one_offs=sums.one_offs,
        **contingency_fields(budget, sums.direct_weekly, first),
        difference_reason=reason,
        difference_reasons={
            each.key: words for each in money.to_explain if (words := line_reasons.get(each.key, "").strip() or reason)
        },
        enough_reasons=answers,
        proposed_by_id=by.user_id,
    )
    note(proposal, "created", by=by, before="", after=proposal.state)
    BudgetLine.objects.bulk_create(budget_lines(proposal, money.rows))
    move(proposal, "propose", by=by, reason=reason)
    return proposal


@transaction.atomic
def authorise(*, plan_version_id: int, content_hash: str, words: str, on: date, by: Actor) -> Budget:
    """Authorise the plan and agree its budget, with written reasons; the care plan is printed as a PDF.

    `content_hash` names exactly what was seen: a plan changed since is refused. Raises RuleBroken above
    the scheme's limits without the panel or the first approval that it asks for, and to whoever drafted, signed,
    refused or proposed any of it.
    """
    check_may(by, "authorisation", "A")
    if not words.strip():
        raise RuleBroken("Write the reasons for the decision.", "words")
    version = careplans.version_for(by, plan_version_id)
    proposal = proposal_of(by, version.pk)
    if proposal is None:
        return _agreed_before(version.pk, content_hash, by)
    budget = lock_budget(by, proposal.budget_id)
    proposal.refresh_from_db()
    if proposal.state == VersionState.AGREED:
        return _agreed_before(version.pk, content_hash, by)
    _check_proposer(proposal, by)
    plans.sign(
        version_id=version.pk, kind=AUTHORISATION, content_hash=content_hash, by=by, on=on, words=words.strip(),
        figures=figures_above(proposal),
    )  # fmt: skip
    for earlier in budget.versions.filter(state=VersionState.AGREED):
        move(earlier, "supersede", by=by, reason=f"Version {proposal.number} was agreed.")
    move(proposal, "agree", by=by, reason=words.strip(), agreed_on=on, agreed_by_id=by.user_id)
    if budget.state == BudgetState.SETTING_UP:
        # A running budget keeps its sum until the later version comes into force (`take_over`).
        most = authorised_for(budget, proposal)
        budget.authorised, budget.authorised_to = most.amount, most.to
        budget.save(update_fields=["authorised", "authorised_to"])
    plans.ask_for_pdf(version_id=version.pk, by=by)
    ask_for_explanation(version=proposal, by=by)
    return budget


@transaction.atomic
def approve_first(*, plan_version_id: int, content_hash: str, words: str, on: date, by: Actor) -> None:
    """The first of two approvals, where the scheme asks for two commissioners: signed, and the plan waits for the second.

    Raises RuleBroken where the scheme does not ask for it, without reasons, and as `authorise`.
    """
    check_may(by, "authorisation", "A")
    if not words.strip():
        raise RuleBroken("Write the reasons for the decision.", "words")
    version = careplans.version_for(by, plan_version_id)
    proposal = proposal_of(by, version.pk)
    if proposal is None:
        raise RuleBroken("Finance has not proposed a budget for this plan, or it was decided already. Open it again.")
    _check_proposer(proposal, by)
    plans.sign(
        version_id=version.pk, kind=APPROVAL, content_hash=content_hash, by=by, on=on, words=words.strip(),
        figures=figures_above(proposal),
    )  # fmt: skip


@transaction.atomic
def give_back(*, plan_version_id: int, reasons: str, by: Actor) -> None:
    """Give a plan back with reasons, at the finance check or at authorisation; its proposed budget is withdrawn."""
    step = ("authorisation", "A") if by.role == "COM" else ("finance check", "A")
    check_may(by, *step)
    if not reasons.strip():
        raise RuleBroken("Write what has to be put right.", "reasons")
    version = careplans.version_for(by, plan_version_id)
    proposal = proposal_of(by, version.pk)
    if proposal is not None:
        _withdraw_proposals(lock_budget(by, proposal.budget_id), reasons.strip(), by)
    plans.give_back(version_id=version.pk, reasons=reasons.strip(), by=by)


def proposal_of(by: Actor, plan_version_id: int) -> BudgetVersion | None:
    """The proposed budget of a version of a plan that waits for authorisation, if there is one.

    A plan given back or refused keeps its old proposal until finance checks it anew; while it is not waiting, that
    proposal counts for nothing.
    """
    rows = BudgetVersion.objects.filter(
        organisation_id=by.organisation_id, plan_version_id=plan_version_id, plan_version__state="finance_checked"
    )
    return (
        rows.filter(state=VersionState.PROPOSED)
        .select_related("budget__indicative", "proposed_by")
        .order_by("-id")
        .first()
    )


def figures_above(version: BudgetVersion) -> dict[Measure, Decimal]:
    """What limits are measured by and the plan alone does not know, as its gates and the panel read it."""
    return above_indicative(version.plan_version, newest_indicative(version.plan_version))


def _check_proposer(proposal: BudgetVersion, by: Actor) -> None:
    if proposal.proposed_by_id == by.user_id:
        raise RuleBroken("You proposed this budget, so another commissioner must authorise it.")


def _enough(money: PlanMoney, said: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the rule asked of each line and the answer, as it is kept. Raises RuleBroken for a line without an answer."""
    for each in money.asked:
        if not said.get(each.key, "").strip():
            raise RuleBroken(each.why, f"enough_line_{each.key}")
    return {each.key: {"line": each.words, "asked": each.why, "words": said[each.key].strip()} for each in money.asked}


def _difference_reason(weekly: Decimal, indicative: Indicative | None, reason: str) -> str:
    if reason.strip():
        return reason.strip()
    if indicative is None:
        raise RuleBroken("No indicative amount was given. Write what the cost was compared with.", "difference_reason")
    if weekly != indicative.weekly:
        raise RuleBroken(
            f"{proposing.difference_words(weekly, indicative.weekly)} Write the reason for the difference.",
            "difference_reason",
        )
    return ""


def _budget_of(version: Any, indicative: Indicative | None, by: Actor, on: date, starts: date) -> Budget:
    known = Budget.objects.filter(organisation_id=by.organisation_id, plan_id=version.plan_id).first()
    if known is not None:
        budget = lock_budget(by, known.pk)
        if budget.state == BudgetState.SETTING_UP and budget.indicative_id != (indicative and indicative.pk):
            budget.indicative = indicative
            budget.save(update_fields=["indicative"])
        return budget
    budget = Budget.objects.create(
        organisation_id=by.organisation_id,
        person_id=version.person_id,
        case_id=version.plan.case_id,
        plan_id=version.plan_id,
        reference=next_reference("B", Budget, by, on),
        stream=version.plan.case.route,
        starts=starts,
        indicative=indicative,
    )
    note(budget, "created", by=by, before="", after=budget.state)
    return budget


def _agreed_before(plan_version_id: int, content_hash: str, by: Actor) -> Budget:
    """The budget that this very page agreed when it was sent the first time. Raises RuleBroken for any other case."""
    agreed = BudgetVersion.objects.filter(
        organisation_id=by.organisation_id,
        plan_version_id=plan_version_id,
        state=VersionState.AGREED,
        agreed_by_id=by.user_id,
        plan_version__content_hash=content_hash,
    )
    found = agreed.select_related("budget").first()
    if found is None:
        raise RuleBroken("Finance has not proposed a budget for this plan, or it was decided already. Open it again.")
    return found.budget


def _withdraw_proposals(budget: Budget, reason: str, by: Actor) -> None:
    for proposal in budget.versions.filter(state=VersionState.PROPOSED):
        move(proposal, "withdraw", by=by, reason=reason)
