"""Why a file is not taken."""


class Refused(Exception):
    """`reason` is a word of the table of sentences that the product keeps."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
