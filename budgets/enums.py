"""The codes of budgets, each with its words for a page."""

from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod
from eligibility.enums import Coded

__all__ = [
    "DIRECT_PAYMENT_METHODS",
    "AnnualWeeks",
    "BudgetState",
    "Frequency",
    "HoldingMethod",
    "HolidayMethod",
    "PaymentState",
    "PensionChoice",
    "Per",
    "RunState",
    "Standing",
    "StatementState",
    "Sureness",
    "VersionState",
]


class Frequency(Coded):
    """How often a budget is paid."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    FOUR_WEEKLY = "four_weekly", "Every four weeks"
    MONTHLY_TWELFTHS = "monthly_twelfths", "Every month, twelve equal parts"
    MONTHLY_DAYS = "monthly_days", "Every month, by the days in it"
    ONE_OFF = "one_off", "Once"


class AnnualWeeks(Coded):
    """How many weeks a year has when it is cut into twelve equal parts; a setting of the commissioner."""

    FIFTY_TWO = "52", "52 weeks"
    CALENDAR = "365/7", "365 days"


class Per(Coded):
    """How often the price of a line falls due."""

    WEEK = "week", "a week"
    MONTH = "month", "a month"
    YEAR = "year", "a year"
    ONCE = "once", "once"


class PensionChoice(Coded):
    """What a personal assistant has chosen about the workplace pension."""

    AUTOMATIC = "automatic", "Joins when the law says so"
    OPTED_OUT = "opted_out", "Has chosen not to join"
    OPTED_IN = "opted_in", "Has asked to join"


class HolidayMethod(Coded):
    """How paid holiday is worked out; a setting of the commissioner."""

    PERCENT = "percent", "12.07% of pay for hours worked"
    EXACT = "exact", "5.6 of the other 46.4 weeks"


class Standing(Coded):
    """How spending on a line stands against the plan."""

    UNDER = "under", "Money left"
    ON_TRACK = "on_track", "On track"
    OVER = "over", "Over"


class BudgetState(Coded):
    """Where a whole budget stands."""

    SETTING_UP = "setting_up", "Being set up"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ENDING = "ending", "Ending: final account"
    CLOSED = "closed", "Closed"


class VersionState(Coded):
    """Where one version of a budget stands. None is ever overwritten."""

    INDICATIVE = "indicative", "Indicative"
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    SUPERSEDED = "superseded", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PaymentState(Coded):
    """Where one payment stands."""

    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    PROPOSED = "proposed", "In a run, waiting for release"
    RELEASED = "released", "Released"
    EXPORTED = "exported", "Sent to the bank"
    PAID = "paid", "Paid"
    REJECTED = "rejected", "Rejected by the bank"
    CANCELLED = "cancelled", "Cancelled"


class RunState(Coded):
    """Where a payment run stands."""

    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Waiting for release"
    RELEASED = "released", "Released"
    EXPORTED = "exported", "Sent to the bank"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class StatementState(Coded):
    """Where a statement stands."""

    REQUESTED = "requested", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Could not be made"
    ISSUED = "issued", "Issued"
    SUPERSEDED = "superseded", "Replaced by a later copy"


class Sureness(Coded):
    """Whether a suggested match is taken or asked about."""

    SURE = "sure", "Matched"
    ASK = "ask", "To be asked"
