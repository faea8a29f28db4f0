"""The codes of budgets, each with its words for a page."""

from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod
from eligibility.enums import Coded

__all__ = [
    "DIRECT_PAYMENT_METHODS",
    "AmountMethod",
    "AmountTableState",
    "AnnualWeeks",
    "BudgetFileState",
    "BudgetState",
    "ChangeKind",
    "ContingencyPaid",
    "ContingencyState",
    "ContractKind",
    "ContributionKind",
    "Frequency",
    "FunderKind",
    "HoldingMethod",
    "HolidayMethod",
    "PaymentState",
    "PensionChoice",
    "Per",
    "ReleaseBasis",
    "RunState",
    "SickCover",
    "SplitState",
    "Standing",
    "StatementState",
    "SupportTime",
    "Sureness",
    "UpliftItemState",
    "UpliftState",
    "UpliftWhy",
    "VersionKind",
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


class SickCover(Coded):
    """How an assistant's sickness is allowed for; a setting of the commissioner."""

    STATUTORY = "statutory", "Statutory sick pay; the wage that is not paid pays for the cover"
    REPLACEMENT = "replacement", "The wage goes on, and somebody else is paid as well"


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


class AmountMethod(Coded):
    """How an indicative amount was worked out."""

    COST = "cost", "From hours and prices"
    RECKONER = "reckoner", "From a table of levels of need"
    POINTS = "points", "From points of the assessment"
    PACKAGE = "package", "From what the care costs now"
    FIXED = "fixed", "A fixed sum"


class SupportTime(Coded):
    """When support is given: each time may have a price of its own."""

    DAY = "day", "Day"
    EVENING = "evening", "Evening"
    WAKING_NIGHT = "waking_night", "Night, awake"
    SLEEPING_NIGHT = "sleeping_night", "Night, asleep"
    WEEKEND = "weekend", "Weekend"
    BANK_HOLIDAY = "bank_holiday", "Bank holiday"


class AmountTableState(Coded):
    """Where a local table of amounts stands; two people bring it into use."""

    PROPOSED = "proposed", "Waiting for a second person"
    IN_USE = "in_use", "In use"
    REFUSED = "refused", "Refused"
    ENDED = "ended", "Ended"


class VersionKind(Coded):
    """What made a version of a budget."""

    PLAN = "plan", "From the plan"
    UPLIFT = "uplift", "Uplift"
    IMPORT = "import", "Brought in from elsewhere"


class FunderKind(Coded):
    """Whose money it is."""

    NHS = "nhs", "NHS"
    COUNCIL = "council", "Council social care"
    EDUCATION = "education", "Education"
    POOL = "pool", "Pooled fund (section 75)"
    OTHER = "other", "Other"


class SplitState(Coded):
    """Where the agreement between funders stands. A dispute never holds up care: the lead funder pays meanwhile."""

    PROPOSED = "proposed", "Waiting for the funders"
    AGREED = "agreed", "Agreed"
    DISPUTED = "disputed", "Disputed: payments go on"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ContributionKind(Coded):
    """What the person pays themselves, kept apart from the budget."""

    COUNCIL_CHARGE = "council_charge", "Council charge after a financial assessment"
    WHEELCHAIR_EXTRA = "wheelchair_extra", "Extra of a wheelchair"


class ContingencyPaid(Coded):
    """When contingency is paid."""

    ON_REQUEST = "on_request", "When it is needed and asked for"
    UP_FRONT = "up_front", "With the first payment"


class ContingencyState(Coded):
    """Where a use of contingency stands."""

    ASKED = "asked", "Asked for"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    RETURNED = "returned", "Returned unused"


class ChangeKind(Coded):
    """What changes a running budget from a day on."""

    HOSPITAL = "hospital", "Stay in hospital or away"
    SUSPENSION = "suspension", "Payments paused"
    END = "end", "The budget ends"
    FREQUENCY = "frequency", "Paid at other times"


class UpliftState(Coded):
    """Where an uplift stands."""

    DRAFT = "draft", "Being prepared"
    PROPOSED = "proposed", "Waiting for approval"
    APPROVED = "approved", "Approved"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    WITHDRAWN = "withdrawn", "Withdrawn"


class UpliftItemState(Coded):
    """Where one budget of an uplift stands."""

    WAITING = "waiting", "To be applied"
    BLOCKED = "blocked", "Left out"
    APPLIED = "applied", "Applied"
    UNDONE = "undone", "Undone"
    KEPT = "kept", "Not undone: a payment rests on it"


class UpliftWhy(Coded):
    """Why a budget is left out of an uplift."""

    WAGE = "wage", "Pay would be under the legal minimum"
    RATE_UNKNOWN = "rate_unknown", "To be looked at: hourly pay not known"
    NO_FIGURE = "no_figure", "To be looked at: legal minimum not known yet"
    PAUSED = "paused", "Paused"
    ENDING = "ending", "Ending"
    PROPOSAL = "proposal", "A new amount is waiting"
    ALREADY = "already", "Raised already from that day"
    FUNDERS = "funders", "Its funders pay fixed sums only"
    LEFT_OUT = "left_out", "Left out by decision"
    CHANGED = "changed", "Changed since it was approved"
    FAILED = "failed", "Could not be applied"


class ContractKind(Coded):
    """How the service that a budget replaces was bought."""

    BLOCK = "block", "Block contract"
    SPOT = "spot", "Bought for one person"


class ReleaseBasis(Coded):
    """How money is freed from a contract when a budget begins."""

    SPOT_PRICE = "spot_price", "The price paid for this person"
    UNIT_PRICE = "unit_price", "An agreed price a unit is taken out of the block"
    ANNUAL_RELEASE = "annual_release", "A fixed release each year, settled afterwards"
    INSIDE_BLOCK = "inside_block", "Notional inside the block: nothing is released"
    TOP_SLICE = "top_slice", "A share set aside for small budgets"


class BudgetFileState(Coded):
    """Where a file of live budgets stands."""

    CHECKED = "checked", "Checked, nothing taken yet"
    TAKING = "taking", "Being taken"
    TAKEN = "taken", "Taken"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    REFUSED = "refused", "Refused"
