"""Why a rule answered as it did."""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How sure we are of a rule: the mark shown beside it."""

    PRIMARY = "P"
    SECONDARY = "S"
    KNOWLEDGE = "K"
    CONVENTION = "C"

    @property
    def label(self) -> str:
        """The mark in plain words."""
        return _LABELS[self]


_LABELS = {
    Certainty.PRIMARY: "Checked against the law or national guidance",
    Certainty.SECONDARY: "Checked against a published summary",
    Certainty.KNOWLEDGE: "Professional knowledge, to be confirmed before use",
    Certainty.CONVENTION: "A convention of this product, which can be set locally",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a rule's trace: which rule, what it found in plain words, where it comes from, how sure we are."""

    rule: str
    words: str
    source: str
    certainty: Certainty

    def __post_init__(self) -> None:
        # A plain letter from a table becomes the mark; anything else is a mistake in the table.
        object.__setattr__(self, "certainty", Certainty(self.certainty))
        if not (self.rule and self.words and self.source):
            raise ValueError("A reason needs a rule, words and a source.")
