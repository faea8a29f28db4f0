"""Forms of budgets: they check shape and never save."""

from budgets.forms.accounts import AccountForm, AgreementForm, CheckAccountForm, StartForm
from budgets.forms.agreeing import AuthoriseForm, FinanceCheckForm, GiveBackForm
from budgets.forms.paying import ConfirmRunForm, OneOffForm, PayOnForm, ReasonForm, ReissueForm

__all__ = [
    "AccountForm",
    "AgreementForm",
    "AuthoriseForm",
    "CheckAccountForm",
    "ConfirmRunForm",
    "FinanceCheckForm",
    "GiveBackForm",
    "OneOffForm",
    "PayOnForm",
    "ReasonForm",
    "ReissueForm",
    "StartForm",
]
