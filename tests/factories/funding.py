"""Whose money a budget is: a funder, a split that waits, a contribution and a use of contingency."""

from datetime import date
from decimal import Decimal as D
from typing import Any

from budgets.models import Budget, ContingencyUse, Contribution
from budgets.rules.funding import DatedShare
from budgets.services import funding
from phb.core.actors import Actor
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY


def shares(*rows: tuple[str, str]) -> list[DatedShare]:
    """shares(("Council", "£100"), ("NHS", "100")): a sum a week or a percent."""
    return [
        DatedShare(name, fixed_weekly=D(said[1:])) if said[0] == "£" else DatedShare(name, percent=D(said))
        for name, said in rows
    ]


def make_contribution(budget: Budget, by: Actor, **fields: Any) -> Contribution:
    """A row as it is kept, whatever the stream of the budget."""
    values = {
        "kind": "council_charge", "words": "A charge after the financial assessment", "weekly": D("20.00"),
        "starts": TODAY, "decided_on": TODAY, "source": "The council’s letter", **fields,
    }  # fmt: skip
    return Contribution.objects.create(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        recorded_by_id=by.user_id,
        **values,
    )


def agreed_split(budget: Budget, by: Actor, starts: date, *rows: tuple[str, str], on: date = TODAY, **fields: Any):
    """A split that every funder has agreed."""
    split = funding.propose_split(
        budget_id=budget.pk,
        starts=starts,
        shares=shares(*rows),
        reason="As agreed between the bodies.",
        by=by,
        **fields,
    )
    for name, _ in rows:
        split = funding.record_agreement(
            split_id=split.pk, funder=name, agreed_on=on, agreed_by_name="A director", agreed_how="E-mail", on=on, by=by
        )
    return split


def funded(world: Any, version: Any) -> None:
    """In the world of the walkers: one of each, on the budget that is paid."""
    made, canary = world.actors, world.canaries[version.person_id]
    budget = Budget.objects.get(plan_id=version.plan_id)
    act_as(made["COM"])
    funding.add_funder(name="NHS", full_name="NHS Northmoor Integrated Care Board", kind="nhs", by=made["COM"])
    funding.propose_split(
        budget_id=budget.pk, starts=TODAY, shares=shares(("NHS", "100")), reason=f"{canary} is at home.", by=made["COM"]
    )
    make_contribution(budget, made["FIN"], words=f"{canary} pays")
    act_as(made["CC"])
    ContingencyUse.objects.create(
        organisation_id=budget.organisation_id, person_id=budget.person_id, budget=budget, amount=D("10.00"),
        what_happened=f"{canary} had no assistant.", needed_on=TODAY, asked_on=TODAY, asked_by_id=made["CC"].user_id,
    )  # fmt: skip
