"""What is recorded beside a plan's own text, as the gates and the criteria read it."""

from datetime import date
from typing import Any

from careplans.enums import SignOff as Step
from careplans.models import Consent, Conversation, PlanVersion, ReplacedPackage, Review, SignOff
from careplans.rules import consents as consent_rules
from careplans.rules import content as values
from careplans.rules.criteria import CriteriaFacts, Criterion, criteria, key_features
from careplans.rules.gates import Gate, GateFacts, gates
from careplans.selectors.content import consents_of, content_of
from careplans.selectors.deciding import panel_approval_of, panel_needed
from eligibility import selectors as eligibility
from phb.core.periods import local_date

# What must be open before a clinician signs; the others are later steps of other people.
GATES_BEFORE_CLINICAL = frozenset({"right", "consent", "exclusions", "content", "risks", "family", "tasks", "person"})


def sign_offs(version: PlanVersion, *, current: bool = True) -> list[SignOff]:
    """The signatures of a version, in order; `current`: only those of the plan as it stands.

    A small correction is not signed: what was signed is the version that it corrects.
    """
    while version.is_minor and version.based_on is not None:
        version = version.based_on
    found = version.sign_offs.select_related("signed_by").order_by("id")
    return list(found.filter(content_hash=version.content_hash) if current else found)


def consents_needed(content: values.PlanContent) -> tuple[str, ...]:
    """The decisions that need a record: care always; receiving and managing the money for a direct payment."""
    return consent_rules.needed(content.has_direct_payment)


def facts_of(
    version: PlanVersion, *, on: date, content: values.PlanContent | None = None, figures: Any = None, **more: Any
) -> GateFacts:
    """What is recorded outside the plan's text. Apps above add theirs by name: `agreement_signed_on`, `value_shown`,
    `first_payment_on`, …; `figures`: what limits are measured by above this app, such as percent above the indicative amount."""
    content = content or content_of(version, on)
    signed = {row.kind: row for row in sign_offs(version)} if version.content_hash else {}
    agreed, approval = signed.get(Step.PERSON), panel_approval_of(version, on, figures)
    package = ReplacedPackage.objects.filter(plan_id=version.plan_id).order_by("-id").first()
    facts: dict[str, Any] = {
        "right_confirmed": eligibility.right_stands(version.plan.case, on),
        "consents": tuple(_consented(row) for row in consents_of(version.person_id).values()),
        "exclusions_checked_on": version.exclusions_checked_on,
        "excluded": version.excluded,
        **_direct_payment(version, content, on),
        "person_agreed_on": agreed.signed_on if agreed else None,
        "agreed_on_behalf": bool(agreed and agreed.on_behalf),
        **{name: signed[step].signed_on if step in signed else None for name, step in _SIGNED.items()},
        "package_on": package.dated if package else None,
        "needs_panel": panel_needed(version, on, figures),
        "panel_approved_on": approval.decided_on if approval else None,
    }
    return GateFacts(**{**facts, **more})


_SIGNED = {
    "clinical_sign_off_on": Step.CLINICAL, "finance_sign_off_on": Step.FINANCE, "authorised_on": Step.AUTHORISATION,
}  # fmt: skip


def gates_of(
    version: PlanVersion, *, on: date, content: values.PlanContent | None = None, **more: Any
) -> tuple[Gate, ...]:
    """All twelve gates as they stand on a day; `more` as for `facts_of`."""
    content = content or content_of(version, on)
    return gates(content, facts_of(version, on=on, content=content, **more))


def gates_before_clinical(version: PlanVersion, *, on: date) -> tuple[Gate, ...]:
    """The gates that must be open before a clinician signs."""
    return tuple(gate for gate in gates_of(version, on=on) if gate.key in GATES_BEFORE_CLINICAL)


def criteria_of(
    version: PlanVersion, *, on: date, content: values.PlanContent | None = None, **more: Any
) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """The five criteria and the six key features; apps above add `indicative_told_on` and `sufficiency_confirmed_on`."""
    content = content or content_of(version, on)
    held = list(
        Conversation.objects.filter(plan_id=version.plan_id).order_by("held_on").values_list("held_on", flat=True)
    )
    signed = {row.kind: row.signed_on for row in sign_offs(version)} if version.content_hash else {}
    enough = Review.objects.filter(plan_id=version.plan_id, state="completed", sufficient__in=["enough", "too_much"])
    confirmed = enough.order_by("-completed_on").values_list("completed_on", flat=True).first()
    facts: dict[str, Any] = {
        "conversations": len(held), "last_conversation_on": held[-1] if held else None,
        "shared_on": local_date(version.shared_at) if version.shared_at else None,
        "person_agreed_on": signed.get(Step.PERSON), "authorised_on": signed.get(Step.AUTHORISATION),
        "sufficiency_confirmed_on": confirmed or signed.get(Step.FINANCE), "options_told_on": version.support_offered_on,
    }  # fmt: skip
    known = CriteriaFacts(**{**facts, **more})
    return criteria(content, known), key_features(content, known)


def _direct_payment(version: PlanVersion, content: values.PlanContent, on: date) -> dict[str, Any]:
    """The decision on a direct payment in force on a day, as the gates read it."""
    made = eligibility.direct_payment_decision(version.plan.case, on)
    refused = made is not None and made.decision == "REFUSED"
    nominees = [helper.name for helper in content.around.helpers if helper.kind == "NOMINEE"]
    return {
        "direct_payment_refused_on": made.decided_on if made is not None and refused else None,
        "direct_payment_permitted_on": made.decided_on if made is not None and not refused else None,
        "nominee_unknown": nominees[0] if nominees and made is None else "",
    }


def _consented(row: Consent) -> consent_rules.Consented:
    return consent_rules.Consented(
        about=row.about, consents=row.consents, capacity=row.capacity, assessed_on=row.assessed_on, given_by=row.given_by,
        basis=row.basis, best_interests=row.best_interests, document=row.authority_document,
        document_seen_on=row.document_seen_on, document_expires_on=row.document_expires_on, next_check_on=row.next_check_on,
        withdrawn_on=row.withdrawn_on,
    )  # fmt: skip
