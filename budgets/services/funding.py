"""Whose money a budget is: funders, dated splits, each funder's agreement, disputes that hold nothing up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from budgets.enums import FunderKind, SplitState
from budgets.models import Budget, Funder, FundingShare, FundingSplit
from budgets.permissions import check_may
from budgets.rules.funding import DatedShare, check_shares, share_words
from budgets.rules.streams import check_kinds
from budgets.selectors.funding import LEAD, dispute_pays, kinds_of, line_names
from budgets.services._common import lock_budget
from budgets.services.sharing_again import share_again
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import parse_pounds
from phb.core.moving import locked, move, note
from phb.core.periods import say_date

LEAST_WORDS = 3


@transaction.atomic
def add_funder(
    *, name: str, full_name: str, kind: str, by: Actor, cost_centre: str = "", members: Sequence[dict[str, str]] = ()
) -> Funder:
    """Add a body whose money is in budgets. `members` of a pooled fund: [{"name": "NHS Northmoor", "percent": "60"}].

    Raises RuleBroken for a name that is used, or members that do not make 100 percent.
    """
    check_may(by, "funding", "W")
    name = name.strip()
    if Funder.objects.filter(organisation_id=by.organisation_id, name__iexact=name).exists():
        raise RuleBroken(f"A funder called “{name}” is on the list already.", "name")
    _check_members(kind, members)
    return Funder.objects.create(
        organisation_id=by.organisation_id,
        name=name,
        full_name=full_name.strip(),
        kind=FunderKind(kind),
        cost_centre=cost_centre.strip(),
        members=list(members),
    )


@transaction.atomic
def change_funder(
    *, funder_id: int, full_name: str, by: Actor, cost_centre: str = "", members: Sequence[dict[str, str]] = ()
) -> Funder:
    """Change what is said of a funder. Its name stays: plans and payments call it so."""
    check_may(by, "funding", "W")
    funder = locked(Funder.objects.filter(organisation_id=by.organisation_id), pk=funder_id)
    _check_members(funder.kind, members)
    funder.full_name, funder.cost_centre, funder.members = full_name.strip(), cost_centre.strip(), list(members)
    funder.save(update_fields=["full_name", "cost_centre", "members"])
    return funder


@transaction.atomic
def end_funder(*, funder_id: int, on: date, by: Actor) -> Funder:
    """No new split may name this funder from a day on; what it shares in goes on until it is changed."""
    check_may(by, "funding", "W")
    funder = locked(Funder.objects.filter(organisation_id=by.organisation_id), pk=funder_id)
    if funder.ended_on is None:
        funder.ended_on = on
        funder.save(update_fields=["ended_on"])
    return funder


@transaction.atomic
def propose_split(
    *,
    budget_id: int,
    starts: date,
    shares: Sequence[DatedShare],
    reason: str,
    by: Actor,
    line: int | None = None,
) -> FundingSplit:
    """Propose how a budget, or one line of it, is shared from a day on. It counts when every funder has agreed.

    Raises RuleBroken when the percents do not make 100, nobody has a percent, a funder is unknown or may not pay this
    stream, or the day is before the budget.
    """
    check_may(by, "funding", "W")
    budget = lock_budget(by, budget_id)
    _check_proposal(budget, starts, shares, reason)
    _check_line(budget, line)
    split = FundingSplit.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        line=line,
        starts=starts,
        reason=reason.strip(),
        proposed_by_id=by.user_id,
    )
    note(split, "created", by=by, before="", after=split.state)
    _keep_shares(split, shares)
    return split


@transaction.atomic
def record_agreement(
    *, split_id: int, funder: str, agreed_on: date, agreed_by_name: str, agreed_how: str, on: date, by: Actor
) -> FundingSplit:
    """Record that a funder agreed to its part: who, when and how. When the last one has, the split counts.

    Recording the same agreement again changes nothing. Raises RuleBroken for a day to come, or a split that is disputed
    or withdrawn.
    """
    check_may(by, "funding", "W")
    split = _locked_split(by, split_id)
    share = split.shares.filter(funder=funder).first()
    if share is None:
        raise RuleBroken(f"{funder} has no part in this split.", "funder")
    if share.agreed_on is not None:
        return split
    if split.state != SplitState.PROPOSED:
        raise RuleBroken(f"This split is “{split.get_state_display().lower()}”, so no agreement is recorded on it.")
    if agreed_on > on:
        raise RuleBroken("The day of the agreement cannot be in the future.", "agreed_on")
    share.agreed_on, share.agreed_by_name, share.agreed_how = agreed_on, agreed_by_name.strip(), agreed_how.strip()
    share.recorded_by_id = by.user_id
    share.save(update_fields=["agreed_on", "agreed_by_name", "agreed_how", "recorded_by"])
    if not split.shares.filter(agreed_on=None).exists():
        last = max(split.shares.values_list("agreed_on", flat=True))
        move(split, "agree", by=by, reason="Every funder has agreed.", agreed_on=last)
        share_again(split.budget, why=f"The funders agreed the split from {say_date(split.starts)}.", on=on, by=by)
    return split


@transaction.atomic
def dispute_split(*, split_id: int, words: str, on: date, by: Actor) -> FundingSplit:
    """Record that a funder does not agree, with its words. Care and payments go on: see the setting `dispute_pays`."""
    check_may(by, "funding", "W")
    split = _locked_split(by, split_id)
    if split.state == SplitState.DISPUTED:
        return split
    if len(words.strip()) < LEAST_WORDS:
        raise RuleBroken("Write who does not agree and why.", "words")
    move(split, "dispute", by=by, reason=words.strip(), dispute=words.strip(), disputed_on=on, agreed_on=None)
    share_again(split.budget, why=f"The split from {say_date(split.starts)} is disputed.", on=on, by=by)
    return split


@transaction.atomic
def settle_split(
    *, split_id: int, words: str, settled_on: date, on: date, by: Actor, shares: Sequence[DatedShare] = ()
) -> FundingSplit:
    """Settle a dispute from the same first day: as the split stands, or with other `shares`, which make a new split.

    Then what each funder paid meanwhile is compared with what it should have paid (`selectors.paid_and_due`).
    """
    check_may(by, "funding", "W")
    split = _locked_split(by, split_id)
    if split.state == SplitState.AGREED:
        return split
    FundingSplit.life_cycle.check(split.state, "settle")
    if len(words.strip()) < LEAST_WORDS:
        raise RuleBroken("Write how the dispute was settled, and by whom.", "words")
    if settled_on > on:
        raise RuleBroken("The day of the settlement cannot be in the future.", "settled_on")
    if shares and list(shares) != _shares_of(split):
        split = _settle_otherwise(split, shares, words.strip(), by)
    else:
        move(split, "settle", by=by, reason=words.strip(), agreed_on=settled_on)
    _agree_all(split, settled_on, words.strip(), by)
    share_again(
        split.budget, why=f"The dispute over the split from {say_date(split.starts)} was settled.", on=on, by=by
    )
    return split


@transaction.atomic
def withdraw_split(*, split_id: int, reason: str, on: date, by: Actor) -> FundingSplit:
    """Take a split back that was wrong: what counted before it counts again from its first day."""
    check_may(by, "funding", "W")
    split = _locked_split(by, split_id)
    if split.state == SplitState.WITHDRAWN:
        return split
    if len(reason.strip()) < LEAST_WORDS:
        raise RuleBroken("Write why the split is withdrawn.", "reason")
    counted = split.state == SplitState.AGREED or (split.state == SplitState.DISPUTED and dispute_pays(split) == LEAD)
    move(split, "withdraw", by=by, reason=reason.strip())
    if counted:
        share_again(split.budget, why=f"The split from {say_date(split.starts)} was withdrawn.", on=on, by=by)
    return split


def _check_proposal(budget: Budget, starts: date, shares: Sequence[DatedShare], reason: str) -> None:
    check_shares(shares)
    if not any(share.percent for share in shares):
        raise RuleBroken(
            "Give one funder a percent, so that what fixed sums leave is paid, also after a rise.", "shares"
        )
    if starts < budget.starts:
        raise RuleBroken(f"The budget begins on {say_date(budget.starts)}. Choose that day or a later one.", "starts")
    if len(reason.strip()) < LEAST_WORDS:
        raise RuleBroken("Write why the money is shared like this.", "reason")
    kinds = kinds_of(budget.organisation_id)
    ended = Funder.objects.filter(organisation_id=budget.organisation_id, ended_on__lte=starts)
    gone = set(ended.filter(name__in=[share.funder for share in shares]).values_list("name", flat=True))
    if gone:
        raise RuleBroken(f"{sorted(gone)[0]} is no funder any more on that day. Choose another.", "shares")
    check_kinds(budget.stream, [(share, kinds(share.funder)) for share in shares])


def _check_line(budget: Budget, line: int | None) -> None:
    if line is not None and line not in line_names(budget):
        raise RuleBroken("This line is not in the budget. Choose one of its lines.", "line")


def _keep_shares(split: FundingSplit, shares: Sequence[DatedShare], **agreed: Any) -> None:
    FundingShare.objects.bulk_create(
        FundingShare(
            organisation_id=split.organisation_id,
            person_id=split.person_id,
            split=split,
            position=position,
            funder=share.funder,
            percent=share.percent,
            fixed_weekly=share.fixed_weekly,
            **agreed,
        )
        for position, share in enumerate(shares)
    )


def _settle_otherwise(split: FundingSplit, shares: Sequence[DatedShare], words: str, by: Actor) -> FundingSplit:
    """A new split from the same day; the one disputed stays on record, withdrawn."""
    _check_proposal(split.budget, split.starts, shares, words)
    said = ", ".join(share_words(share) for share in shares)
    move(split, "withdraw", by=by, reason=f"Settled with other shares: {said}. {words}")
    settled = FundingSplit.objects.create(
        organisation_id=split.organisation_id,
        person_id=split.person_id,
        budget=split.budget,
        line=split.line,
        starts=split.starts,
        reason=words,
        dispute=split.dispute,
        disputed_on=split.disputed_on,
        proposed_by_id=by.user_id,
    )
    note(settled, "created", by=by, before="", after=settled.state)
    _keep_shares(settled, shares)
    move(settled, "agree", by=by, reason=words)
    return settled


def _agree_all(split: FundingSplit, on: date, words: str, by: Actor) -> None:
    """A settlement is the agreement of those who had not agreed yet."""
    split.agreed_on = on
    split.save(update_fields=["agreed_on"])
    for share in split.shares.filter(agreed_on=None):
        share.agreed_on, share.agreed_by_name, share.agreed_how = on, "Settled", words[:200]
        share.recorded_by_id = by.user_id
        share.save(update_fields=["agreed_on", "agreed_by_name", "agreed_how", "recorded_by"])


def _shares_of(split: FundingSplit) -> list[DatedShare]:
    return [DatedShare(each.funder, each.percent, each.fixed_weekly) for each in split.shares.all()]


def _check_members(kind: str, members: Sequence[dict[str, str]]) -> None:
    if kind != FunderKind.POOL:
        if members:
            raise RuleBroken("Only a pooled fund has members. Leave them empty.", "members")
        return
    if not members:
        raise RuleBroken("Name the bodies whose money is in the pooled fund, with their percents.", "members")
    check_shares([DatedShare(each["name"], percent=parse_pounds(str(each["percent"]))) for each in members])


def _locked_split(by: Actor, split_id: int) -> FundingSplit:
    """The split with its budget, the budget locked first: payments may change with it."""
    rows = FundingSplit.objects.filter(organisation_id=by.organisation_id)
    known = rows.filter(pk=split_id).values_list("budget_id", flat=True).first()
    if known is None:
        raise NotVisible
    budget = lock_budget(by, known)
    split = locked(rows, pk=split_id)
    split.budget = budget
    return split
