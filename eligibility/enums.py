"""The codes of eligibility, spelt as in the domain reference, each with its words for a page."""

from enum import StrEnum


class Coded(StrEnum):
    """A code with a label: `Way.NOTIONAL == "NOTIONAL"`, `Way.NOTIONAL.label == "Notional budget"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Coded":
        """Make a member from its code and label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) of each member, for a form."""
        return [(member.value, member.label) for member in cls]


class Route(Coded):
    """The ways in which someone may come to NHS-funded care or a personal health budget."""

    CHC = "CHC", "NHS Continuing Healthcare"
    CYPCC = "CYPCC", "Children and young people’s continuing care"
    WHEELCHAIR = "WHEELCHAIR", "Wheelchair services"
    S117 = "S117", "Section 117 aftercare"
    FNC = "FNC", "NHS-funded nursing care"
    JOINT_PACKAGE = "JOINT_PACKAGE", "Joint NHS and local authority package"
    MATERNITY = "MATERNITY", "Maternity"
    END_OF_LIFE = "END_OF_LIFE", "End of life care outside Fast Track"
    LOCAL_OFFER = "LOCAL_OFFER", "Local offer"


class CaseState(Coded):
    """Where a case stands between referral and closing."""

    REFERRAL_RECEIVED = "REFERRAL_RECEIVED", "Referral received"
    CHECKLIST = "CHECKLIST", "Checklist in progress"
    SCREENED_OUT = "SCREENED_OUT", "Screened out"
    AWAITING_ASSESSMENT = "AWAITING_ASSESSMENT", "Awaiting assessment"
    ASSESSED = "ASSESSED", "Assessed, awaiting decision"
    FAST_TRACK_RECEIVED = "FAST_TRACK_RECEIVED", "Fast Track received"
    RETURNED_FOR_EVIDENCE = "RETURNED_FOR_EVIDENCE", "Returned for evidence"
    ELIGIBLE = "ELIGIBLE", "Eligible"
    NOT_ELIGIBLE = "NOT_ELIGIBLE", "Not eligible"
    CLOSED = "CLOSED", "Closed"


class Tool(Coded):
    """The form that an assessment is made with. The codes are the names of the rules."""

    CHECKLIST = "checklist", "Checklist"
    DST = "dst", "Decision Support Tool"
    FAST_TRACK = "fast_track", "Fast Track Pathway Tool"
    CHILDREN_CHECKLIST = "children_checklist", "Children’s pre-assessment checklist"
    CHILDREN = "children", "Children’s Decision Support Tool"
    WHEELCHAIR = "wheelchair", "Wheelchair assessment"
    SECTION_117 = "section_117", "Section 117 aftercare"
    FNC = "fnc", "Nursing needs assessment"
    JOINT_PACKAGE = "joint_package", "Joint package assessment"
    LOCAL_OFFER = "local_offer", "Local offer"
    REVIEW = "review", "Review"
    PHB_REQUEST = "phb_request", "Request for a personal health budget"
    DIRECT_PAYMENT = "direct_payment", "Suitability for a direct payment"


class FormState(Coded):
    """Where one assessment form stands."""

    DRAFT = "DRAFT", "Draft"
    COMPLETED = "COMPLETED", "Completed"
    REPLACED = "REPLACED", "Replaced by a later one"
    DISCARDED = "DISCARDED", "Discarded"


class ChecklistAnswer(Coded):
    """The column chosen for a domain of the Checklist."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class Level(Coded):
    """A level of need in the Decision Support Tool, lowest first."""

    NONE = "NONE", "No needs"
    LOW = "LOW", "Low"
    MODERATE = "MODERATE", "Moderate"
    HIGH = "HIGH", "High"
    SEVERE = "SEVERE", "Severe"
    PRIORITY = "PRIORITY", "Priority"


class ChecklistOutcome(Coded):
    """What the Checklist's rule says of its answers."""

    POSITIVE = "POSITIVE", "Positive: a full assessment is required"
    NEGATIVE = "NEGATIVE", "Negative: no full assessment is required"
    POSITIVE_BY_JUDGEMENT = (
        "POSITIVE_BY_JUDGEMENT",
        "Positive by judgement: a full assessment is needed for the reasons given",
    )
    INCOMPLETE = "INCOMPLETE", "Incomplete"
    INVALID = "INVALID", "Not valid"


class DstOutcome(Coded):
    """What national guidance says about a pattern of levels. It guides the team and decides nothing."""

    EXPECTED_ELIGIBLE = "EXPECTED_ELIGIBLE", "A recommendation of eligibility would be expected"
    JUDGEMENT_REQUIRED = "JUDGEMENT_REQUIRED", "The team’s judgement is required"
    UNLIKELY = "UNLIKELY", "Unlikely to indicate eligibility"
    INDICATES_INELIGIBLE = "INDICATES_INELIGIBLE", "Indicates that the person is not eligible"
    INCOMPLETE = "INCOMPLETE", "Incomplete"
    INVALID = "INVALID", "Not valid"


class Recommendation(Coded):
    """What the multidisciplinary team recommends."""

    RECOMMEND_ELIGIBLE = "RECOMMEND_ELIGIBLE", "Recommend eligible"
    RECOMMEND_NOT_ELIGIBLE = "RECOMMEND_NOT_ELIGIBLE", "Recommend not eligible"


class Decision(Coded):
    """What the integrated care board decides."""

    ELIGIBLE = "ELIGIBLE", "Eligible"
    NOT_ELIGIBLE = "NOT_ELIGIBLE", "Not eligible"
    RETURNED_FOR_EVIDENCE = "RETURNED_FOR_EVIDENCE", "Returned for evidence"


class Answer(Coded):
    """What is decided on a request for a budget, or on a direct payment."""

    GRANTED = "GRANTED", "Granted"
    GRANTED_IN_PART = "GRANTED_IN_PART", "Granted in part"
    REFUSED = "REFUSED", "Refused"
    PERMITTED = "PERMITTED", "Permitted"


class DecisionReason(Coded):
    """Reasons for a decision on continuing healthcare. Those in BARRED_REASONS may never decide it alone."""

    NATURE = "NATURE", "Nature of the needs"
    INTENSITY = "INTENSITY", "Intensity of the needs"
    COMPLEXITY = "COMPLEXITY", "Complexity of the needs"
    UNPREDICTABILITY = "UNPREDICTABILITY", "Unpredictability of the needs"
    MORE_THAN_INCIDENTAL = (
        "MORE_THAN_INCIDENTAL",
        "Whether health services are more than incidental or ancillary to accommodation",
    )
    BEYOND_LOCAL_AUTHORITY = (
        "BEYOND_LOCAL_AUTHORITY",
        "Whether services are of a nature beyond what a local authority could be expected to provide",
    )
    DIAGNOSIS = "DIAGNOSIS", "Diagnosis"
    SETTING = "SETTING", "Where the care is given"
    PROVIDER_CAN_MANAGE = "PROVIDER_CAN_MANAGE", "The provider’s ability to manage the care"
    NHS_STAFF = "NHS_STAFF", "Whether NHS staff give the care"
    SPECIALIST_STAFF = "SPECIALIST_STAFF", "Need for or presence of specialist staff"
    WELL_MANAGED = "WELL_MANAGED", "The need is well managed"
    OTHER_NHS_FUNDING = "OTHER_NHS_FUNDING", "Other NHS-funded care is in place"
    COST = "COST", "Cost or budget"


BARRED_REASONS = frozenset(
    {
        DecisionReason.DIAGNOSIS,
        DecisionReason.SETTING,
        DecisionReason.PROVIDER_CAN_MANAGE,
        DecisionReason.NHS_STAFF,
        DecisionReason.SPECIALIST_STAFF,
        DecisionReason.WELL_MANAGED,
        DecisionReason.OTHER_NHS_FUNDING,
        DecisionReason.COST,
    }
)


class Setting(Coded):
    """Where the person lives or is cared for."""

    OWN_HOME = "OWN_HOME", "Own home"
    SHELTERED_HOUSING = "SHELTERED_HOUSING", "Sheltered housing"
    SUPPORTED_LIVING = "SUPPORTED_LIVING", "Supported living"
    SHARED_ACCOMMODATION = "SHARED_ACCOMMODATION", "Shared accommodation"
    CARE_HOME = "CARE_HOME", "Care home"
    NURSING_HOME = "NURSING_HOME", "Care home with nursing"
    COMMUNITY_HOSPITAL = "COMMUNITY_HOSPITAL", "Community hospital"
    ACUTE_HOSPITAL = "ACUTE_HOSPITAL", "Acute hospital"
    OTHER = "OTHER", "Other"


AT_HOME = frozenset(
    {Setting.OWN_HOME, Setting.SHELTERED_HOUSING, Setting.SUPPORTED_LIVING, Setting.SHARED_ACCOMMODATION}
)


class Participation(Coded):
    """Who took part in an assessment."""

    PERSON = "PERSON", "The person"
    REPRESENTATIVE = "REPRESENTATIVE", "A representative"
    BOTH = "BOTH", "The person and a representative"
    NEITHER_WITH_REASON = "NEITHER_WITH_REASON", "Neither, for the reason given"


class Capacity(Coded):
    """Capacity for the decision in question, at its time."""

    HAS_CAPACITY = "HAS_CAPACITY", "Has capacity"
    LACKS_CAPACITY = "LACKS_CAPACITY", "Lacks capacity"
    FLUCTUATES = "FLUCTUATES", "Capacity comes and goes"
    NOT_ASSESSED = "NOT_ASSESSED", "Not assessed: capacity is presumed"


class ClinicianRegister(Coded):
    """The register of the clinician who completes a Fast Track tool."""

    NMC_NURSE = "NMC_NURSE", "Registered nurse"
    GMC_DOCTOR = "GMC_DOCTOR", "Registered medical practitioner"
    OTHER = "OTHER", "Another profession"


class Right(Coded):
    """What right to a personal health budget follows."""

    RIGHT_TO_HAVE = "RIGHT_TO_HAVE", "Right to have a personal health budget"
    RIGHT_TO_ASK = "RIGHT_TO_ASK", "Right to ask for a personal health budget"
    LOCAL_DISCRETION = "LOCAL_DISCRETION", "No right: the commissioner may offer one"
    NO_RIGHT = "NO_RIGHT", "No right"


class Way(Coded):
    """How a personal health budget is managed."""

    DIRECT_PAYMENT = "DIRECT_PAYMENT", "Direct payment"
    NOTIONAL = "NOTIONAL", "Notional budget"
    THIRD_PARTY = "THIRD_PARTY", "Third-party budget"


class Extent(Coded):
    """How far a personal health budget is appropriate in the person's case."""

    ALL = "ALL", "All of the care"
    PART = "PART", "Part of the care"
    NONE = "NONE", "None of the care"


class DirectPaymentOutcome(Coded):
    """What the direct payment procedure says."""

    PERMITTED = "PERMITTED", "Permitted"
    NOT_PERMITTED = "NOT_PERMITTED", "Not permitted: offer another way"
    REFUSE = "REFUSE", "To be refused, with reasons"
    BLOCKED = "BLOCKED", "Blocked until something is done"
    JUDGEMENT_REQUIRED = "JUDGEMENT_REQUIRED", "Judgement is required"
    INCOMPLETE = "INCOMPLETE", "Incomplete"
    INVALID = "INVALID", "Not valid"


class Matter(Coded):
    """What a decision on a case is about."""

    ELIGIBILITY = "ELIGIBILITY", "Eligibility"
    PHB_REQUEST = "PHB_REQUEST", "Request for a personal health budget"
    DIRECT_PAYMENT = "DIRECT_PAYMENT", "Direct payment"


class Cohort(Coded):
    """Whom a commissioner's own offer is for."""

    WHEELCHAIR = "WHEELCHAIR", "Wheelchair users"
    MATERNITY = "MATERNITY", "Maternity"
    END_OF_LIFE = "END_OF_LIFE", "End of life care outside Fast Track"
    UNPLANNED_CARE = "UNPLANNED_CARE", "Frequent unplanned care"
    BRAIN_INJURY = "BRAIN_INJURY", "Brain injury rehabilitation"
    CARERS = "CARERS", "Carers"
    LEARNING_DISABILITY = "LEARNING_DISABILITY", "People with a learning disability"
    AUTISM = "AUTISM", "Autistic people"
    LONG_TERM_CONDITION = "LONG_TERM_CONDITION", "Long-term conditions"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health outside section 117"
    EHC_HEALTH = "EHC_HEALTH", "Children with EHC plans and health needs below continuing care"
    HOSPITAL_DISCHARGE = "HOSPITAL_DISCHARGE", "Leaving hospital"
    JOINT_FUNDED = "JOINT_FUNDED", "Jointly funded adults"
    INTEGRATED = "INTEGRATED", "Integrated budgets of health, care or education"


class OfferState(Coded):
    """Where one version of a local offer stands."""

    DRAFT = "DRAFT", "Draft"
    PROPOSED = "PROPOSED", "Waits for a second person"
    IN_FORCE = "IN_FORCE", "In force"
    REPLACED = "REPLACED", "Replaced by a later version"
    ENDED = "ENDED", "Ended"
    REFUSED = "REFUSED", "Given back"


class WordingKind(Coded):
    """Which texts an organisation may put in its own words."""

    HELP = "HELP", "Help beside a form"
    LETTER = "LETTER", "Part of a letter"


class WordingState(Coded):
    """Where an organisation's own wording stands."""

    PROPOSED = "PROPOSED", "Waits for a second person"
    IN_FORCE = "IN_FORCE", "In force"
    REPLACED = "REPLACED", "Replaced"
    REFUSED = "REFUSED", "Not approved"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class ChallengeKind(Coded):
    """The ways in which a decision is questioned."""

    CHECKLIST = "CHECKLIST", "Negative Checklist: reconsideration"
    LOCAL_RESOLUTION = "LOCAL_RESOLUTION", "Local resolution"
    INDEPENDENT_REVIEW = "INDEPENDENT_REVIEW", "Independent review"
    OMBUDSMAN = "OMBUDSMAN", "Ombudsman"
    COMPLAINT = "COMPLAINT", "Complaint"
    PAST_PERIOD = "PAST_PERIOD", "Past period of care"
    BODIES = "BODIES", "Disagreement of the NHS and the local authority"
    PHB_REVIEW = "PHB_REVIEW", "Review of a personal health budget decision"
    DIRECT_PAYMENT = "DIRECT_PAYMENT", "Reconsideration of a direct payment decision"
    PLAN_SERVICE = "PLAN_SERVICE", "Reconsideration of a service left out of the plan"
    SEND = "SEND", "Mediation or tribunal about an EHC plan"


class Received(Coded):
    """How a request reached the board. One made on paper or by telephone counts as much as one made online."""

    LETTER = "LETTER", "Letter"
    EMAIL = "EMAIL", "Email"
    TELEPHONE = "TELEPHONE", "Telephone"
    IN_PERSON = "IN_PERSON", "In person"
    ONLINE = "ONLINE", "Online"
    FROM_BODY = "FROM_BODY", "From another body"


class PaymentChange(Coded):
    """Which decision on a direct payment is questioned. Each has its own right to be looked at again."""

    REFUSE = "REFUSE", "Refused"
    REDUCE = "REDUCE", "Reduced"
    AFTER_REVIEW = "AFTER_REVIEW", "Reduced or stopped after a review"
    REPAYMENT = "REPAYMENT", "Repayment required"
    STOP = "STOP", "Stopped"


class ChallengeState(Coded):
    """Where a challenge stands."""

    RECEIVED = "RECEIVED", "Received"
    IN_PROGRESS = "IN_PROGRESS", "Being looked at"
    NOT_ACCEPTED = "NOT_ACCEPTED", "Not accepted"
    DECIDED = "DECIDED", "Decided"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class ChallengeOutcome(Coded):
    """What came of a challenge."""

    UPHELD = "UPHELD", "Upheld: the decision changes"
    UPHELD_IN_PART = "UPHELD_IN_PART", "Upheld in part"
    NOT_UPHELD = "NOT_UPHELD", "Not upheld: the decision stands"
    NEW_ASSESSMENT = "NEW_ASSESSMENT", "A new assessment is made"


class Grounds(Coded):
    """The grounds of a dispute about a decision on continuing healthcare."""

    PROCEDURE = "PROCEDURE", "The procedure that was followed"
    PRIMARY_HEALTH_NEED = "PRIMARY_HEALTH_NEED", "The decision on the primary health need"
    BOTH = "BOTH", "Both"


class MeetingState(Coded):
    """Where a meeting of the multidisciplinary team stands."""

    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Cancelled"


class Reply(Coded):
    """What somebody invited to a meeting answered."""

    NONE = "NONE", "No answer yet"
    ACCEPTED = "ACCEPTED", "Will come"
    DECLINED = "DECLINED", "Cannot come"
    SENDS_VIEWS = "SENDS_VIEWS", "Sends views in writing"


class EvidenceState(Coded):
    """Where a request for evidence stands."""

    ASKED = "ASKED", "Asked"
    RECEIVED = "RECEIVED", "Received"
    NOT_AVAILABLE = "NOT_AVAILABLE", "Not available"
    CANCELLED = "CANCELLED", "No longer needed"


class LetterState(Coded):
    """Where a letter stands."""

    WRITTEN = "WRITTEN", "Written, not sent"
    SENT = "SENT", "Sent"
    CANCELLED = "CANCELLED", "Not sent"


class CandidateState(Coded):
    """What became of somebody whom case finding has pointed out."""

    FOUND = "FOUND", "To be looked at"
    REFERRED = "REFERRED", "Referred"
    NOT_NOW = "NOT_NOW", "Not now"
    DISMISSED = "DISMISSED", "Not suitable"


class ImportState(Coded):
    """Where a file of past cases stands."""

    CHECKED = "CHECKED", "Checked, nothing taken"
    TAKEN = "TAKEN", "Taken"
    DISCARDED = "DISCARDED", "Discarded"


class Body(Coded):
    """The two bodies that share the duty of section 117."""

    NHS = "NHS", "The NHS body"
    LA = "LA", "The local authority"


class PlaceKind(Coded):
    """Which place is meant."""

    PPC = "PPC", "Preferred place of care"
    PPD = "PPD", "Preferred place of death"
    APD = "APD", "Actual place of death"


class PlaceValue(Coded):
    """A place of care or of death; four ways of not having one are kept apart."""

    HOME = "HOME", "Home"
    CARE_HOME = "CARE_HOME", "Care home"
    HOSPICE = "HOSPICE", "Hospice"
    HOSPITAL = "HOSPITAL", "Hospital"
    OTHER = "OTHER", "Another place"
    NO_PREFERENCE = "NO_PREFERENCE", "No preference"
    NOT_DECIDED = "NOT_DECIDED", "Not yet decided"
    DID_NOT_WISH_TO_SAY = "DID_NOT_WISH_TO_SAY", "Did not wish to say"
    NOT_ASKED = "NOT_ASKED", "Not asked"


class NursingBand(Coded):
    """The weekly rate of NHS-funded nursing care."""

    STANDARD = "STANDARD", "Standard rate"
    HIGH_PROTECTED = "HIGH_PROTECTED", "High band, protected since 2007"


class Transition(Coded):
    """The steps of a young person towards adult care."""

    NOTIFIED_14 = "NOTIFIED_14", "At 14: the adult team is told"
    REFERRED_16 = "REFERRED_16", "At 16: referral for adult screening"
    SCREENED = "SCREENED", "At 16 to 17: screened with the adult Checklist"
    DECIDED_IN_PRINCIPLE = "DECIDED_IN_PRINCIPLE", "From 17: adult eligibility decided in principle"
    MOVED = "MOVED", "At 18: adult arrangements start"
