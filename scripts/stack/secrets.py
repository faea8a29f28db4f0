"""The passwords of one copy, made once and kept in a file that only its owner can read."""

import json
import os
import secrets
from pathlib import Path

NAMES = ("postgres", "phb_owner", "phb_app", "phb_backup", "redis", "secret_key")


def secrets_of(data: Path) -> dict[str, str]:
    """The secrets kept below `data`; what is missing is made."""
    path = data / "secrets.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    made = {name: kept.get(name) or secrets.token_urlsafe(48) for name in NAMES}
    if made != kept:
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        new.rename(path)
    return made
