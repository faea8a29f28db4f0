"""The codes of care plans, each with its words for a page."""

from eligibility.enums import Coded


class PlanState(Coded):
    """Where a version of a plan stands."""

    DRAFT = "draft", "Draft"
    SHARED = "shared", "Shared with the person"
    AGREED_BY_PERSON = "agreed_by_person", "Agreed by the person"
    CLINICALLY_APPROVED = "clinically_approved", "Clinically approved"
    FINANCE_CHECKED = "finance_checked", "Checked by finance"
    AUTHORISED = "authorised", "Authorised"
    ACTIVE = "active", "Active"
    UNDER_REVIEW = "under_review", "Under review"
    SUPERSEDED = "superseded", "Replaced by a later version"
    ENDED = "ended", "Ended"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class HoldingMethod(Coded):
    """Who holds the money of a service; a plan may mix them service by service."""

    NOTIONAL = "notional", "Notional budget"
    THIRD_PARTY = "third_party", "Third-party budget"
    DIRECT_PAYMENT = "direct_payment", "Direct payment"
    MANAGED_ACCOUNT = "managed_account", "Direct payment in a managed account"


# A managed account is a direct payment that somebody else holds (2013 Regulations, regulation 10(1A)).
DIRECT_PAYMENT_METHODS = frozenset({HoldingMethod.DIRECT_PAYMENT, HoldingMethod.MANAGED_ACCOUNT})


class ServiceKind(Coded):
    """What a service of a plan is."""

    PERSONAL_ASSISTANT = "personal_assistant", "Personal assistant"
    AGENCY = "agency", "Agency care"
    SELF_EMPLOYED = "self_employed", "Self-employed carer"
    RESPITE = "respite", "Respite or short break"
    ACTIVITY = "activity", "Activities"
    THERAPY = "therapy", "Therapy"
    EQUIPMENT = "equipment", "Equipment and supplies"
    TRANSPORT = "transport", "Transport"
    TRAINING = "training", "Training"
    RECRUITMENT = "recruitment", "Finding and checking staff"
    INSURANCE = "insurance", "Insurance"
    PAYROLL = "payroll", "Payroll service"
    MANAGED_ACCOUNT_FEE = "managed_account_fee", "Managed account fee"
    START_UP = "start_up", "Starting up"
    CONTINGENCY = "contingency", "Contingency"
    OTHER = "other", "Other"


class PaidEvery(Coded):
    """How often money for a service is paid, as the plan states it."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    FOUR_WEEKLY = "four_weekly", "Every four weeks"
    MONTHLY_TWELFTHS = "monthly_twelfths", "Every month, twelve equal parts"
    ONE_OFF = "one_off", "Once"


class Capacity(Coded):
    """Whether the person can make one decision at one time (Mental Capacity Act 2005)."""

    HAS = "HAS_CAPACITY", "Can make this decision"
    LACKS = "LACKS_CAPACITY", "Cannot make this decision at present"
    UNDER_16 = "UNDER_16", "Is under 16"


class GateResult(Coded):
    """Whether a gate before a direct payment is open."""

    PASSED = "passed", "Done"
    FAILED = "failed", "Missing"
    NOT_NEEDED = "not_needed", "Not needed"


class RiskAgreement(Coded):
    """What the person and the professional came to about a risk."""

    AGREED = "agreed", "Agreed"
    DISAGREEMENT_RECORDED = "disagreement_recorded", "Agreed, with a disagreement recorded"
    NOT_AGREED = "not_agreed", "Not agreed"


class SignOff(Coded):
    """The steps at which somebody signs a plan, in order."""

    PERSON = "person", "Agreed by the person"
    CLINICAL = "clinical", "Clinical sign-off"
    FINANCE = "finance", "Finance check"
    AUTHORISATION = "authorisation", "Authorisation"


class Measure(Coded):
    """What an approval limit is measured by."""

    WEEKLY = "weekly", "Weekly amount"
    ANNUAL = "annual", "Yearly amount"
    ONE_OFF = "one_off", "One-off amount"
    PERCENT_ABOVE_INDICATIVE = "percent_above_indicative", "Percent above the indicative amount"
    PERCENT_ABOVE_PACKAGE = "percent_above_package", "Percent above the package it replaces"


class ReviewKind(Coded):
    """Which review falls due."""

    FIRST = "first", "First review"
    YEARLY = "yearly", "Yearly review"
    AFTER_CHANGE = "after_change", "Review after a change"


class DueState(Coded):
    """How near a due date is."""

    LATER = "later", "Not yet due"
    SOON = "soon", "Due soon"
    OVERDUE = "overdue", "Overdue"
