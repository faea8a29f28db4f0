"""The errors that services and rules raise, and that pages show or hide."""


class RuleBroken(Exception):
    """What was asked is against a rule. The message is a sentence for the user that says how to mend it.

    `field` names the form field that the sentence belongs to, or is None when it speaks of the whole.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotVisible(Exception):
    """The thing does not exist for this actor: hidden and absent look the same (404, same body)."""


class MoneyError(RuleBroken):
    """An amount of money that cannot be read, is out of range, or has parts of a penny."""
