"""Who acts: one frozen value that every service, selector and job is handed."""

from dataclasses import dataclass, replace

STAFF = frozenset({"COM", "FIN", "CC", "CLN", "AUD", "ADM"})
OUTSIDE = frozenset({"BH", "REP", "TPP"})
ROLE_NAMES = {
    "COM": "Commissioner",
    "FIN": "Finance officer",
    "CC": "Care coordinator",
    "CLN": "Clinician",
    "AUD": "Auditor",
    "ADM": "Organisation administrator",
    "BH": "Budget holder",
    "REP": "Representative or nominee",
    "TPP": "Third-party provider",
    "SYSTEM": "The service itself",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in one role in one organisation, for the length of one request or job.

    `membership_id` is empty for budget holders and representatives: what they may see
    hangs on their grants. `reason` is what a person wrote when a view asks for one.
    """

    user_id: int | None
    name: str
    organisation_id: int
    role: str
    membership_id: int | None = None
    request_id: str = ""
    reason: str = ""

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_outside(self) -> bool:
        """Whether this is a budget holder, representative or provider."""
        return self.role in OUTSIDE

    def because(self, reason: str) -> "Actor":
        return replace(self, reason=reason)


def the_service(organisation_id: int, request_id: str = "") -> Actor:
    """The actor of work that no person asked for: catching up what is due, offering jobs again."""
    return Actor(None, "The service itself", organisation_id, "SYSTEM", request_id=request_id)
