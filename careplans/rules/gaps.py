"""A gap of a plan, and how sure its source is."""

from dataclasses import dataclass

REGULATION_8 = "National Health Service (Direct Payments) Regulations 2013, regulation 8"
REGULATION_13 = "National Health Service (Direct Payments) Regulations 2013, regulation 13(1)"
NOT_CHECKED = " (professional knowledge; not checked against its present wording)"
CONTENTS = f"{REGULATION_8}, and the list of contents in NHS England's guidance on direct payments{NOT_CHECKED}"
EXCEPTION = f"{REGULATION_8}(5A) and (5B)"
HOUSE = "A rule of this product: every pound can be followed to an outcome"
CONVENTION = "A convention of this product; a commissioner may set it otherwise"
CRITERIA = "NHS England, the five criteria of a good personalised care and support plan"
PRSB = "PRSB, personalised care and support plan standard (DAPB4022)"
DELEGATION = "NHS England, delegation of healthcare tasks to personal assistants"
CAPACITY_ACT = f"Mental Capacity Act 2005{NOT_CHECKED}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: what to do, why, and by what source.

    `where` is the part of the plan in which to mend it, `key` the item there, or "". `code` names the rule. `blocks`:
    refused at sign-off; otherwise only worth doing. `gate`: the gate before a direct payment that it shuts. `beside`: kept
    beside the plan's own words (a decision, a check of competence), so the person may agree the plan before it is there.
    `local`: by convention or not verified, so a commissioner may turn it into advice; `full_only`: only advice for a short
    plan and at the end of life (section 19 of the reference).
    """

    what: str
    why: str
    source: str
    where: str
    key: str = ""
    code: str = ""
    blocks: bool = True
    gate: str = "content"
    beside: bool = False
    local: bool = False
    full_only: bool = False
