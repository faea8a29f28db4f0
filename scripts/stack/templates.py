"""Every Jinja2 template compiles, leads to templates that exist, and holds no inline style or script.

The content security policy blocks inline styles and scripts, so a page with one would look
right in review and broken in a browser. Templates below `documents/` are for PDFs and may style.
"""

import os
import re
import sys
from pathlib import Path

from scripts.stack.places import ROOT

INLINE = {
    r"<style\b": "a <style> element",
    r"\sstyle\s*=": "a style attribute",
    r"<script\b(?![^>]*\bsrc\s*=)": "a script without src",
    r"\son[a-z]+\s*=\s*[\"']": "an event attribute",
    r"[\"']\s*javascript:": "a javascript: address",
}


def problems() -> list[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")
    import django
    from django.template import engines
    from jinja2 import TemplateSyntaxError, nodes

    django.setup()
    from phb.core.pdf import pages

    pages_environment = engines["jinja2"].env  # type: ignore[attr-defined]
    found = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if not path.is_file():
            continue
        name, source = path.relative_to(ROOT / "templates").as_posix(), path.read_text()
        environment = pages.environment() if name.startswith("documents/") else pages_environment
        loadable = set(environment.list_templates())
        try:
            environment.compile(source, name, str(path))
            tree = environment.parse(source, name)
        except TemplateSyntaxError as error:
            found.append(f"{name}:{error.lineno}: {error.message}")
            continue
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            target = getattr(node, "template", None)
            if isinstance(target, nodes.Const) and isinstance(target.value, str) and target.value not in loadable:
                found.append(f"{name}:{node.lineno}: there is no template {target.value}")
        if not name.startswith("documents/"):
            found += _inline(name, source)
    return found


def _inline(name: str, source: str) -> list[str]:
    plain = re.sub(r"\{#.*?#\}", lambda match: "\n" * match.group().count("\n"), source, flags=re.S)
    return [
        f"{name}:{plain.count(chr(10), 0, match.start()) + 1}: {words} is blocked by the content security policy"
        for pattern, words in INLINE.items()
        for match in re.finditer(pattern, plain)
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(ROOT)))
    lines = problems()
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
