"""The ways in which a decision is questioned: who hears each, on what grounds, until when, and what comes next.

Plain facts in, plain answers out: what is open now and why the rest is not, the last day in time, the days refunded.
"""

from dataclasses import dataclass
from datetime import date

from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome as O
from eligibility.enums import Route
from eligibility.rules.bodies import national_body
from eligibility.rules.dispute import is_open, must_go_local_first
from phb.core.results import Certainty, Reason

BOARD, NATIONAL, OMBUDSMAN, TRIBUNAL, TOGETHER = "BOARD", "NATIONAL_BODY", "OMBUDSMAN", "TRIBUNAL", "LOCAL_PROCEDURE"
# Ways of which several may run side by side: about different matters, payments, services or periods.
MANY_AT_ONCE = frozenset({K.COMPLAINT, K.DIRECT_PAYMENT, K.PLAN_SERVICE, K.PAST_PERIOD})
# Ways outside the board: it sends papers, records what came out and carries it out.
OUTSIDE_BOARD = frozenset({K.INDEPENDENT_REVIEW, K.OMBUDSMAN, K.SEND})
NEEDS_GROUNDS = frozenset({K.LOCAL_RESOLUTION, K.INDEPENDENT_REVIEW})
_FRAMEWORK = "National Framework for NHS Continuing Healthcare 2022"
_CHILDREN = "National Framework for Children and Young People’s Continuing Care 2016"
# Letters that tell an outcome: the day of the newest starts the limit of the next stage.
OUTCOME_LETTERS: dict[K, str] = {
    K.CHECKLIST: "RECONSIDERATION_OUTCOME",
    K.LOCAL_RESOLUTION: "DISPUTE_OUTCOME",
    K.INDEPENDENT_REVIEW: "INDEPENDENT_REVIEW",
    K.COMPLAINT: "COMPLAINT_OUTCOME",
    K.PAST_PERIOD: "PAST_PERIOD",
    K.PHB_REVIEW: "RECONSIDERATION_OUTCOME",
    K.DIRECT_PAYMENT: "RECONSIDERATION_OUTCOME",
    K.PLAN_SERVICE: "RECONSIDERATION_OUTCOME",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what it is, who hears it, the clock of the request, the clock of the answer, and the source."""

    kind: K
    what: str
    heard_by: str
    request_clock: str = ""
    answer_clock: str = ""
    source: str = _FRAMEWORK
    certainty: str = "S"

    @property
    def reason(self) -> Reason:
        """The rule of this way with its source, for a page."""
        return Reason(f"WAY-{self.kind}", self.what, self.source, Certainty(self.certainty))


WAYS: dict[K, Way] = {
    way.kind: way
    for way in (
        Way(
            K.CHECKLIST,
            "The board looks again at a negative Checklist. No panel hears Checklists: an NHS complaint comes next, then the Ombudsman.",
            BOARD,
            source="Beacon, dispute resolution in continuing healthcare",
        ),
        Way(
            K.LOCAL_RESOLUTION,
            "The board looks again at its decision that the person is not eligible, with them.",
            BOARD,
            "K5",
            "K6",
        ),
        Way(
            K.INDEPENDENT_REVIEW,
            "An independent panel looks at the procedure or at the decision on the primary health need.",
            NATIONAL,
            "K7",
            "K8",
            "SI 2012/2996 reg 23",
            "P",
        ),
        Way(
            K.OMBUDSMAN,
            "The Parliamentary and Health Service Ombudsman looks at what the NHS did, normally within 12 months.",
            OMBUDSMAN,
            "OMBUDSMAN",
            "",
            _FRAMEWORK,
            "K",
        ),
        Way(
            K.COMPLAINT,
            "An NHS complaint about anything the board did or did not do: the package, the provider, a delay, a refusal.",
            BOARD,
            "COMPLAINT",
            "",
            "SI 2009/309 reg 12",
            "K",
        ),
        Way(
            K.PAST_PERIOD,
            "A request to look at a past period of care that was never assessed, with the tools in force at that time.",
            BOARD,
        ),
        Way(
            K.BODIES,
            "The NHS and the local authority disagree: the agreed local procedure is used, and care goes on meanwhile.",
            TOGETHER,
            source="SI 2012/2996 reg 22(2)",
            certainty="P",
        ),
        Way(
            K.PHB_REVIEW,
            "A review of a decision on a personal health budget, or on the way of managing it. At most one in six months must be given.",
            BOARD,
            "K13",
            "",
            "SI 2012/2996 reg 32B",
            "P",
        ),
        Way(
            K.DIRECT_PAYMENT,
            "The board looks again at a direct payment that was refused, reduced, stopped or asked back.",
            BOARD,
            "K12",
            "",
            "SI 2013/1617 regs 7, 13, 14, 15 and 17",
            "P",
        ),
        Way(
            K.PLAN_SERVICE,
            "The board looks again, once, at a service left out of the care plan.",
            BOARD,
            "ONCE",
            "",
            "SI 2013/1617 reg 8(6A) to (6C)",
            "P",
        ),
        Way(
            K.SEND,
            "Mediation, then the tribunal, for what stands in an education, health and care plan.",
            TRIBUNAL,
            "",
            "",
            _CHILDREN,
            "K",
        ),
    )
}


def heard_by(kind: str, on: date) -> str:
    """Who hears this way, by name, on a day: the national body has another name in other years."""
    return {
        BOARD: "the board, by somebody who did not decide before",
        NATIONAL: f"an independent panel of {national_body(on)}",
        OMBUDSMAN: "the Parliamentary and Health Service Ombudsman",
        TRIBUNAL: "mediation, then the First-tier Tribunal (SEND)",
        TOGETHER: "the board and the local authority, by their agreed procedure",
    }[WAYS[K(kind)].heard_by]


# --- Which ways are open


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a case when somebody asks how its decision may be questioned.

    `refused`: the decision in force says not eligible; `screened_out`: it ended with a negative Checklist;
    `done`: ways answered already on that decision without changing it; `running`: ways under way.
    """

    route: str
    screened_out: bool = False
    refused: bool = False
    eligible: bool = False
    decided_request: bool = False
    decided_payment: bool = False
    done: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Possible:
    """One way, whether it is open now, and the words for it: what it is, or why not and what to use instead."""

    way: Way
    open: bool
    words: str


def ways_open(standing: Standing) -> list[Possible]:
    """Every way for this case: those open now first, each with its words."""
    found = [
        Possible(way, not (why := _closed(kind, standing)), why or _words(way, standing)) for kind, way in WAYS.items()
    ]
    return sorted(found, key=lambda one: not one.open)


def _words(way: Way, at: Standing) -> str:
    if way.kind is K.BODIES and at.route == Route.S117:
        return f"{way.what} Where two local authorities disagree on residence, the Secretary of State decides (Care Act 2014 s40)."
    first = local_resolution_first(at, waiver=False) if way.kind is K.INDEPENDENT_REVIEW else ""
    return f"{way.what} {first}".strip()


def why_closed(kind: str, standing: Standing) -> str:
    """Why this way is not open now, with what to use instead; empty when it is open."""
    return _closed(K(kind), standing)


def _closed(kind: K, at: Standing) -> str:
    if kind in at.running and kind not in MANY_AT_ONCE:
        return "One is under way already. Open it and go on there."
    chc = at.route == Route.CHC
    if kind is K.CHECKLIST:
        if not chc or not at.screened_out:
            return "There is no negative Checklist on this case."
        return "The board has looked at this Checklist again. The next step is an NHS complaint." * (kind in at.done)
    if kind is K.LOCAL_RESOLUTION:
        return _local_closed(at, chc=chc)
    if kind is K.INDEPENDENT_REVIEW:
        return _independent_closed(at, chc=chc)
    if kind is K.OMBUDSMAN:
        ready = at.done & {K.INDEPENDENT_REVIEW, K.COMPLAINT}
        return "" if ready else "The Ombudsman comes last: after an independent review, or after a complaint."
    return {
        K.PAST_PERIOD: "" if chc else "Past periods are looked at for NHS Continuing Healthcare only.",
        K.BODIES: "" if at.route in _SHARED else "This care is not shared with a local authority.",
        K.PHB_REVIEW: ""
        if at.decided_request
        else "No request for a personal health budget has been decided on this case.",
        K.DIRECT_PAYMENT: ""
        if at.decided_payment or at.eligible
        else "No direct payment has been decided or made on this case.",
        K.PLAN_SERVICE: "" if at.eligible else "There is no care plan: the person has not been found eligible.",
        K.SEND: "" if at.route == Route.CYPCC else "This is for children and young people with an EHC plan.",
    }.get(kind, "")


_SHARED = frozenset({Route.CHC, Route.CYPCC, Route.S117, Route.JOINT_PACKAGE, Route.FNC})


def _local_closed(at: Standing, *, chc: bool) -> str:
    if at.route == Route.CYPCC:
        return "Children’s continuing care goes by the complaints procedure, then the Ombudsman."
    if not chc:
        return "This is for NHS Continuing Healthcare. Use a complaint."
    if K.PAST_PERIOD in at.done and K.LOCAL_RESOLUTION not in at.done:
        return ""
    if at.screened_out:
        return "This is for decisions after a full assessment. Ask for the Checklist to be looked at again."
    if not at.refused:
        return "No decision says that the person is not eligible. Use a complaint about the package or the provider."
    if K.LOCAL_RESOLUTION in at.done:
        return "It has been done. The next step is an independent review."
    return ""


_NO_PANEL = {
    "CHILDREN": "There is no independent review for children’s continuing care. Use a complaint, then the Ombudsman.",
    "CHECKLIST": "There is no independent review for Checklists. Use reconsideration, then an NHS complaint, then the Ombudsman.",
    "PACKAGE": "Only the decision that the person is not eligible can be reviewed, not the package or the provider.",
}


def _about(at: Standing) -> str:
    """What there is to question on a case, as the rule of disputes names it."""
    if at.route == Route.CYPCC:
        return "CHILDREN"
    if at.screened_out:
        return "CHECKLIST"
    return "ELIGIBILITY_DECISION" if at.refused or K.PAST_PERIOD in at.done else "PACKAGE"


def _independent_closed(at: Standing, *, chc: bool) -> str:
    if not chc and at.route != Route.CYPCC:
        return "There is no independent review for this route. Use a complaint, then the Ombudsman."
    if not is_open(about := _about(at), "INDEPENDENT"):
        return _NO_PANEL[about]
    if K.INDEPENDENT_REVIEW in at.done:
        return "It has been done. The next step is the Ombudsman."
    return ""


def local_resolution_first(at: Standing, *, waiver: bool) -> str:
    """Why an independent review must wait for local resolution; empty when it was done or the national body waives it."""
    if not must_go_local_first(done=K.LOCAL_RESOLUTION in at.done, waived=waiver):
        return ""
    return "Local resolution comes first. If the national body is satisfied that it would cause undue delay, say so on this form."


# --- What comes next


def next_way(kind: str) -> K | None:
    """The way on from an outcome that leaves the decision as it was; None where this was the last."""
    return {
        K.CHECKLIST: K.COMPLAINT,
        K.LOCAL_RESOLUTION: K.INDEPENDENT_REVIEW,
        K.INDEPENDENT_REVIEW: K.OMBUDSMAN,
        K.COMPLAINT: K.OMBUDSMAN,
        K.PAST_PERIOD: K.LOCAL_RESOLUTION,
        K.PHB_REVIEW: K.COMPLAINT,
        K.DIRECT_PAYMENT: K.COMPLAINT,
        K.PLAN_SERVICE: K.COMPLAINT,
    }.get(K(kind))


def outcome_words(kind: str, matter: str) -> dict[str, str]:
    """The outcomes that can come of a way, by code, in its own words."""
    if kind == K.BODIES:
        return {O.UPHELD.value: "Settled: one body is responsible"}
    own: dict[str, str] = {}
    if kind == K.PAST_PERIOD:
        own = {
            "UPHELD": "Eligible for the whole period",
            "UPHELD_IN_PART": "Eligible for part of the period",
            "NOT_UPHELD": "Not eligible in the period",
            "NEW_ASSESSMENT": "The period must be assessed first",
        }
    elif matter == "PHB_REQUEST":
        own = {
            "UPHELD": "Granted after all",
            "UPHELD_IN_PART": "Granted in part",
            "NEW_ASSESSMENT": "The request is answered anew",
        }
    return {**dict(O.choices()), **own}
