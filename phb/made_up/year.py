"""A running direct payment since summer: payments out in runs, the bank's lines in, a statement at the end."""

from datetime import date
from random import Random

from phb.made_up.staff import House
from phb.made_up.stories import Story


def live_a_year(house: House, stories: list[Story], random: Random, today: date) -> None:
    return None
