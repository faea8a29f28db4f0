"""Why a document could not be made, in words for the person who asked."""


class DocumentFailed(Exception):
    """A document could not be made. The message is a sentence for the user."""


class DocumentRefused(DocumentFailed):
    """The content cannot be printed (too large, damaged); trying again will not help."""


class DocumentTimedOut(DocumentFailed):
    """Making the document took longer than is allowed."""
