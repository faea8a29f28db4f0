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
