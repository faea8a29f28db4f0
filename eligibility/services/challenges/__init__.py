"""Decisions questioned: received, taken up or not, worked on, decided, and what follows."""

from eligibility.services.challenges.handling import (
    name_panel,
    not_accept,
    note_step,
    record_positions,
    take_up,
    withdraw,
)
from eligibility.services.challenges.outcome import decide_challenge
from eligibility.services.challenges.receiving import receive
from eligibility.services.challenges.refunds import settle_refund

__all__ = [
    "decide_challenge",
    "name_panel",
    "not_accept",
    "note_step",
    "receive",
    "record_positions",
    "settle_refund",
    "take_up",
    "withdraw",
]
