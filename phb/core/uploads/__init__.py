"""Files that people send: recognised by what is in them, made safe, and handed back as what may be kept.

Nothing of a file is read in this process but its first bytes. A child with limits of its own (memory, time,
no network, no other files) takes it apart: a picture is painted anew, so that only its pixels stay; a PDF is
written anew without anything that acts. What comes back is a new file, so a file that is two things at once is not.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from phb.core.errors import RuleBroken

HERE = Path(__file__).resolve().parent
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
KINDS = (PDF, JPEG, PNG)
# For a file picker: what it offers first. The name of a file decides nothing.
ACCEPT = ".pdf,.jpg,.jpeg,.png"
SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))

SECONDS = 20
# Twice the largest picture as it is unpacked (4 bytes a pixel), and room to work.
MEMORY = 768 * 1024**2

# So many at a time in one process: each may need MEMORY for some seconds.
_turns = threading.BoundedSemaphore(2)
# First bytes of what is often sent by mistake, and what to do instead.
OTHERS = (
    (4, b"ftypheic", "This is a photo in Apple’s HEIC form. Save or send it as JPEG and choose that file"),
    (4, b"ftypheif", "This is a photo in Apple’s HEIC form. Save or send it as JPEG and choose that file"),
    (4, b"ftypmif1", "This is a photo in Apple’s HEIC form. Save or send it as JPEG and choose that file"),
    (0, b"PK\x03\x04", "This is a Word, Excel or zip file. Save it as PDF and choose that file"),
    (0, b"\xd0\xcf\x11\xe0", "This is an older Word, Excel or Outlook file. Save it as PDF and choose that file"),
    (0, b"{\\rtf", "This is a rich text file. Save it as PDF and choose that file"),
    (0, b"GIF8", "This is a GIF picture. Save it as JPEG or PNG and choose that file"),
    (0, b"II*\x00", "This is a TIFF picture. Save it as PDF, JPEG or PNG and choose that file"),
    (0, b"MM\x00*", "This is a TIFF picture. Save it as PDF, JPEG or PNG and choose that file"),
    (8, b"WEBP", "This is a WebP picture. Save it as JPEG or PNG and choose that file"),
)

# What the child answers, in words that say how to mend it.
REFUSED = {
    "damaged": "The file is damaged or did not arrive whole. Open it to check, save it again and choose the new file",
    "empty": "There is nothing on this picture or in this document. Choose another file",
    "pixels": "The picture has too many pixels (more than {pixels} million). Take it again with less detail, or scan it at 300 dots per inch",
    "moving": "This is a moving picture. Choose a still picture or a PDF",
    "locked": "This PDF is protected by a password or against copying. Print it to a new PDF without protection and choose that",
    "pages": "This PDF has more than {pages} pages. Divide it and add the parts one by one",
    "page_size": "This PDF has a page larger than a wall plan, or of no size. Print it to a new PDF on A4 and choose that",
    "embedded": "This PDF carries other files inside it. Save those out of it, and add each that is needed by itself, then print this one to a new PDF",
    "media": "This PDF holds sound, film or a model that moves. Print it to a new PDF and choose that",
    "dynamic_form": "This PDF is a form that only some programs can open. Print it to a new PDF and choose that",
    "too_much": "This file unpacks to far more than it seems to hold, so it was not opened. Print it to a new PDF, or take the picture again",
    "busy": "Many files are being checked just now. Nothing was kept. Choose the file again in a minute",
    "slow": "It took too long to check this file. Print it to a new PDF, or choose a smaller file",
}


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept: new bytes, what they are, and what was taken out ("location", "script" …)."""

    content: bytes
    media_type: str
    removed: tuple[str, ...] = ()


def clean_file(file: BinaryIO, *, kinds: tuple[str, ...] = KINDS, field: str = "file") -> Clean:
    """Check a file by its content and make it anew, with at most `settings.UPLOAD_LARGEST_BYTES` on the way in.

    `kinds` names the media types that are taken. Raises RuleBroken, for the named field of a form, with a
    sentence that says what is wrong with the file and how to mend it.
    """
    content = read_bounded(file, field)
    media_type = sniff(content)
    if media_type is None or media_type not in kinds:
        raise RuleBroken(_not_taken(content, kinds), field)
    if not _turns.acquire(timeout=SECONDS):
        raise RuleBroken(REFUSED["busy"], field)
    try:
        header, made = _ask_child(content, media_type, field)
    finally:
        _turns.release()
    if reason := header.get("refused"):
        raise RuleBroken(_sentence(str(reason)), field)
    return Clean(made, media_type, tuple(header.get("removed", ())))


def read_bounded(file: BinaryIO, field: str = "file") -> bytes:
    """The whole file, of which never more than the limit and one byte is read. Raises RuleBroken when empty or too large."""
    limit = settings.UPLOAD_LARGEST_BYTES
    file.seek(0)
    content = file.read(limit + 1)
    if not content:
        raise RuleBroken("This file is empty. Choose another", field)
    if len(content) > limit:
        raise RuleBroken(f"The file must be {limit // 1024**2} MB or smaller", field)
    return content


def sniff(content: bytes) -> str | None:
    """The media type by the first bytes, of the kinds known here; None for all others."""
    return next((kind for start, kind in SIGNATURES if content.startswith(start)), None)


def _not_taken(content: bytes, kinds: tuple[str, ...]) -> str:
    for place, mark, words in OTHERS:
        if content[place : place + len(mark)] == mark:
            return words
    names = [name for name, kind in (("PDF", PDF), ("JPEG", JPEG), ("PNG", PNG)) if kind in kinds]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"Choose a {listed} file. What is in this one is something else, whatever its name says"


def _sentence(reason: str) -> str:
    words = REFUSED.get(reason, REFUSED["damaged"])
    return words.format(pixels=settings.UPLOAD_LARGEST_PIXELS // 1_000_000, pages=settings.UPLOAD_LARGEST_PAGES)


def _ask_child(content: bytes, media_type: str, field: str) -> tuple[dict[str, Any], bytes]:
    """One child for one file: what it does to the child ends with it."""
    with tempfile.TemporaryDirectory(prefix="phb-upload-") as folder:
        limits = [media_type, str(MEMORY), str(SECONDS)]
        limits += [str(settings.UPLOAD_LARGEST_PIXELS), str(settings.UPLOAD_LARGEST_PAGES)]
        try:
            done = subprocess.run(
                [sys.executable, "-E", "-s", "-m", "checker", *limits],
                cwd=HERE,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder},
            )
        except subprocess.TimeoutExpired:
            raise RuleBroken(_sentence("slow"), field) from None
    header, _, made = done.stdout.partition(b"\n")
    try:
        return json.loads(header), made
    except ValueError:  # it died: of memory, or of a fault in a library
        return {"refused": "too_much"}, b""
