"""Who may decide: a person, and not the one who recommended."""

from phb.core.actors import Actor
from phb.core.errors import RuleBroken


def check_decider(by: Actor, recommended_by: int | None) -> None:
    """Whoever recommends does not decide, and nobody decides but a person. Raises RuleBroken."""
    if by.user_id is None:
        raise RuleBroken("A decision is made by a person, not by the service itself.")
    if recommended_by == by.user_id:
        raise RuleBroken(
            "You recorded the recommendation. Whoever recommends does not decide: ask another commissioner."
        )
