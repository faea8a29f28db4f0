"""Bank holidays in England, for the edge to hand to the rules as a set of dates."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Bank holidays in England from 1 January of the first year to 31 December of the last.

    Years not yet proclaimed follow the usual pattern; a special bank holiday comes with a new release of the library.
    """
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=years))


def bank_holidays_around(day: date) -> frozenset[date]:
    """Bank holidays of the year of the day, the year before and the two after: enough for any pay date or clock."""
    return bank_holidays(day.year - 1, day.year + 2)
