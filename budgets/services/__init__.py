"""Writes of budgets: one verb, one function, one transaction."""

from budgets.services.accounts import check_account, enter_account, record_agreement, refuse_account
from budgets.services.agreeing import approve_first, authorise, give_back, propose
from budgets.services.asking import ask_one_off
from budgets.services.changing import earliest_day, first_days, goes_down, take_over, waits_to_take_over
from budgets.services.holding import cancel_payment, hold_payment, lift_hold, recall_payment, reissue_payment
from budgets.services.indicating import IndicativeInputs, give_indicative, work_out
from budgets.services.paying import (
    confirm_run,
    export_run,
    make_run,
    propose_run,
    release_run,
    return_run,
    withdraw_run,
)
from budgets.services.posting import post, reverse
from budgets.services.scheduling import gates_of, start_budget

__all__ = [
    "IndicativeInputs",
    "approve_first",
    "ask_one_off",
    "authorise",
    "cancel_payment",
    "check_account",
    "confirm_run",
    "earliest_day",
    "enter_account",
    "export_run",
    "first_days",
    "gates_of",
    "give_back",
    "give_indicative",
    "goes_down",
    "hold_payment",
    "lift_hold",
    "make_run",
    "post",
    "propose",
    "propose_run",
    "recall_payment",
    "record_agreement",
    "refuse_account",
    "reissue_payment",
    "release_run",
    "return_run",
    "reverse",
    "start_budget",
    "take_over",
    "waits_to_take_over",
    "withdraw_run",
    "work_out",
]
