"""Agreement, bank details, and the start of a budget."""

from datetime import date
from typing import Any

from budgets.services.accounts import ACCOUNT_KINDS, SIGNED_AS
from phb.core import forms as nhs


class AgreementForm(nhs.IdempotentForm):
    """The direct payment agreement, as signed on paper or online."""

    signed_by_name = nhs.TextField(label="Who signed it")
    signed_as = nhs.RadiosField(label="They signed as", choices=SIGNED_AS)
    signed_on = nhs.DateField(label="Date signed", hint="For example, 14 5 2026")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].not_after = today


class AccountForm(nhs.IdempotentForm):
    """Bank details. Nothing of it is shown again in full."""

    name_on_account = nhs.TextField(label="Name on the account", max_length=120, autocomplete="off")
    sort_code = nhs.TextField(
        label="Sort code",
        hint="Must be 6 digits long",
        max_length=12,
        width=5,
        inputmode="numeric",
        spellcheck=False,
        autocomplete="off",
    )
    account_number = nhs.TextField(
        label="Account number",
        hint="Must be between 6 and 8 digits long",
        max_length=12,
        width=10,
        inputmode="numeric",
        spellcheck=False,
        autocomplete="off",
    )
    kind = nhs.RadiosField(label="Kind of account", choices=ACCOUNT_KINDS)


class CheckAccountForm(nhs.IdempotentForm):
    """Type the details again from the paper: that they are the same is the check."""

    sort_code = nhs.TextField(
        label="Sort code, from the holder's own paper",
        max_length=12,
        width=5,
        inputmode="numeric",
        spellcheck=False,
        autocomplete="off",
    )
    account_number = nhs.TextField(
        label="Account number, from the holder's own paper",
        max_length=12,
        width=10,
        inputmode="numeric",
        spellcheck=False,
        autocomplete="off",
    )
    told_on = nhs.DateField(
        label="Day the holder was told by their known contact",
        hint="Use the telephone number or address you had before the change",
    )

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["told_on"]


class TakeOverForm(nhs.IdempotentForm):
    """The first day of a later version; where it pays less, when the holder was told."""

    starts = nhs.DateField(label="First day that it counts for", hint="For example, 14 5 2026")
    told_on = nhs.DateField(
        label="Day on which the holder was told in writing, with reasons",
        hint="Less is paid only after the notice. Empty: the day on which it was authorised",
        required=False,
    )

    def __init__(self, *args: Any, less: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not less:
            del self.fields["told_on"]


class StartForm(nhs.IdempotentForm):
    """The first day that is paid for."""

    starts = nhs.DateField(label="First day that is paid for", hint="For example, 14 5 2026")
