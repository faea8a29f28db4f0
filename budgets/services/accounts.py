"""The agreement that a direct payment stands on, and the account it is paid into (I10)."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction

from budgets.models import Agreement, PayeeAccount
from budgets.permissions import check_may, check_staff_finance
from budgets.services._common import lock_budget
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.jobs import ask
from phb.core.periods import local_date
from phb.core.policies import policy
from phb.core.selectors import people

ACCOUNT_KINDS = (
    ("BANK_ACCOUNT", "The holder's own bank account for the budget"),
    ("PREPAID_CARD", "Prepaid card account"),
    ("MANAGED", "Managed account"),
)
SIGNED_AS = (
    ("HOLDER", "The budget holder"),
    ("REPRESENTATIVE", "Their representative"),
    ("NOMINEE", "Their nominee"),
)


@transaction.atomic
def record_agreement(
    *, budget_id: int, signed_by_name: str, signed_as: str, signed_on: date, on: date, by: Actor
) -> Agreement:
    """Record that the direct payment agreement was signed; an earlier one ends the day before.

    Raises RuleBroken for a day to come, or when the name is missing.
    """
    check_may(by, "payment agreement", "WA")
    budget = lock_budget(by, budget_id)
    if signed_on > on:
        raise RuleBroken("The agreement cannot be signed on a day to come. Check the date.", "signed_on")
    if not signed_by_name.strip():
        raise RuleBroken("Enter the name of the one who signed.", "signed_by_name")
    for earlier in budget.agreements.filter(ended_on=None):
        earlier.ended_on = max(signed_on, earlier.signed_on)
        earlier.save(update_fields=["ended_on"])
    return Agreement.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        signed_by_name=signed_by_name.strip(),
        signed_as=signed_as,
        signed_on=signed_on,
        recorded_by_id=by.user_id,
    )


@transaction.atomic
def enter_account(
    *,
    budget_id: int,
    name_on_account: str,
    sort_code: str,
    account_number: str,
    on: date,
    by: Actor,
    kind: str = "BANK_ACCOUNT",
    at: datetime | None = None,
) -> PayeeAccount:
    """Enter bank details. Nothing is paid into them until another finance officer has checked them (I10).

    `at` is the moment it was entered, now when not given. Details entered before and not checked yet are put
    aside. Raises RuleBroken for a sort code or
    number that cannot be one.
    """
    check_may(by, "bank details", "W")
    budget = lock_budget(by, budget_id)
    sort, number = digits(sort_code), digits(account_number)
    if not re.fullmatch(r"[0-9]{6}", sort):
        raise RuleBroken("The sort code must have 6 digits, like 08 99 99.", "sort_code")
    if not re.fullmatch(r"[0-9]{6,8}", number):
        raise RuleBroken("The account number must have 6 to 8 digits.", "account_number")
    if not name_on_account.strip():
        raise RuleBroken("Enter the name on the account.", "name_on_account")
    for waiting in budget.payee_accounts.filter(checked_at=None, ended_on=None):
        waiting.ended_on = on
        waiting.save(update_fields=["ended_on"])
    return PayeeAccount.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        name_on_account=name_on_account.strip(),
        sort_code=sort,
        account_number=number.zfill(8),
        kind=kind,
        entered_by_id=by.user_id,
        **({} if at is None else {"entered_at": at}),
    )


@transaction.atomic
def check_account(
    *,
    account_id: int,
    at: datetime,
    by: Actor,
    told_on: date | None = None,
    sort_code: str | None = None,
    account_number: str | None = None,
) -> PayeeAccount:
    """Confirm bank details that another person entered. They can be used when the rest after a change is over.

    `told_on` is the day on which the holder was told of the change by their known, old contact;
    needed when the details replace others. `sort_code` and `account_number` are typed again from the
    holder's paper and must be the same. Raises RuleBroken for one's own entry.
    """
    check_may(by, "bank details", "W")
    check_staff_finance(by)
    account = _locked_account(by, account_id)
    if account.entered_by_id == by.user_id:
        raise RuleBroken("You entered these details, so another finance officer must check them.")
    if account.checked_at is not None or account.ended_on is not None:
        raise RuleBroken("These details were checked or replaced already. Open the budget again.")
    typed = (digits(sort_code or account.sort_code), digits(account_number or account.account_number).zfill(8))
    if typed != (account.sort_code, account.account_number):
        raise RuleBroken(
            "These are not the details that were entered. Compare both with the holder's paper.", "sort_code"
        )
    on = local_date(at)
    old = account.budget.payee_accounts.filter(checked_at__isnull=False, ended_on=None).first()
    if old is not None and told_on is None:
        raise RuleBroken(
            "Tell the holder of the change by the telephone or address you already had, and enter the day you did.",
            "told_on",
        )
    if told_on is not None and not local_date(account.entered_at) <= told_on <= on:
        raise RuleBroken("The day must be between the day the details were entered and today.", "told_on")
    if old is not None:
        old.ended_on = on
        old.save(update_fields=["ended_on"])
        ask(
            "budgets.tell_of_new_account",
            by=by,
            payload={"account_id": account.pk},
            person_id=account.person_id,
            key=f"account:{account.pk}",
        )
    hours = int(policy("bank_details_rest_hours", on=on, organisation_id=by.organisation_id))
    account.checked_by_id, account.checked_at = by.user_id, at
    account.usable_from, account.old_contact_told_on = at + timedelta(hours=hours), told_on
    account.save(update_fields=["checked_by", "checked_at", "usable_from", "old_contact_told_on"])
    return account


@transaction.atomic
def refuse_account(*, account_id: int, on: date, by: Actor) -> PayeeAccount:
    """Put aside bank details that are not right; they have to be entered again."""
    check_may(by, "bank details", "W")
    check_staff_finance(by)
    account = _locked_account(by, account_id)
    if account.checked_at is not None or account.ended_on is not None:
        raise RuleBroken("These details were checked or replaced already. Open the budget again.")
    account.ended_on = on
    account.save(update_fields=["ended_on"])
    return account


def digits(text: str) -> str:
    """A sort code or number without the spaces and hyphens that people write into it."""
    return text.replace(" ", "").replace("-", "")


def _locked_account(by: Actor, account_id: int) -> PayeeAccount:
    mine = PayeeAccount.objects.filter(organisation_id=by.organisation_id, person__in=people(by), pk=account_id)
    found = mine.order_by().first()
    if found is None:
        raise NotVisible
    lock_budget(by, found.budget_id)
    return PayeeAccount.objects.select_related("budget").get(pk=found.pk)
