"""What eligibility prints: letters, and working copies of the tools' forms. Frozen values, exactly what is on the paper."""

from eligibility.documents.letters import (
    Block,
    CaseLetter,
    Part,
    Shape,
    Words,
    letter_from,
    parts_from,
    print_letter,
)
from eligibility.documents.working_copies import (
    Answer,
    Ask,
    Choice,
    Section,
    WorkingCopy,
    print_working_copy,
    sections_of,
)

__all__ = [
    "Answer",
    "Ask",
    "Block",
    "CaseLetter",
    "Choice",
    "Part",
    "Section",
    "Shape",
    "Words",
    "WorkingCopy",
    "letter_from",
    "parts_from",
    "print_letter",
    "print_working_copy",
    "sections_of",
]
