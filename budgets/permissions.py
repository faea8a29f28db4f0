"""May she? One sentence for each right that the services of this app ask for."""

from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

_WHO = {
    ("indicative amount", "W"): "A care coordinator gives the indicative amount.",
    ("amount table", "W"): "A commissioner, finance officer or administrator proposes tables of amounts.",
    ("amount table", "A"): "A commissioner or finance officer brings tables of amounts into use.",
    ("finance check", "A"): "A finance officer checks the budget.",
    ("authorisation", "A"): "A commissioner authorises the budget.",
    ("payment agreement", "W"): "A care coordinator or finance officer records the agreement.",
    ("bank details", "W"): "A finance officer or the holder enters bank details.",
    ("payment schedule", "W"): "A finance officer sets up payments.",
    ("payment run", "W"): "A finance officer makes payment runs.",
    ("payment run release", "A"): "A second finance officer, or a commissioner, releases payment runs.",
    ("payment hold", "WA"): "A finance officer or commissioner holds payments.",
    ("payment hold", "WAP"): "A finance officer, commissioner or care coordinator holds payments.",
    ("funding", "W"): "A commissioner, finance officer or care coordinator records whose money it is.",
    ("contingency", "WP"): "A care coordinator, or whoever holds the budget, asks for contingency.",
    ("contingency", "A"): "A commissioner or finance officer decides about contingency.",
    ("money report", "R"): "Figures of the year are for commissioners, finance officers and auditors.",
    ("contract", "W"): "A commissioner or finance officer records contracts and what is freed from them.",
    ("budget change", "W"): "A commissioner, finance officer or care coordinator records what changes a budget.",
    ("ledger", "W"): "A finance officer posts to the ledger.",
    ("bank statement", "W"): "A finance officer, or whoever manages the money, brings in bank statements.",
    (
        "spend matching",
        "W",
    ): "A finance officer, a care coordinator or whoever manages the money says what a payment was for.",
    ("statement", "R"): "Statements are for those who may see the money.",
    ("statement run", "W"): "A finance officer makes the statements of all holders.",
    ("uplift", "W"): "A commissioner or finance officer prepares uplifts.",
    ("uplift", "A"): "A second commissioner or finance officer approves uplifts.",
    ("uplift", "WA"): "A commissioner or finance officer works on uplifts.",
}


def check_may(by: Actor, area: str, rights: str) -> None:
    """Refuse (RuleBroken) an actor whose role has none of these rights, whichever way they came."""
    if by.role != "SYSTEM" and not may(by, area, rights):
        raise RuleBroken(_WHO[(area, rights)])


def check_staff_finance(by: Actor) -> None:
    """Checking bank details is finance's own work: a holder who may enter them does not check them (I10)."""
    if by.role != "FIN":
        raise RuleBroken("A second finance officer checks bank details.")
