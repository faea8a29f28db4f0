"""The small pieces of which FHIR resources are made. JSON values only; what is empty is left out."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from careplans.rules.fhir_codes import PROFILED, SNOMED, UK_CORE
from phb.core.clock import LONDON

Json = dict[str, Any]
# What XML and FHIR strings may not hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def tidy(value: Any) -> Any:
    """The value without what FHIR forbids: empty strings, lists and objects, and control characters."""
    if isinstance(value, str):
        return CONTROL.sub("", value).strip()
    if isinstance(value, dict):
        cleaned = {name: tidy(item) for name, item in value.items()}
        return {name: item for name, item in cleaned.items() if not _empty(item)}
    if isinstance(value, list | tuple):
        return [item for item in map(tidy, value) if not _empty(item)]
    return value


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def urn(organisation_id: int, kind: str, number: int | str) -> str:
    """The name of a resource: the same each time the same row is exported, and guessed from nothing outside."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'phb/{organisation_id}/{kind}/{number}')}"


def resource(kind: str, number: str, /, **values: Any) -> Json:
    """A resource with its number and the UK Core profile that it claims, where there is one."""
    meta = {"profile": [f"{UK_CORE}{kind}"]} if kind in PROFILED else None
    return {"resourceType": kind, "id": number.removeprefix("urn:uuid:"), "meta": meta, **values}


def words(text: str, code: str = "", display: str = "", system: str = SNOMED) -> Json | None:
    """A CodeableConcept: the words always, the code beside them where there is one."""
    coding = [{"system": system, "code": code, "display": display}] if code else []
    return {"coding": coding, "text": text} if text or coding else None


def ref(name: str, display: str = "") -> Json:
    return {"reference": name, "display": display}


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def instant(value: datetime) -> str:
    """A moment with its offset, to the second, in England's time."""
    return value.astimezone(LONDON).replace(microsecond=0).isoformat()


def telecom(phone: str, email: str) -> list[Json]:
    return [
        {"system": system, "value": value}
        for system, value in (("phone", phone), ("email", email)) if value
    ]  # fmt: skip


def narrative(paragraphs: Iterable[str]) -> Json | None:
    """Text for people, of plain paragraphs. Nothing in it is read as markup."""
    lines = [line for text in paragraphs for line in CONTROL.sub("", text or "").splitlines() if line.strip()]
    if not lines:
        return None
    body = "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}
