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
    APPROVAL = "approval", "First approval of two"
    AUTHORISATION = "authorisation", "Authorisation"


class Measure(Coded):
    """What an approval limit is measured by."""

    WEEKLY = "weekly", "Weekly amount"
    ANNUAL = "annual", "Yearly amount"
    ONE_OFF = "one_off", "One-off amount"
    PERCENT_ABOVE_INDICATIVE = "percent_above_indicative", "Percent above the indicative amount"
    PERCENT_BELOW_INDICATIVE = "percent_below_indicative", "Percent below the indicative amount"
    PERCENT_ABOVE_PACKAGE = "percent_above_package", "Percent above the package it replaces"


class OfferStatus(Coded):
    """Whether a personalised care and support plan was offered. 01 to 03 were read in a public mapping of the NHS Data
    Dictionary; 04 has not been checked."""

    UNDECIDED = "01", "Offered, not decided yet"
    DECLINED = "02", "Offered and declined"
    ACCEPTED = "03", "Offered and accepted"
    NOT_OFFERED = "04", "Not offered"


class GoalStatus(Coded):
    """Where a goal stands."""

    PROPOSED = "proposed", "Not begun"
    IN_PROGRESS = "in_progress", "On the way"
    ACHIEVED = "achieved", "Reached"
    PARTLY = "partly", "Partly reached"
    NOT_ACHIEVED = "not_achieved", "Not reached"
    NO_LONGER_WANTED = "no_longer", "No longer wanted"


class ActionStatus(Coded):
    """Where an action stands."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "Being done"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class RiskKind(Coded):
    """What a risk is about; the first five are named by regulation 8 or its guidance."""

    HEALTH = "health", "The person's health"
    TREATMENT = "treatment", "Medical or surgical risk of the service"
    EMPLOYMENT = "employment", "Being an employer"
    COMPLAINTS = "complaints", "A provider without a good way to complain"
    INSURANCE = "insurance", "A provider without good insurance"
    MONEY = "money", "Managing the money"
    LIVING = "living", "Living as one chooses"
    OTHER = "other", "Something else"


class ContingencyKind(Coded):
    """What an “if… then…” is for; a plan says something about each that applies."""

    ASSISTANT = "assistant", "An assistant cannot come"
    DETERIORATION = "deterioration", "A sudden change for the worse"
    EQUIPMENT = "equipment", "Equipment or power fails"
    HELPER_LOST = "helper_lost", "The representative or nominee is no longer there"
    HOSPITAL = "hospital", "A stay in hospital"
    CARER = "carer", "The main carer is ill"
    CRISIS = "crisis", "A crisis of mental health"
    OTHER = "other", "Something else"


class Employment(Coded):
    """How somebody paid from the budget works."""

    EMPLOYED = "employed", "Employed by the person or who acts for them"
    SELF_EMPLOYED = "self_employed", "Self-employed"
    AGENCY = "agency", "Employed by an agency"


class Relationship(Coded):
    """What somebody paid is to the person, by the list of regulation 7(8)."""

    NONE = "none", "Neither family nor a friend"
    FAMILY = (
        "family",
        "Spouse, partner, parent, child, brother, sister, aunt, uncle, grandparent, or the partner of one",
    )
    OTHER_FAMILY = "other_family", "Other family, such as a cousin, nephew, niece or grandchild"
    FRIEND = "friend", "A friend"


class ContactKind(Coded):
    """Who somebody in the plan is."""

    PERSONAL = "personal", "Someone in the person's life"
    PROFESSIONAL = "professional", "A professional"
    ADVOCATE = "advocate", "An advocate"
    REPRESENTATIVE = "representative", "A representative"
    NOMINEE = "nominee", "A nominee"
    PROVIDER = "provider", "A provider"


class OtherPlanKind(Coded):
    """Another plan that goes with this one."""

    EHC = "ehc", "Education, health and care plan"
    SOCIAL_CARE = "social_care", "The council's care and support plan"
    MENTAL_HEALTH = "mental_health", "Mental health care plan"
    CRISIS = "crisis", "Crisis or safety plan"
    TREATMENT = "treatment", "Treatment plan, such as for wounds or breathing"
    BEHAVIOUR = "behaviour", "Positive behaviour support plan"
    ADVANCE = "advance", "Advance decision, statement or ReSPECT form"
    DISCHARGE = "discharge", "Discharge plan"
    OTHER = "other", "Another plan"


class DecisionStatus(Coded):
    """Where a decision made together stands (PRSB shared decision making)."""

    IN_PROGRESS = "in_progress", "Being talked about"
    VALID = "valid", "Decided"
    CANCELLED = "cancelled", "No longer valid"


class How(Coded):
    """How something was said; none counts less than another."""

    VISIT = "visit", "In person, at a visit"
    TELEPHONE = "telephone", "By telephone"
    VIDEO = "video", "By video"
    PAPER = "paper", "On paper"
    ONLINE = "online", "Online"


class CommentKind(Coded):
    """What somebody says about a line."""

    COMMENT = "comment", "Comment"
    QUESTION = "question", "Question"


class CommentState(Coded):
    """Whether something said still waits for an answer."""

    OPEN = "open", "Open"
    SETTLED = "settled", "Settled"


class ConcernState(Coded):
    """Where a safeguarding concern stands."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class CompetenceResult(Coded):
    """What a check of competence came to."""

    COMPETENT = "competent", "Competent"
    NOT_YET = "not_yet", "Not yet competent"


class EmploymentCheckKind(Coded):
    """What is checked of somebody employed from a budget."""

    RIGHT_TO_WORK = "right_to_work", "Right to work"
    CONTRACT = "contract", "Contract given on or before the first day"
    INSURANCE = "insurance", "Employers' liability insurance"
    PAYE = "paye", "Pay as you earn is set up"
    PENSION = "pension", "Workplace pension duties"
    HOLIDAY = "holiday", "5.6 weeks of paid holiday agreed"
    TRAINING = "training", "Training"
    REFERENCES = "references", "References"
    DBS = "dbs", "Criminal record check (DBS)"
    BACKUP = "backup", "Who comes instead"
    SELF_EMPLOYED = "self_employed", "Self-employment shown by evidence"
    REGISTRATION = "registration", "Professional or CQC registration"
    INDEMNITY = "indemnity", "Insurance or indemnity in proportion to the risk"
    COMPLAINTS = "complaints", "A way to complain"


class LibraryKind(Coded):
    """What an entry of the library is."""

    SERVICE = "service", "Service"
    EQUIPMENT = "equipment", "Equipment"
    TREATMENT = "treatment", "Treatment"
    OUTCOME = "outcome", "Outcome"


class LibraryState(Coded):
    """Where an entry of the library stands."""

    PROPOSED = "proposed", "Waiting for a second person"
    IN_USE = "in_use", "In use"
    REJECTED = "rejected", "Not taken up"
    RETIRED = "retired", "No longer offered"


class LibraryChangeState(Coded):
    """Where a correction of an entry stands."""

    PROPOSED = "proposed", "Waiting for a second person"
    APPROVED = "approved", "Taken up"
    REJECTED = "rejected", "Not taken up"


class LibraryFileState(Coded):
    """Where a file of entries and prices stands."""

    CHECKED = "checked", "Checked, nothing taken"
    PROPOSED = "proposed", "Waiting for a second person"
    TAKEN = "taken", "Taken"
    DISCARDED = "discarded", "Put aside"


class PriceState(Coded):
    """Where a price stands."""

    PROPOSED = "proposed", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Not approved"


class PriceUnit(Coded):
    """What a price is for."""

    HOUR = "hour", "an hour"
    NIGHT = "night", "a night"
    DAY = "day", "a day"
    WEEK = "week", "a week"
    SESSION = "session", "a session"
    MILE = "mile", "a mile"
    ITEM = "item", "each"


class PanelState(Coded):
    """Where a panel stands."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class PanelDecision(Coded):
    """What a panel decides about a plan."""

    YES = "yes", "Yes"
    PART = "part", "Yes in part"
    NO = "no", "No"
    MORE = "more", "More information is needed"


class ReviewKind(Coded):
    """Which review falls due, or why one is held."""

    FIRST = "first", "First review"
    YEARLY = "yearly", "Yearly review"
    AGREED = "agreed", "Review on the day the plan names"
    AFTER_CHANGE = "after_change", "Review after a change of health"
    INSUFFICIENT = "insufficient", "Review because the amount is not enough"
    ASKED = "asked", "Review the person asked for"
    AGE = "age", "Review at an age"
    CAPACITY = "capacity", "Review after a change of capacity or consent"
    NOMINEE = "nominee", "Review after a change of nominee or representative"
    # The person reads the kind of a review: that a concern for their safety stands behind it is told to its roles alone.
    CONCERN = "concern", "Review that staff asked for"


class ReviewState(Coded):
    """Where a review stands. One that the person asked for waits for the answer whether it is held."""

    ASKED = "asked", "Asked for"
    OPEN = "open", "Open"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    DECLINED = "declined", "Not held"


class ReviewResult(Coded):
    """What a review leads to; more than one may."""

    NO_CHANGE = "no_change", "Nothing changes"
    AMENDED = "amended", "The plan is changed"
    MORE = "more", "The amount goes up"
    LESS = "less", "The amount goes down, with notice"
    NOMINEE = "nominee", "The nominee or representative changes"
    PROVIDER_BARRED = "provider_barred", "A provider may no longer be used"
    MONITORING = "monitoring", "The money is looked at more closely"
    SUSPEND = "suspend", "Payments are suspended"
    STOP = "stop", "The budget stops"
    REASSESS = "reassess", "Eligibility is looked at again"


class Sufficiency(Coded):
    """Whether the amount is enough for what the plan holds."""

    ENOUGH = "enough", "Yes, it is enough"
    NOT_ENOUGH = "not_enough", "No, it is not enough"
    TOO_MUCH = "too_much", "It is more than is needed"


class MeasureState(Coded):
    """Where a measure stands."""

    DRAFT = "draft", "Being written"
    IN_USE = "in_use", "In use"
    RETIRED = "retired", "No longer used"


class DueState(Coded):
    """How near a due date is."""

    LATER = "later", "Not yet due"
    SOON = "soon", "Due soon"
    OVERDUE = "overdue", "Overdue"
