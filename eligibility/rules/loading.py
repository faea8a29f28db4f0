"""The rule tables, read once: reasons, domains, figures and rule sets."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from phb.core.results import Certainty, Reason


class _NoDuplicates(yaml.SafeLoader):
    """Refuses a key given twice, which plain YAML takes in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise ValueError(f"A key is given twice{node.start_mark}.")
        return super().construct_mapping(node, deep)


@cache
def table(name: str) -> Any:
    """A table of eligibility/rules/tables by name. Raises ValueError if it gives a key twice. Not to be altered."""
    text = files("eligibility.rules").joinpath("tables", f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_NoDuplicates)  # noqa: S506 - a SafeLoader


@cache
def because(rule: str) -> Reason:
    """The reason of a rule by its id, or of a clock (K1 to K15), with words, source and certainty. KeyError if unknown."""
    clock = table("clocks").get(rule)
    if clock is not None:
        words = f"{clock['name']}: from “{clock['starts']}” to “{clock['stops']}”."
        return Reason(rule, words, clock["source"], Certainty(clock["certainty"]))
    row = table("reasons")[rule]
    return Reason(rule, row["words"], row["source"], Certainty(row["certainty"]))


def plain_name(text: str) -> str:
    """A name in small letters with low lines, without a count in brackets: “Level[12]” is “level”."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"\[.*\]$", "", text.strip()).lower()).strip("_")
