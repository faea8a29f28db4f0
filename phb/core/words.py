"""The first letter of words that come into a sentence or begin one; the rest stands as it is, names among them."""


def capital(words: str) -> str:
    """“the NHS pays” as “The NHS pays”."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """“The NHS pays” as “the NHS pays”."""
    return words[:1].lower() + words[1:]
