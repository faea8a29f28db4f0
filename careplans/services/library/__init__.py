"""The library is kept by two people: what one proposes, another approves. Lines of plans are taken from it by a person."""

from careplans.services.library.entries import (
    WORDS,
    decide_change,
    decide_entry,
    edit_proposal,
    find_entry,
    propose_again,
    propose_change,
    propose_entry,
    retire_entry,
)
from careplans.services.library.files import check_file, discard_file, hand_over_file, take_file, take_rows
from careplans.services.library.prices import decide_price, end_price, propose_price
from careplans.services.library.taking import take_outcome, take_service

__all__ = [
    "WORDS", "check_file", "decide_change", "decide_entry", "decide_price", "discard_file", "edit_proposal", "end_price", "find_entry",
    "hand_over_file", "propose_again", "propose_change", "propose_entry", "propose_price", "retire_entry", "take_file",
    "take_outcome", "take_rows", "take_service",
]  # fmt: skip
