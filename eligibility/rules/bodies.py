"""Names of bodies by date: the code speaks of a role, a table says who holds it on a day."""

from datetime import date

from eligibility.rules.loading import table
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


def national_body(on: date) -> str:
    """The name of the national body (role NATIONAL_BODY) on a day. Raises RuleBroken for a day without one."""
    for row in table("bodies")["NATIONAL_BODY"]:
        if row["from"] <= on and (row["to"] is None or on <= row["to"]):
            return str(row["name"])
    raise RuleBroken(f"No national body is held for {say_date(on)}. Add it to the table of bodies.")
