"""How each route speaks: its result either way, who assesses, who decides, and where a case stands."""

from dataclasses import dataclass

from eligibility.enums import CaseState, Route


@dataclass(frozen=True, slots=True)
class RouteWords:
    """How one route speaks: its result either way, who assesses, who decides, and what somebody may do about a no."""

    yes: str
    no: str
    assesses: str
    decides: str
    against: str


_COMPLAINT = "The person may use the NHS complaints procedure, then the Parliamentary and Health Service Ombudsman."
_LOCAL = "The person may use the review route of the offer, then the NHS complaints procedure."
ROUTES: dict[str, RouteWords] = {
    Route.CHC: RouteWords(
        "Eligible",
        "Not eligible",
        "the multidisciplinary team",
        "a commissioner who did not recommend",
        "The person may ask the board for local resolution within 6 months of the date on the letter, then NHS England "
        "for an independent review.",
    ),
    Route.CYPCC: RouteWords(
        "Has a continuing care need",
        "No continuing care need",
        "the nominated children’s health assessor",
        "the panel",
        "The family may use the NHS complaints procedure, then the Ombudsman. Matters of an EHC plan go to mediation "
        "and the tribunal.",
    ),
    Route.WHEELCHAIR: RouteWords(
        "Personal wheelchair budget", "No personal wheelchair budget", "the wheelchair service",
        "a commissioner who did not assess", _COMPLAINT,
    ),
    Route.S117: RouteWords(
        "Entitled to aftercare", "Not entitled to aftercare", "the NHS and the local authority together",
        "a commissioner who did not assess", "The person may complain to each body, then to the Ombudsmen.",
    ),
    Route.FNC: RouteWords(
        "Nursing care is due", "Nursing care is not due", "a registered nurse", "a commissioner who did not assess",
        "The person may ask the board to look at the decision again, then complain.",
    ),
    Route.JOINT_PACKAGE: RouteWords(
        "Joint package", "No joint package", "the NHS and the local authority together",
        "a commissioner who did not assess", _COMPLAINT,
    ),
    Route.MATERNITY: RouteWords(
        "Offered", "Not offered", "the maternity service", "whoever the offer names", _COMPLAINT
    ),
    Route.END_OF_LIFE: RouteWords("Offered", "Not offered", "the assessor", "whoever the offer names", _LOCAL),
    Route.LOCAL_OFFER: RouteWords("Offered", "Not offered", "the assessor", "whoever the offer names", _LOCAL),
}  # fmt: skip
_STATES: dict[tuple[str, str], str] = {
    (Route.CYPCC, CaseState.CHECKLIST): "Pre-assessment in progress",
    (Route.CYPCC, CaseState.SCREENED_OUT): "No full assessment needed",
    (Route.CYPCC, CaseState.ASSESSED): "Assessed, awaiting the panel",
}


def state_words(route: str, state: str) -> str:
    """Where a case stands, in the words of its route."""
    if state == CaseState.ELIGIBLE:
        return ROUTES[route].yes
    if state == CaseState.NOT_ELIGIBLE:
        return ROUTES[route].no
    return _STATES.get((route, state)) or CaseState(state).label
