"""What the desk shows to one actor: piles of work by step, clocks, money. Each figure opens to its rows."""

from dataclasses import dataclass
from datetime import date

from phb.core.actors import Actor


@dataclass(frozen=True)
class Desk:
    """`waiting`: piles of work; `clocks`: near or past; `money`: sums of this financial year."""

    waiting: list
    clocks: list
    money: list


def desk_of(actor: Actor, *, on: date) -> Desk:
    return Desk([], [], [])
