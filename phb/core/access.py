"""Who may do what: one readable table, and deny for whatever is not in it.

R read, W create and change, A approve or sign, P propose, - nothing.
Which *people* a role reaches (whole organisation, caseload, own, granted) is decided by
`phb.core.selectors.people`; which *state* allows an action, by the life cycles. The routes
of the product and the line of this table that each needs stand in `phb.access`.
"""

from dataclasses import dataclass, replace

from phb.core.actors import OUTSIDE, Actor

ROLES = ("COM", "FIN", "CC", "CLN", "AUD", "ADM", "BH", "REP", "TPP")

TABLE = """
area                 | COM | FIN | CC  | CLN | AUD | ADM | BH  | REP | TPP
own account          | R W | R W | R W | R W | R W | R W | R W | R W | R W
desk                 | R   | R   | R   | R   | R   | R   | -   | -   | -
person               | R   | R   | R W | R   | R   | -   | R P | R P | R
person record        | R   | R   | R W | R   | R   | -   | -   | -   | -
referral             | R   | -   | R W | R   | R   | -   | R   | R   | -
assessment           | R   | -   | R W | R W | R   | -   | R   | R   | -
eligibility decision | R A | R   | R   | R   | R   | -   | R   | R   | -
case work            | R W | -   | R W | R W | R   | -   | -   | -   | -
challenge            | R A | -   | R W | R   | R   | -   | R   | R   | -
letter               | R W | -   | R W | R   | R   | -   | -   | -   | -
local offer          | R A | R   | R   | R   | R   | R   | -   | -   | -
case finding         | R W | -   | R   | -   | R   | -   | -   | -   | -
case import          | R W | -   | -   | -   | R   | -   | -   | -   | -
wording              | R W A | - | R   | R A | R   | R W | -   | -   | -
rules                | R   | R   | R   | R   | R   | R   | -   | -   | -
consent              | R   | R   | R W | R W | R   | -   | R   | R   | -
plan                 | R   | R   | R W | R W | R   | -   | R W | R W | -
plan agreement       | R   | R   | R W | R   | R   | -   | R A | R A | -
plan talk            | R W | R W | R W | R W | R   | -   | R W | R W | -
plan review          | R   | R   | R W | R W | R   | -   | R P | R P | -
plan coordinator     | R W | R   | R W | R   | R   | -   | R   | R   | -
health task          | R   | -   | R W | R W A | R | -   | R   | R   | -
safeguarding         | R   | -   | R W | R W | -   | -   | -   | -   | -
panel                | R W A | R | R P | R   | R   | -   | -   | -   | -
family exception     | R A | -   | R   | R   | R   | -   | -   | -   | -
plan value           | R W | R W | R W | R   | R   | -   | -   | -   | -
library              | R W A | R W A | R W | R | R | R W | R   | R   | -
measures             | R W | -   | R   | R   | R   | R W | -   | -   | -
clinical sign-off    | R   | R   | R P | R A | R   | -   | R   | R   | -
finance check        | R   | R A | R   | R   | R   | -   | -   | -   | -
plan return          | A   | A   | A   | A   | -   | -   | -   | -   | -
plan money return    | A   | A   | -   | -   | -   | -   | -   | -   | -
authorisation        | R A | R   | R   | R   | R   | -   | R   | R   | -
indicative amount    | R   | R   | R W | R   | R   | -   | R   | R   | -
budget               | R   | R   | R   | R   | R   | -   | R   | R   | R
budget record        | R   | R   | R   | R   | R   | -   | -   | -   | -
amount table         | R W A | R W A | R | R   | R   | R W | -   | -   | -
funding              | R W | R W | R W | R   | R   | -   | R   | R   | -
contingency          | R A | R A | R W | -   | R   | -   | R P | R P | -
budget change        | R W | R W | R W | -   | R   | -   | -   | -   | -
uplift               | R W A | R W A | - | -  | R   | -   | -   | -   | -
money report         | R   | R   | -   | -   | R   | -   | -   | -   | -
contract             | R W | R W | -   | -   | R   | -   | -   | -   | -
budget import        | R W A | R W A | - | -  | R   | -   | -   | -   | -
payment record       | R   | R   | R   | -   | R   | -   | -   | -   | -
bank details         | -   | R W | R   | -   | R   | -   | R W | R W | R W
payment schedule     | R   | R W | R   | -   | R   | -   | R   | R   | R
payment run          | R   | R W | -   | -   | R   | -   | -   | -   | -
payment run release  | R A | R A | -   | -   | R   | -   | -   | -   | -
payment file         | -   | R   | -   | -   | R   | -   | -   | -   | -
payment agreement    | R   | R W | R W | -   | R   | -   | R A | R A | -
payment hold         | R A | R W | R P | -   | R   | -   | -   | -   | -
ledger               | R   | R W | -   | -   | R   | -   | -   | -   | -
bank statement       | R   | R W | R   | -   | R   | -   | R W | R W | R W
spend matching       | R   | R W | R W | -   | R   | -   | R W | R W | -
spend record         | R   | R W | R   | -   | R   | -   | -   | -   | -
spend questions      | R   | R W | R W | -   | R   | -   | -   | -   | -
statement            | R   | R W | R   | R   | R   | -   | R   | R   | R
statement run        | R   | R W | -   | -   | R   | -   | -   | -   | -
document             | R   | R   | R   | R   | R   | -   | R   | R   | -
own record           | -   | -   | -   | -   | -   | -   | R   | R   | -
own money            | -   | -   | -   | -   | -   | -   | R W | R W | -
access log           | R   | R   | R   | R   | R   | R   | R   | -   | -
who has seen         | -   | -   | R   | R   | R   | -   | R   | -   | -
users                | R A | -   | -   | -   | R   | R W A | -   | -   | -
settings             | R   | R   | R   | R   | R   | R W | -   | -   | -
jobs                 | R   | R   | -   | -   | R   | R W | -   | -   | -
"""


def _parse(table: str) -> dict[str, dict[str, frozenset[str]]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    head = tuple(rows[0][1:])
    if head != ROLES:
        raise ValueError(f"The access table's roles are {head}, not {ROLES}.")
    areas: dict[str, dict[str, frozenset[str]]] = {}
    for area, *cells in rows[1:]:
        if area in areas or len(cells) != len(ROLES):
            raise ValueError(f"The access table's line “{area}” is there twice or has a cell too few or many.")
        rights = {role: frozenset(cell.replace("-", "").split()) for role, cell in zip(ROLES, cells, strict=True)}
        if unknown := set().union(*rights.values()) - set("RWAP"):
            raise ValueError(f"The access table's line “{area}” has unknown rights {unknown}.")
        areas[area] = rights
    return areas


AREAS = _parse(TABLE)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a route needs: any one of these rights ("R", "WAP", …) in an area.

    `subject` says what the route's number points at, for tests that walk every route; `side` is
    "staff" or "outside" where those two have pages of their own for the same area.
    """

    area: str
    rights: str
    subject: str = ""
    side: str = ""

    def __post_init__(self) -> None:
        if (
            self.area not in AREAS
            or not self.rights
            or set(self.rights) - set("RWAP")
            or self.side not in {"", "staff", "outside"}
        ):
            raise ValueError(f"No such line or right in the access table: {self.area} {self.rights}.")

    def allow(self, role: str) -> bool:
        if self.side and (role in OUTSIDE) != (self.side == "outside"):
            return False
        return bool(AREAS[self.area].get(role, frozenset()) & set(self.rights))


class Open:
    """Routes outside the table: for everyone, or for everyone signed in, with the reason why."""

    def __init__(self, why: str, *, signed_in: bool = False) -> None:
        self.why, self.signed_in = why, signed_in

    def allow(self, role: str | None) -> bool:
        return not self.signed_in or role is not None


Rule = Needs | Open
Routes = dict[str, dict[str, Rule]]


def of_side(side: str, rules: Routes) -> Routes:
    """The same routes, open to one side only: "staff" or "outside" (holders, representatives, providers)."""
    return {name: {method: replace(rule, side=side) if isinstance(rule, Needs) else rule for method, rule in methods.items()}
            for name, methods in rules.items()}  # fmt: skip


def may(actor: Actor | None, area: str, rights: str) -> bool:
    """Whether the actor's role has one of these rights in an area. The same check guards page and button."""
    return actor is not None and Needs(area, rights).allow(actor.role)
