"""A table of amounts as rows of text, as they are typed or stand in a spreadsheet, and the content that is kept.

One row of a reckoner or of fixed sums is one row of the sheet. A table of points has a row for each answer; rows of one
question stand together. Keys are made from the names, so that nobody has to think of them.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from budgets.enums import AmountMethod, SupportTime
from budgets.rules.amount_tables import read_table_content
from eligibility.enums import Level
from eligibility.rules.domains import adult_domains, children_domains
from phb.core.errors import RuleBroken

METHODS_WITH_TABLE = (AmountMethod.RECKONER, AmountMethod.POINTS, AmountMethod.FIXED)
HOURLY = [time for time in SupportTime if time != SupportTime.BANK_HOLIDAY]
COUNTED = (Level.HIGH, Level.SEVERE, Level.PRIORITY)
MOST_BYTES = 256 * 1024
MOST_ROWS = 400

# The columns of a sheet: (name, heading).
COLUMNS: dict[AmountMethod, tuple[tuple[str, str], ...]] = {
    AmountMethod.RECKONER: (
        ("label", "Level of need"),
        ("words", "What it means"),
        ("weekly", "Pounds a week"),
        *((time.value, f"{time.label}, {'nights' if time == SupportTime.SLEEPING_NIGHT else 'hours'} a week") for time in HOURLY),
        *((f"at_{level.value.lower()}", f"Domains at {level.label.lower()} or higher") for level in COUNTED),
    ),
    AmountMethod.POINTS: (
        ("question", "Question"),
        ("domain", "Domain of the assessment"),
        ("answer", "Answer"),
        ("points", "Points"),
        ("levels", "Levels it stands for"),
    ),
    AmountMethod.FIXED: (("label", "What it is for"), ("amount", "Pounds, once"), ("words", "What it means")),
}  # fmt: skip

Row = Mapping[str, str]


def content_of(method: AmountMethod, rows: Iterable[Row], head: Mapping[str, Any]) -> dict[str, Any]:
    """The content that is kept, checked. `head`: rates of a reckoner by time; pounds a point, per and cap of points.

    Raises RuleBroken that names every fault.
    """
    filled = [{key: str(value).strip() for key, value in row.items()} for row in rows]
    filled = [row for row in filled if any(row.values())]
    content = {
        AmountMethod.RECKONER: _reckoner,
        AmountMethod.POINTS: _points,
        AmountMethod.FIXED: _fixed,
    }[method](filled, head)
    read_table_content(method, content)
    return content


def rows_of(method: AmountMethod, content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a kept table, to begin a new one from."""
    if method == AmountMethod.POINTS:
        return [
            {
                "question": question["label"],
                "domain": question.get("domain", ""),
                "answer": answer["label"],
                "points": answer["points"],
                "levels": ", ".join(Level(level).label for level in answer.get("levels", [])),
            }
            for question in content["questions"]
            for answer in question["answers"]
        ]
    if method == AmountMethod.FIXED:
        return [{name: row.get(name, "") for name, _ in COLUMNS[method]} for row in content["sums"]]
    return [
        {
            "label": row["label"],
            "words": row.get("words", ""),
            "weekly": row.get("weekly") or "",
            **(row.get("hours") or {}),
            **{f"at_{level.lower()}": str(n) for level, n in (row.get("when") or {}).items()},
        }
        for row in content["rows"]
    ]


def head_of(method: AmountMethod, content: Mapping[str, Any]) -> dict[str, str]:
    """What stands above the rows of a kept table."""
    if method == AmountMethod.RECKONER:
        return {f"rate_{time}": rate for time, rate in (content.get("rates") or {}).items()}
    if method == AmountMethod.POINTS:
        return {name: str(content.get(name, "")) for name in ("pounds_per_point", "per", "cap")}
    return {}


def read_csv(method: AmountMethod, data: bytes) -> list[dict[str, str]]:
    """The rows of a file whose first line names the columns, in any order. Raises RuleBroken that says what is wrong."""
    if len(data) > MOST_BYTES:
        raise RuleBroken("The file is larger than a table of amounts can be. Choose a smaller one.", "file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken("The file is not plain text. Save it as CSV (UTF-8) and choose it again.", "file") from None
    if "\0" in text:
        raise RuleBroken("The file is not plain text. Save it as CSV (UTF-8) and choose it again.", "file")
    lines = [line for line in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise RuleBroken("The file has no rows below its first line.", "file")
    if len(lines) > MOST_ROWS + 1:
        raise RuleBroken(f"The file has {len(lines) - 1} rows. A table may have no more than {MOST_ROWS}.", "file")
    names = _names(method, lines[0])
    long = next((n for n, line in enumerate(lines[1:], start=2) if len(line) > len(names)), None)
    if long is not None:
        raise RuleBroken(f"Line {long} of the file has more cells than the first line has names.", "file")
    return [dict(zip(names, line, strict=False)) for line in lines[1:]]


def as_csv(method: AmountMethod, rows: Iterable[Row] = ()) -> str:
    """A file to fill in, or a table as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading for _, heading in COLUMNS[method]])
    for row in rows:
        writer.writerow([_harmless(row.get(name, "")) for name, _ in COLUMNS[method]])
    return out.getvalue()


def _reckoner(rows: Sequence[Row], head: Mapping[str, Any]) -> dict[str, Any]:
    keys = _Keys()
    made = []
    for row in rows:
        new: dict[str, Any] = {"key": keys.new(row.get("label", "")), "label": row.get("label", "")}
        if row.get("words"):
            new["words"] = row["words"]
        if row.get("weekly"):
            new["weekly"] = _plain(row["weekly"])
        if hours := {time.value: row[time.value] for time in HOURLY if row.get(time.value)}:
            new["hours"] = hours
        if when := {level.value: _whole(row[at]) for level in COUNTED if row.get(at := f"at_{level.value.lower()}")}:
            new["when"] = when
        made.append(new)
    rates = {time.value: _plain(str(rate)) for time in HOURLY if (rate := head.get(f"rate_{time.value}"))}
    return {"rates": rates, "rows": made}


def _points(rows: Sequence[Row], head: Mapping[str, Any]) -> dict[str, Any]:
    questions: dict[str, dict[str, Any]] = {}
    keys = _Keys()
    for row in rows:
        label = row.get("question") or next(reversed(questions), "")
        if label not in questions:
            questions[label] = {"key": keys.new(label), "label": label, "answers": [], "keys": _Keys()}
        question = questions[label]
        if row.get("domain"):
            question["domain"] = _domain(row["domain"])
        answer = {
            "key": question["keys"].new(row.get("answer", "")),
            "label": row.get("answer", ""),
            "points": row.get("points", ""),
        }
        if row.get("levels"):
            answer["levels"] = [_level(each) for each in re.split(r"[,;]", row["levels"]) if each.strip()]
        question["answers"].append(answer)
    for question in questions.values():
        del question["keys"]
    return {
        "pounds_per_point": _plain(str(head.get("pounds_per_point") or "")),
        "per": head.get("per") or "week",
        "cap": str(head.get("cap") or ""),
        "questions": list(questions.values()),
    }  # fmt: skip


def _fixed(rows: Sequence[Row], head: Mapping[str, Any]) -> dict[str, Any]:
    keys = _Keys()
    return {
        "sums": [
            {
                "key": keys.new(row.get("label", "")),
                "label": row.get("label", ""),
                "amount": _plain(row.get("amount", "")),
                "words": row.get("words", ""),
            }
            for row in rows
        ]
    }


def _names(method: AmountMethod, head: Sequence[str]) -> list[str]:
    known = {_slug(heading): name for name, heading in COLUMNS[method]} | {name: name for name, _ in COLUMNS[method]}
    names = [known.get(_slug(each)) for each in head]
    if None in names:
        unknown = head[names.index(None)].strip()[:40]
        raise RuleBroken(
            f"The first line of the file names a column “{unknown}” that is not known. "
            f"Known: {', '.join(heading for _, heading in COLUMNS[method])}.",
            "file",
        )
    if len(set(names)) < len(names):
        raise RuleBroken("The first line of the file names a column twice.", "file")
    return [str(name) for name in names]


class _Keys:
    """Keys of rows, made from their names, no two alike."""

    def __init__(self) -> None:
        self.there: set[str] = set()

    def new(self, label: str) -> str:
        stem = _slug(label)[:36] or "row"
        key, n = stem, 2
        while key in self.there:
            key, n = f"{stem}_{n}", n + 1
        self.there.add(key)
        return key


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def _plain(text: str) -> str:
    """Pounds as typed, without a pound sign; what is wrong with them is said where the table is read."""
    return text.strip().removeprefix("£").strip()


def _whole(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else text


def _level(text: str) -> str:
    wanted = text.strip().lower()
    return next((level.value for level in Level if wanted in (level.value.lower(), level.label.lower())), text.strip())


def _domain(text: str) -> str:
    domains = {**children_domains(), **adult_domains()}
    wanted = _slug(text)
    found = next((key for key, domain in domains.items() if wanted in (key, _slug(domain.label))), None)
    if found is None:
        names = ", ".join(domain.label for domain in adult_domains().values())
        raise RuleBroken(f"“{text[:40]}” is no domain of an assessment. Domains of adults: {names}.", "content")
    return found


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
