"""The age at which a text can be read, by a published formula, with what is no reading taken out first."""

import re
from html import unescape

import textstat

# Amounts, hours and days are read as one word each: a point inside a number is no end of a sentence, and a name of a
# month or a person says nothing of how hard the sentence is.
NUMBER = re.compile(r"[£−]?\d[\d,]*(?:\.\d+)?%?")
SHORTEST = 4  # words
ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")


def visible(html: str) -> str:
    """The text of a page, each block ending a sentence."""
    body = html[html.index("<main") : html.index("</main>")]
    body = re.sub(r"</(?:p|li|td|th|h1|h2|h3)>", ". ", body)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def reading_age(text: str) -> float:
    """Years: the harder of two published grades (Flesch-Kincaid; automated readability index) and five years on top."""
    plain = ADDRESS.sub("there", text)
    plain = NUMBER.sub("ten", plain).replace("×", "times").replace("÷", "over").replace("=", "is")
    sentences = (each.strip() for each in re.split(r"[.!?]+(?:\s+|$)", plain))
    # Headings and cells of a table are no sentences: left in, they would make every text look easy.
    plain = ". ".join(each for each in sentences if len(each.split()) >= SHORTEST) + "."
    grades = textstat.flesch_kincaid_grade(plain), textstat.automated_readability_index(plain)
    return round(max(grades) + 5, 1)
