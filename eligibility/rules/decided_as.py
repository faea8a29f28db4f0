"""What is decided on each route, in the route's own words: the answers, who decides, and what the person is told.

A case keeps ELIGIBLE or NOT_ELIGIBLE whatever the route; a page shows the route's own answer. A local offer's answer
is never called a right, nor its refusal a refusal of one (reference, section 7.3).
"""

from dataclasses import dataclass

from eligibility.enums import Decision as Code
from eligibility.enums import Route

LOCAL = frozenset({Route.MATERNITY, Route.END_OF_LIFE, Route.LOCAL_OFFER})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its own code, what a case keeps, its words, help, and what is said when it is made."""

    code: str
    keeps: Code
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RouteDecision:
    """A route's decision. `parts` are what must be said beside the reasons when the answer is yes; `review` is
    how the person may question it; `decider` who decides; `source` the law or guidance."""

    title: str
    choices: tuple[Choice, ...]
    decider: str
    review: str
    source: str
    parts: tuple[str, ...] = ()
    recommender: str = "the assessor"

    def choice(self, code: str) -> Choice | None:
        """The answer with a code: the route's own, or the one that a case keeps (the first that keeps it)."""
        own = next((each for each in self.choices if each.code == code), None)
        return own or next((each for each in self.choices if each.keeps == code), None)

    @property
    def yes(self) -> Choice:
        return self.choices[0]


RETURN = Choice(
    "RETURNED_FOR_EVIDENCE",
    Code.RETURNED_FOR_EVIDENCE,
    "Return for evidence",
    "The case goes back to whoever assessed. The clock runs on",
)
_YES, _NO = Code.ELIGIBLE, Code.NOT_ELIGIBLE
_OFFERS = RouteDecision(
    "Decide on the offer",
    (
        Choice("OFFERED", _YES, "Offered", "An offer of the commissioner’s own, not a right"),
        Choice("NOT_OFFERED", _NO, "Not offered", "With reasons about this person: never a blanket rule"),
        Choice("NOT_AVAILABLE_IN_AREA", _NO, "Not available in this area", "No offer was in force on the day received"),
        RETURN,
    ),
    "whoever the offer names",
    "The offer’s own review route, and the complaints procedure",
    "The commissioner’s own offer (reference 7.3)",
    parts=("way",),
)

DECISIONS: dict[Route, RouteDecision] = {
    Route.CHC: RouteDecision(
        "Decide on eligibility",
        (
            Choice("ELIGIBLE", _YES, "Eligible"),
            Choice("NOT_ELIGIBLE", _NO, "Not eligible", "Nursing care or a joint package can follow from here"),
            RETURN,
        ),
        "the integrated care board",
        "Local resolution by the board, then independent review, then the Ombudsman",
        "SI 2012/2996 regulations 21 to 23",
        recommender="the team",
    ),
    Route.CYPCC: RouteDecision(
        "Record the panel’s decision",
        (
            Choice("HAS_CC_NEED", _YES, "Has a continuing care need"),
            Choice("NO_CC_NEED", _NO, "No continuing care need"),
            RETURN,
        ),
        "the multi-agency panel, for the board",
        "The board’s complaints procedure, then the Ombudsman; SEND mediation and tribunal for an EHC plan",
        "National Framework for Children and Young People’s Continuing Care 2016",
        parts=("panel",),
    ),
    Route.WHEELCHAIR: RouteDecision(
        "Decide on the personal wheelchair budget",
        (
            Choice("RIGHT_TO_HAVE", _YES, "Has a right to a personal wheelchair budget"),
            Choice("NOT_NOW", _NO, "Not now", "The criteria are met, and no new chair is needed: repair or review"),
            Choice("NO_RIGHT", _NO, "No right", "The commissioner’s criteria are not met"),
            RETURN,
        ),
        "the wheelchair service, for the board",
        "A review of the decision on the budget (regulation 32B); complaints for the service itself",
        "SI 2012/2996 regulations 32A and 32B",
        parts=("option", "budget_value"),
        recommender="the therapist",
    ),
    Route.S117: RouteDecision(
        "Decide on section 117 aftercare",
        (Choice("ENTITLED", _YES, "Entitled to aftercare"), Choice("NOT_ENTITLED", _NO, "Not entitled"), RETURN),
        "the board, with the local authority",
        "Complaints to each body, then the Ombudsmen",
        "Mental Health Act 1983 section 117",
        parts=("responsible_icb", "responsible_la"),
    ),
    Route.FNC: RouteDecision(
        "Decide on NHS-funded nursing care",
        (
            Choice("ELIGIBLE", _YES, "Nursing care is due"),
            Choice("NOT_ELIGIBLE", _NO, "Nursing care is not due"),
            RETURN,
        ),
        "the integrated care board",
        "The board’s review of its decision, then independent review, then the Ombudsman",
        "SI 2012/2996 regulation 28",
        recommender="the nurse",
    ),
    Route.JOINT_PACKAGE: RouteDecision(
        "Decide on a joint package",
        (
            Choice("JOINT_PACKAGE", _YES, "Joint package", "Each body’s part is written down"),
            Choice("LA_ONLY", _NO, "Local authority only"),
            RETURN,
        ),
        "the board and the local authority, each for its part",
        "The complaints procedures of both bodies",
        "SI 2012/2996 regulation 22(2)",
        parts=("nhs_part", "la_part"),
    ),
    Route.MATERNITY: _OFFERS,
    Route.END_OF_LIFE: _OFFERS,
    Route.LOCAL_OFFER: _OFFERS,
}

# What a rule's own outcome on the form expects to be decided. An outcome that is not here leaves it to judgement.
EXPECTED = {
    "RIGHT_TO_HAVE": "RIGHT_TO_HAVE",
    "NOT_NOW": "NOT_NOW",
    "NO_RIGHT": "NO_RIGHT",
    "OFFERED": "OFFERED",
    "NOT_OFFERED": "NOT_OFFERED",
    "NOT_AVAILABLE_IN_AREA": "NOT_AVAILABLE_IN_AREA",
    "ENTITLED": "ENTITLED",
    "NOT_ENTITLED": "NOT_ENTITLED",
    "JOINT_PACKAGE": "JOINT_PACKAGE",
    "LA_ONLY": "LA_ONLY",
}
# Routes on which the law itself settles a no: a yes against the form's outcome needs the form to be mended first.
SETTLED_BY_LAW = {
    Route.S117: frozenset({"NOT_ENTITLED"}),
    Route.FNC: frozenset({"NOT_ELIGIBLE"}),
    Route.JOINT_PACKAGE: frozenset({"CHC", "LA_ONLY"}),
}


def answer_label(route: str, code: str, own: str = "") -> str:
    """A decision in the words of its route: `own` is the route's code where it is known."""
    found = DECISIONS[Route(route)].choice(own or code) or DECISIONS[Route(route)].choice(code)
    return found.label if found is not None else code
