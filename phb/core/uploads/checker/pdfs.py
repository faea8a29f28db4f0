"""A PDF written anew: its pages, without anything that acts, and never with another file inside."""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf

from .refusing import Refused

UNPACKED = 400 * 1024**2
ONE_STREAM = 150 * 1024**2
LARGEST_SIDE = 14_400  # units of 1/72 inch: the largest page that readers agree on
PACKED = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode"}

# Actions that run, open, send or play something when a page is opened or touched. Links to pages and addresses stay.
ACTS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/ResetForm",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/GoToE",
    "/GoToR",
    "/GoTo3DView",
    "/RichMediaExecute",
    "/SetOCGState",
    "/Trans",
    "/Hide",
    "/Named",
}
CARRIES = {"/FileAttachment"}
PLAYS = {"/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}


def remake(content: bytes, media_type: str, *, pixels: int, pages: int) -> tuple[bytes, list[str]]:
    """The new PDF and what was left out of it. The same file gives the same bytes. Raises Refused."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=ONE_STREAM,
        run_length_max_memory=ONE_STREAM,
        png_max_memory=ONE_STREAM,
        tiff_max_memory=ONE_STREAM,
        max_stream_filters=4,
        parser_max_nesting=100,
    )
    try:
        with Pdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("locked")
            _check_pages(pdf, pages)
            _check_streams(pdf, pixels)
            _refuse_cargo(pdf)
            removed = _silence(pdf)
            made = _written(pdf)
    except pikepdf.PasswordError as locked:
        raise Refused("locked") from locked
    except pikepdf.PdfError as fault:
        raise Refused("damaged") from fault
    # Looked at once more as it will be kept: what is left must be found quiet.
    with Pdf.open(io.BytesIO(made), suppress_warnings=True) as again:
        _refuse_cargo(again)
        if _silence(again):
            raise Refused("damaged")
    return made, removed


def _written(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    # Streams stay packed as they are: unpacking them is the reader's affair, bounded above.
    pdf.save(
        out,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=False,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _check_pages(pdf: Pdf, pages: int) -> None:
    count = len(pdf.pages)
    if not count:
        raise Refused("empty")
    if count > pages:
        raise Refused("pages")
    for page in pdf.pages:
        try:
            left, bottom, right, top = (float(side) for side in page.mediabox)  # type: ignore[arg-type]
        except (AttributeError, TypeError, ValueError) as fault:
            raise Refused("page_size") from fault
        width, height = abs(right - left), abs(top - bottom)
        if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
            raise Refused("page_size")


def _check_streams(pdf: Pdf, pixels: int) -> None:
    """No stream, nor all of them, unpacks to more than a reader can bear; no picture has too many pixels."""
    total = 0
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        names = _filters(thing)
        if sum(name in PACKED for name in names) > 1:
            raise Refused("too_much")
        if str(thing.get("/Subtype")) == "/Image" and _pixels(thing) > pixels:
            raise Refused("pixels")
        if names and names[0] in ("/FlateDecode", "/Fl"):
            total += _unpacked(bytes(thing.read_raw_bytes()), UNPACKED - total)
        elif set(names) & PACKED:
            try:
                total += len(thing.read_bytes(pikepdf.StreamDecodeLevel.generalized))
            except pikepdf.PdfError as fault:
                raise Refused("too_much") from fault
        if total > UNPACKED:
            raise Refused("too_much")


def _unpacked(packed: bytes, most: int) -> int:
    """How many bytes come out of a packed stream, counted in pieces and never kept. Raises Refused beyond `most`."""
    unpacker, size = zlib.decompressobj(), 0
    while packed:
        try:
            size += len(unpacker.decompress(packed, 1024 * 1024))
        except zlib.error:
            return size  # spoiled from here on: a reader stops here too
        if size > min(most, ONE_STREAM):
            raise Refused("too_much")
        if unpacker.eof:
            break
        packed = unpacker.unconsumed_tail
    return size


def _filters(stream: Object) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(found)] if isinstance(found, Name) else [str(name) for name in found]  # type: ignore[union-attr]


def _pixels(picture: Object) -> int:
    return _number(picture.get("/Width")) * _number(picture.get("/Height"))


def _number(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary in the file, those inside others too, each once."""
    waiting: list[Object] = [*pdf.objects, pdf.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Stream | Dictionary):
            yield thing
            waiting += [inside for inside in _values(thing) if _is_inside(inside)]
        elif isinstance(thing, pikepdf.Array):
            waiting += [inside for inside in thing if _is_inside(inside)]  # type: ignore[attr-defined]


def _values(thing: Object) -> list[Any]:
    return [thing.get(key) for key in list(thing.keys())]


def _is_inside(thing: Any) -> bool:
    """A direct part of another: what stands by itself is reached from the list of objects."""
    return isinstance(thing, Dictionary | pikepdf.Array) and not thing.is_indirect


def _refuse_cargo(pdf: Pdf) -> None:
    root = pdf.Root
    if "/Names" in root and "/EmbeddedFiles" in root.Names:
        raise Refused("embedded")
    if "/Collection" in root or "/AF" in root:
        raise Refused("embedded")
    if bool(root.get("/NeedsRendering", False)):
        raise Refused("dynamic_form")
    for thing in _dictionaries(pdf):
        kind, type_ = str(thing.get("/Subtype")), str(thing.get("/Type"))
        if "/EF" in thing or kind in CARRIES or type_ == "/EmbeddedFile":
            raise Refused("embedded")
        if kind in PLAYS and (type_ == "/Annot" or "/Rect" in thing):
            raise Refused("media")


def _silence(pdf: Pdf) -> list[str]:
    """Take out whatever acts; the words for what was found, none when the file was quiet."""
    removed = set()
    root = pdf.Root
    if "/Names" in root and "/JavaScript" in root.Names:
        del root.Names["/JavaScript"]
        removed.add("script")
    if "/OpenAction" in root and isinstance(root.OpenAction, Dictionary) and str(root.OpenAction.get("/S")) != "/GoTo":
        del root["/OpenAction"]
        removed.add("script")
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        del root.AcroForm["/XFA"]
        removed.add("script")
    for thing in _dictionaries(pdf):
        for key in ("/AA", "/JS", "/RichMediaContent"):
            if key in thing:
                del thing[key]
                removed.add("script")
        for key in ("/A", "/Next", "/PA"):
            if key in thing and _acts(thing.get(key)):
                del thing[key]
                removed.add("script")
        if str(thing.get("/S")) in ACTS and _is_action(thing):
            for key in list(thing.keys()):
                del thing[key]
            removed.add("script")
    return sorted(removed)


def _is_action(thing: Object) -> bool:
    """/S names other things too: a structure element, a border. Only an action has no parent of those kinds."""
    return str(thing.get("/Type", "/Action")) == "/Action" and "/K" not in thing and "/P" not in thing


def _acts(action: Any) -> bool:
    if isinstance(action, pikepdf.Array):
        return any(_acts(each) for each in action)  # type: ignore[attr-defined]
    return isinstance(action, Dictionary) and (str(action.get("/S")) in ACTS or "/JS" in action)
