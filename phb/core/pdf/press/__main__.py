"""Reads HTML from standard input and answers with PDF, until the input ends.

Each message is its length in four bytes and then the message. A question is
the HTML. An answer is a JSON header, then the PDF (empty when refused).
"""

import gc
import json
import os
import struct
import sys
from pathlib import Path
from xml.etree.ElementTree import ParseError

from . import limits
from .printing import Press

LENGTH = struct.Struct(">I")
COLLECT_EVERY = 20


def read(size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = os.read(0, size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def answer(out: int, header: dict[str, object], pdf: bytes = b"") -> None:
    for message in (json.dumps(header).encode(), pdf):
        view = memoryview(LENGTH.pack(len(message)) + message)
        while view:
            view = view[os.write(out, view) :]


def serve(press: Press, out: int, seconds: int) -> None:
    made = 0
    while True:
        size = LENGTH.unpack(read(LENGTH.size))[0]
        html = read(size).decode("utf-8")
        limits.stop_after(seconds + 5)  # the parent stops us sooner; this is for when it died
        try:
            pdf, laid, missing = press.print(html)
        except ParseError:
            answer(out, {"refused": "not well formed"})
        except (MemoryError, RecursionError):
            answer(out, {"refused": "too large"})
            return  # after this nothing here can be relied on: a fresh process follows
        except Exception as fault:  # the kind only: its words may hold a person's text
            answer(out, {"refused": type(fault).__name__})
        else:
            answer(out, {"missing": missing, "pages": laid.pages, "parts": laid.parts}, pdf)
        limits.stop_after(0)
        made += 1
        if made % COLLECT_EVERY == 0:
            gc.collect()


def main() -> None:
    styles, fonts, memory, seconds = sys.argv[1:5]
    out = os.dup(1)
    os.dup2(2, 1)  # a stray print must not fall into the answers
    limits.leave_network()
    press = Press(Path(styles), Path(fonts))
    limits.collect_rarely()
    limits.limit_memory(int(memory))
    limits.forbid_leaving()
    answer(out, {"ready": True})
    try:
        serve(press, out, int(seconds))
    except (EOFError, BrokenPipeError):
        pass  # the parent has gone
    finally:
        limits.remove(os.environ["TMPDIR"])


if __name__ == "__main__":
    main()
