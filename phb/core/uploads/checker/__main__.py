"""Reads a file from standard input; answers with a line of JSON and then the new file (nothing when refused)."""

import json
import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "pdf"))

from press import limits

from .refusing import Refused


def main() -> None:
    media_type, memory, seconds, pixels, pages = sys.argv[1], *map(int, sys.argv[2:6])
    out = os.dup(1)
    os.dup2(2, 1)  # a stray print must not fall into the answer
    content = sys.stdin.buffer.read()
    limits.leave_network()
    if media_type == "application/pdf":
        from .pdfs import remake
    else:
        from .pictures import remake
    limits.limit_memory(memory)
    limits.forbid_leaving()
    limits.stop_after(seconds)
    header: dict[str, object]
    try:
        made, removed = remake(content, media_type, pixels=pixels, pages=pages)
        header = {"removed": removed}
    except Refused as refused:
        header, made = {"refused": refused.reason}, b""
    except (MemoryError, RecursionError):
        header, made = {"refused": "too_much"}, b""
    except Exception:  # a library that stumbles: its words may hold a person's text
        header, made = {"refused": "damaged"}, b""
    view = memoryview(json.dumps(header).encode() + b"\n" + made)
    while view:
        view = view[os.write(out, view) :]
    os._exit(0)  # nothing of the file is worth an orderly end


if __name__ == "__main__":
    main()
