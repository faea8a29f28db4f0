"""How the states of a plan read in HL7 FHIR R4: one table for each value set, every state of ours in it.

Sources: HL7 FHIR R4 (4.0.1), hl7.org/fhir/R4; HL7 UK FHIR UK Core, fhir.hl7.org.uk. A code stands here only where its
list was read; everywhere else the words travel as text.
"""

from careplans.enums import ActionStatus as A
from careplans.enums import GoalStatus as G
from careplans.enums import PlanState as P

SNOMED = "http://snomed.info/sct"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
VERIFICATION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
VERIFICATION_ENGLAND = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
# The check digit is right, but nobody has asked the Personal Demographics Service.
NOT_TRACED = ("02", "Number present but not traced")
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
CARE_PLAN = ("734163000", "Care plan")

# UK Core has a profile for these; Goal and Condition go by the international resource.
PROFILED = frozenset({
    "Bundle", "CarePlan", "CareTeam", "Composition", "Consent", "Organization", "Patient", "Practitioner", "PractitionerRole",
    "RelatedPerson",
})  # fmt: skip

# http://hl7.org/fhir/ValueSet/request-status
CARE_PLAN_STATUS: dict[str, str] = {
    P.DRAFT: "draft", P.SHARED: "draft", P.AGREED_BY_PERSON: "draft", P.CLINICALLY_APPROVED: "draft",
    P.FINANCE_CHECKED: "draft", P.AUTHORISED: "draft", P.ACTIVE: "active", P.UNDER_REVIEW: "active",
    P.SUPERSEDED: "completed", P.ENDED: "completed", P.REFUSED: "revoked", P.WITHDRAWN: "revoked",
}  # fmt: skip
# http://hl7.org/fhir/ValueSet/composition-status: what the person has agreed to is no longer preliminary.
COMPOSITION_STATUS: dict[str, str] = {
    P.DRAFT: "preliminary", P.SHARED: "preliminary", P.AGREED_BY_PERSON: "preliminary",
    P.CLINICALLY_APPROVED: "preliminary", P.FINANCE_CHECKED: "preliminary", P.AUTHORISED: "final", P.ACTIVE: "final",
    P.UNDER_REVIEW: "final", P.SUPERSEDED: "final", P.ENDED: "final", P.REFUSED: "final", P.WITHDRAWN: "preliminary",
}  # fmt: skip
# http://hl7.org/fhir/ValueSet/care-team-status
CARE_TEAM_STATUS: dict[str, str] = {
    state: {"draft": "proposed", "active": "active"}.get(status, "inactive") for state, status in CARE_PLAN_STATUS.items()
}  # fmt: skip
# http://hl7.org/fhir/ValueSet/goal-status
GOAL_STATUS: dict[str, str] = {
    G.PROPOSED: "planned", G.IN_PROGRESS: "active", G.ACHIEVED: "completed", G.PARTLY: "active", G.NOT_ACHIEVED: "completed",
    G.NO_LONGER_WANTED: "cancelled",
}  # fmt: skip
ACHIEVEMENT_SYSTEM = "http://terminology.hl7.org/CodeSystem/goal-achievement"
# http://hl7.org/fhir/ValueSet/goal-achievement; "" where nothing can be said yet.
ACHIEVEMENT: dict[str, str] = {
    G.PROPOSED: "", G.IN_PROGRESS: "in-progress", G.ACHIEVED: "achieved", G.PARTLY: "improving",
    G.NOT_ACHIEVED: "not-achieved", G.NO_LONGER_WANTED: "",
}  # fmt: skip
# http://hl7.org/fhir/ValueSet/care-plan-activity-status
ACTIVITY_STATUS: dict[str, str] = {
    A.PLANNED: "not-started", A.IN_PROGRESS: "in-progress", A.DONE: "completed", A.STOPPED: "stopped",
}  # fmt: skip
# A service is under way while its plan is in force.
SERVICE_STATUS: dict[str, str] = {"draft": "not-started", "active": "in-progress", "completed": "completed", "revoked": "cancelled"}  # fmt: skip
# http://hl7.org/fhir/ValueSet/consent-state-codes
CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_WITHDRAWN = "active", "rejected", "inactive"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
# http://terminology.hl7.org/CodeSystem/v3-Confidentiality
NORMAL, RESTRICTED = "N", "R"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
# What grants consent to a payment: who may consent, and that it is needed.
POLICY = {
    "DIRECT_PAYMENT": "National Health Service (Direct Payments) Regulations 2013, regulations 3 to 5",
    "MANAGING_MONEY": "National Health Service (Direct Payments) Regulations 2013, regulations 3 to 6",
    "CARE": "Mental Capacity Act 2005; common law of consent",
    "OTHER": "Mental Capacity Act 2005",
}
