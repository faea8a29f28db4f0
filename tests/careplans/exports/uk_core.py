"""Reads the published UK Core profiles and says where a resource breaks one: how often, which fixed value, which slice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as XML

HERE = Path(__file__).parents[2] / "vendor" / "ukcore"
NS = "{http://hl7.org/fhir}"
URL = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
PRIMITIVE_EXTENSION = "Extension-UKCore-NHSNumberVerificationStatus"


@dataclass
class Rule:
    """What a profile says of one element: `id` such as Patient.identifier:nhsNumber.system."""

    id: str
    least: int = 0
    most: str = "*"
    fixed: str = ""
    value_set: str = ""
    profiles: list[str] = field(default_factory=list)


@cache
def rules_of(name: str) -> tuple[Rule, ...]:
    """The constraints of a profile's differential, in its order."""
    tree = XML.parse(HERE / f"{name}.xml").getroot()
    found = []
    for element in tree.find(f"{NS}differential"):
        rule = Rule(element.get("id"))
        for child in element:
            tag, value = child.tag.removeprefix(NS), child.get("value")
            if tag == "min":
                rule.least = int(value)
            elif tag == "max":
                rule.most = value
            elif tag.startswith("fixed"):
                rule.fixed = value
            elif tag == "binding" and child.find(f"{NS}strength").get("value") == "required":
                rule.value_set = child.find(f"{NS}valueSet").get("value")
            elif tag == "type":
                rule.profiles += [one.get("value") for one in child.findall(f"{NS}profile")]
        found.append(rule)
    return tuple(found)


def faults(resource: dict[str, Any]) -> list[str]:
    """Where a resource breaks the UK Core profile that it claims; [] when it claims none, or keeps it."""
    claimed = resource.get("meta", {}).get("profile", [])
    return [fault for url in claimed for fault in _faults(resource, url.removeprefix(URL))]


def _faults(resource: dict[str, Any], kind: str) -> Iterator[str]:
    if resource["resourceType"] != kind:
        yield f"{resource['resourceType']} claims the profile of {kind}"
        return
    rules = rules_of(f"UKCore-{kind}")
    for rule in rules:
        path = rule.id.split(".")[1:]
        yield from _check(resource, path, rule, rules, kind)
    yield from _strange_extensions(resource, kind, rules)


def _check(node: Any, path: list[str], rule: Rule, rules: tuple[Rule, ...], at: str) -> Iterator[str]:
    if not path:
        return
    step, _, slice_name = path[0].partition(":")
    held = _held(node, step)
    here = f"{at}.{path[0]}"
    if slice_name:
        held = [one for one in held if _in_slice(one, f"{at}.{path[0]}", rules)]
    if len(path) > 1:
        for one in held:
            yield from _check(one, path[1:], rule, rules, here)
        return
    if len(held) < rule.least:
        yield f"{here}: {len(held)} where at least {rule.least} must stand"
    if rule.most != "*" and len(held) > int(rule.most):
        yield f"{here}: {len(held)} where at most {rule.most} may stand"
    if rule.fixed and any(one != rule.fixed for one in held):
        yield f"{here}: not {rule.fixed}"
    if rule.value_set:
        yield from (
            f"{here}: {one} is not in {rule.value_set}" for one in held if not _in_value_set(one, rule.value_set)
        )


def _held(node: Any, step: str) -> list[Any]:
    if not isinstance(node, dict):
        return []
    if step.endswith("[x]"):
        found = [value for name, value in node.items() if name.startswith(step[:-3])]
    else:
        found = [node[step]] if step in node else []
    return [one for value in found for one in (value if isinstance(value, list) else [value])]


def _in_slice(one: Any, slice_id: str, rules: tuple[Rule, ...]) -> bool:
    """By the slice's fixed child (identifiers, by system) or the profile it names (extensions, by address)."""
    for rule in rules:
        if rule.id == f"{slice_id}.system" and rule.fixed:
            return one.get("system") == rule.fixed
        if rule.id == slice_id and rule.profiles:
            return one.get("url") in rule.profiles
    return False


def _strange_extensions(node: Any, at: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    """Extensions of UK Core that the profile does not name where they stand, and those that break their own definition."""
    if isinstance(node, list):
        for one in node:
            yield from _strange_extensions(one, at, rules)
    if not isinstance(node, dict):
        return
    for one in node.get("extension", []):
        if one["url"].startswith("https://fhir.hl7.org.uk/"):
            named = {profile for rule in rules for profile in rule.profiles}
            if one["url"] not in named:
                yield f"{at}: {one['url']} is not named by the profile"
                continue
            for rule in rules_of(one["url"].rsplit("/", 1)[1]):
                yield from _check(one, rule.id.split(".")[1:], rule, (), "Extension")
    for name, value in node.items():
        if name not in {"extension", "resource"}:  # a resource within answers to its own profile
            yield from _strange_extensions(value, f"{at}.{name}", rules)


def _in_value_set(one: Any, url: str) -> bool:
    codings = one.get("coding", []) if isinstance(one, dict) else []
    if url.endswith("all-languages"):  # BCP 47; its list is a grammar
        return any(coding["system"] == "urn:ietf:bcp:47" and coding["code"] for coding in codings)
    return any((coding["system"], coding["code"]) in members(url.rsplit("/", 1)[1]) for coding in codings)


@cache
def members(name: str) -> frozenset[tuple[str, str]]:
    """(system, code) of a value set, as far as its code systems are kept here."""
    tree = XML.parse(HERE / f"ValueSet-{name}.xml").getroot()
    found = set()
    for part in tree.iter(f"{NS}include"):
        system = part.find(f"{NS}system").get("value")
        listed = [code.get("value") for code in part.findall(f"{NS}concept/{NS}code")]
        file = HERE / f"CodeSystem-{system.rsplit('/', 1)[1]}.xml"
        if not listed and file.exists():
            listed = [code.get("value") for code in XML.parse(file).getroot().iterfind(f"{NS}concept/{NS}code")]
        found |= {(system, code) for code in listed}
    return frozenset(found)
