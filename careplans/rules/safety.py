"""What keeps a person safe: risks advised on and agreed, what to do when something goes wrong, liberty and safeguarding."""

from collections.abc import Callable, Iterator

from careplans.enums import ContingencyKind, OtherPlanKind, RiskAgreement, RiskKind, ServiceKind
from careplans.rules.around import AFTERCARE, JOINT
from careplans.rules.content import PlanContent, Risk
from careplans.rules.gaps import CAPACITY_ACT, CONTENTS, CONVENTION, NOT_CHECKED, PRSB, REGULATION_8, Gap
from phb.core.periods import say_date

ASSISTANTS = frozenset({ServiceKind.PERSONAL_ASSISTANT, ServiceKind.SELF_EMPLOYED})
RESTRAINT = f"Mental Capacity Act 2005, sections 4A to 6{NOT_CHECKED}"


def risk_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Significant risks not advised on or without an agreed, dated procedure (regulation 8; section 9 of the reference)."""
    return (*_advice(plan), *(gap for risk in plan.risks for gap in _risk(plan, risk)), *_employer(plan))


def employs_assistants(plan: PlanContent) -> bool:
    """Whether assistants are paid, employed or self-employed."""
    return bool(plan.paid_people) or any(service.kind in ASSISTANTS for service in plan.services)


def _advice(plan: PlanContent) -> Iterator[Gap]:
    significant = [risk for risk in plan.risks if risk.significant]
    untold = [risk for risk in significant if not plan.around.has_come(risk.advised_on)]
    for risk in untold:
        yield Gap(f"Say when the person was told about “{risk.words}”.",
                  "The person is advised of significant risks and what may follow.", REGULATION_8,
                  "advice", risk.key, "risk_not_advised", gate="risks")  # fmt: skip
    if plan.has_direct_payment and not significant and not plan.around.has_come(plan.risks_advised_on):
        yield Gap("Say when the person was advised about risks, also when none was found to be significant.",
                  "Before a direct payment the person is advised of significant risks.", REGULATION_8,
                  "advice", code="risks_not_advised", gate="risks")  # fmt: skip
    if significant and not untold and not plan.risks_advised_by.strip():
        yield Gap("Say who advised the person about the risks.", "The advice has a name and a day.", CONVENTION,
                  "advice", code="advised_by", gate="risks", blocks=False)  # fmt: skip


def _risk(plan: PlanContent, risk: Risk) -> Iterator[Gap]:
    if risk.significant and not risk.procedure.strip():
        yield Gap(f"Write down the agreed way to manage “{risk.words}”.",
                  "The plan holds an agreed procedure for each significant risk.", REGULATION_8,
                  "risks", risk.key, "risk_without_procedure", gate="risks")  # fmt: skip
    elif risk.significant and not (plan.around.has_come(risk.agreed_on) and risk.agreed_with.strip()):
        yield Gap(f"Say when, and with whom, the way to manage “{risk.words}” was agreed.",
                  "The procedure is agreed with the person or who acts for them; its day is kept.", REGULATION_8,
                  "risks", risk.key, "procedure_not_agreed", gate="risks")  # fmt: skip
    if risk.significant and risk.agreement is None:
        yield Gap(f"Say whether “{risk.words}” is agreed.", "What each side thinks of a significant risk is kept.",
                  CONVENTION, "risks", risk.key, "risk_not_settled", gate="risks")  # fmt: skip
    if risk.agreement == RiskAgreement.NOT_AGREED:
        yield Gap(f"Nobody agrees on “{risk.words}”. Settle it, or a panel decides before the plan is authorised.",
                  "A risk that nobody agrees on goes to a panel.", CONVENTION,
                  "risks", risk.key, "risk_not_agreed", gate="risks", blocks=False)  # fmt: skip
    if risk.significant and not risk.persons_view.strip():
        yield Gap(f"Write down what the person thinks about “{risk.words}”.", "Living well includes taking risks.",
                  CONVENTION, "risks", risk.key, "risk_without_view", gate="risks", blocks=False)  # fmt: skip
    if risk.significant and risk.residual is None:
        yield Gap(f"Say how likely and how bad “{risk.words}” remains after the steps.",
                  "What remains decides whether a panel looks at it.", CONVENTION,
                  "risks", risk.key, "risk_without_rest", gate="risks", blocks=False)  # fmt: skip


def _employer(plan: PlanContent) -> Iterator[Gap]:
    employed = plan.has_direct_payment and any(
        service.kind == ServiceKind.PERSONAL_ASSISTANT and service.is_direct_payment for service in plan.services
    )
    if employed and not any(risk.kind == RiskKind.EMPLOYMENT for risk in plan.risks):
        yield Gap("Add what being an employer may bring with it to the risks.",
                  "The law names the risks of employing somebody among those to be told.", REGULATION_8,
                  "risks", code="employer_risk", gate="risks", blocks=False)  # fmt: skip


# --- if something goes wrong

WHEN: dict[str, tuple[str, Callable[[PlanContent], bool]]] = {
    ContingencyKind.ASSISTANT: ("Say what happens if an assistant cannot come.", employs_assistants),
    ContingencyKind.DETERIORATION: ("Say what happens if the person suddenly gets worse.", lambda plan: True),
    ContingencyKind.EQUIPMENT: (
        "Say what happens if equipment or power fails that a life depends on.",
        lambda plan: any(service.life_supporting for service in plan.services),
    ),
    ContingencyKind.HELPER_LOST: (
        "Say what happens if the representative or nominee is no longer there.",
        lambda plan: bool(plan.around.helpers),
    ),
    ContingencyKind.HOSPITAL: ("Say what happens during a stay in hospital.", lambda plan: True),
    ContingencyKind.CARER: ("Say what happens if the main carer is ill.", lambda plan: bool(plan.carers_situation.strip())),
    ContingencyKind.CRISIS: ("Say what happens in a crisis of mental health.", lambda plan: plan.around.route == AFTERCARE),
}  # fmt: skip


def contingency_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """What the plan has no “if… then…” for, of the commissioner's list where it applies; and lines without an answer."""
    found = []
    there = {row.kind for row in plan.contingency if row.action.strip()}
    if any(row.kind == OtherPlanKind.CRISIS for row in plan.other_plans):
        there.add(ContingencyKind.CRISIS)
    for kind in plan.around.minimum_contingency:
        words, applies = WHEN.get(kind, ("", lambda plan: False))
        if words and kind not in there and applies(plan):
            found.append(Gap(words, "Whoever is there must know what to do.", CONVENTION, "contingency",
                             code=f"contingency_{kind}", local=True, full_only=True))  # fmt: skip
    for row in plan.contingency:
        if not row.action.strip():
            found.append(Gap(f"Say what to do: “{row.words}”.", "Each “if” has a “then”.", PRSB,
                             "contingency", row.key, "contingency_without_action"))  # fmt: skip
        elif not row.contact.strip():
            found.append(Gap(f"Say whom to call: “{row.words}”.", "Each “if” has somebody to call.", PRSB,
                             "contingency", row.key, "contingency_without_contact", blocks=False))  # fmt: skip
    return tuple(found)


# --- liberty, safeguarding, and parts that apply to some


def liberty_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """What a plan says on safeguarding, liberty and restraint where the person cannot decide about their care."""
    return tuple(_liberty(plan))


def _liberty(plan: PlanContent) -> Iterator[Gap]:
    on = plan.around.on
    if "CARE" in plan.around.lacks_capacity:
        for name, what in (("safeguarding", "Say how the person is kept safe from harm and abuse."),
                           ("liberty", "Say how the person's liberty is promoted.")):  # fmt: skip
            if not getattr(plan, name).strip():
                yield Gap(what, "The plan states it where somebody cannot decide about their care.", CONTENTS,
                          "safety", code=name, local=True, full_only=True)  # fmt: skip
        if plan.restraint.strip() and not plan.liberty_authority.strip():
            yield Gap("Say by what authority the person is restrained.", "Restraint needs an authority.", RESTRAINT,
                      "safety", code="restraint_authority", local=True)  # fmt: skip
    if plan.liberty_until and on and plan.liberty_until < on:
        yield Gap(f"The authority about liberty ended on {say_date(plan.liberty_until)}. Enter the present one.",
                  "An authority holds for its time only.", CAPACITY_ACT, "safety", code="liberty_ended", local=True)  # fmt: skip


def around_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Parts that matter for some people: worth doing, never a hindrance."""
    return tuple(_around(plan))


def _around(plan: PlanContent) -> Iterator[Gap]:
    around, kinds = plan.around, {row.kind for row in plan.other_plans}
    if around.route == AFTERCARE and not plan.formulation.strip():
        yield _advised("Write down what the person and the team understand about how the difficulties came about.",
                       "formulation", "formulation")  # fmt: skip
    if around.fast_track or around.route == "END_OF_LIFE":
        for name, what in (("advance_statement", "Write down the person's wishes for the time ahead."),
                           ("anticipatory", "Say which medicines and equipment are ready at home.")):  # fmt: skip
            if not getattr(plan, name).strip():
                yield _advised(what, "advance", name)
        if not plan.carers_situation.strip():
            yield _advised("Say how those who care unpaid are supported.", "carers", "carers_situation")
    if around.is_child and OtherPlanKind.EHC not in kinds:
        yield _advised(
            "Link the education, health and care plan, or write down that there is none.", "other_plans", "ehc"
        )
    shared = around.route == JOINT or any("council" in funder.name.casefold() for each in plan.services for funder in each.funders)  # fmt: skip
    if shared and OtherPlanKind.SOCIAL_CARE not in kinds:
        yield _advised("Link the council's care and support plan.", "other_plans", "social_care")


def _advised(what: str, where: str, code: str) -> Gap:
    return Gap(what, "It matters for this kind of plan.", f"Practice for special kinds of plan{NOT_CHECKED}", where,
               code=code, blocks=False)  # fmt: skip
