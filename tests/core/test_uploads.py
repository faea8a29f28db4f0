"""Files that people send, honest and hostile: what is taken, what is taken out, what is refused and in which words."""

import io
import struct
import time
import zlib

import pikepdf
import pytest
from PIL import ExifTags, Image

from phb.core.errors import RuleBroken
from phb.core.uploads import JPEG, PDF, PNG, clean_file

MARK = b"Hidden words of a made-up person"


def picture(kind="JPEG", size=(60, 40), mode="RGB", **saved) -> bytes:
    out = io.BytesIO()
    made = Image.new(mode, size, (200, 30, 90, 255)[: len(mode)] if mode in ("RGB", "RGBA", "CMYK") else 128)
    made.save(out, kind, **saved)
    return out.getvalue()


def with_location() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of a made-up person"
    exif[ExifTags.Base.Orientation] = 6  # taken with the telephone held upright
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (54.0, 58.0, 40.0)
    return picture(exif=exif, comment=MARK)


def pdf(change=None, pages=1, page_size=(595, 842), **saved) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=page_size)
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **saved)
    return out.getvalue()


def clean(content: bytes, **how):
    made = clean_file(io.BytesIO(content), **how)
    return made.content, made.media_type


def refused(content: bytes, **how) -> str:
    with pytest.raises(RuleBroken) as broken:
        clean(content, **how)
    assert broken.value.field == "file"
    return broken.value.message


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(picture("JPEG"), JPEG), (picture("PNG"), PNG), (picture("PNG", mode="RGBA"), PNG), (picture("PNG", mode="1"), PNG),
     (picture("PNG", mode="I;16"), PNG), (picture("PNG", mode="P"), PNG), (picture("JPEG", mode="CMYK"), JPEG), (pdf(), PDF)],
    ids=["jpeg", "png", "clear png", "black and white png", "16 bit png", "palette png", "print colours", "pdf"],
)  # fmt: skip
def test_an_honest_file_is_made_anew_and_the_same_each_time(content, media_type):
    made, kind = clean(content)
    assert kind == media_type
    assert clean(content) == (made, kind)
    assert clean(made)[1] == media_type  # what comes out may come in again


def test_a_photo_loses_its_place_and_camera_and_is_turned_upright():
    content = with_location()
    assert b"GPS" in content or Image.open(io.BytesIO(content)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    done = clean_file(io.BytesIO(content))
    assert set(done.removed) == {"location", "details"}
    kept = Image.open(io.BytesIO(done.content))
    assert kept.size == (40, 60)
    assert not kept.getexif() and set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert MARK not in done.content and b"Camera" not in done.content


def test_a_png_loses_its_notes():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", MARK.decode())
    notes.add_itxt("XML:com.adobe.xmp", MARK.decode())
    made, _ = clean(picture("PNG", pnginfo=notes, exif=Image.Exif()))
    assert MARK not in made and Image.open(io.BytesIO(made)).text == {}


@pytest.mark.parametrize(
    "tail",
    [b"PK\x03\x04" + MARK, b"<script>alert(1)</script>" + MARK, b"<?php system($_GET['c']); ?>" + MARK],
    ids=["zip", "web page", "program"],
)
@pytest.mark.parametrize("content", [picture("JPEG"), picture("PNG"), pdf()], ids=["jpeg", "png", "pdf"])
def test_a_file_that_is_two_things_comes_out_as_one(content, tail):
    made, _ = clean(content + tail)
    assert MARK not in made and tail[:4] not in made[-64:]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This file is empty"),
        (b"<html><script>alert(1)</script></html>", "whatever its name says"),
        (b"MZ\x90\x00" + bytes(100), "whatever its name says"),
        (b"  %PDF-1.7 not at its beginning", "whatever its name says"),
        (b"PK\x03\x04" + bytes(30), "Save it as PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as PDF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(30), "HEIC"),
        (picture("GIF", mode="P"), "GIF"),
        (picture("TIFF"), "TIFF"),
        (picture("WEBP"), "WebP"),
        (picture("BMP"), "whatever its name says"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "whatever its name says"),
        (b"\xff\xd8\xff" + bytes(500), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "damaged"),
        (b"%PDF-1.7\n" + bytes(500), "damaged"),
        (picture("JPEG", size=(600, 600))[:-400], "damaged"),
        (picture("PNG", size=(600, 600))[:-40], "damaged"),
        (pdf()[:-60], "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:12]!r}",
)  # fmt: skip
def test_what_is_not_a_whole_pdf_or_picture_is_refused_in_words(content, says):
    assert says in refused(content)


def test_only_the_kinds_that_are_asked_for_are_taken():
    assert "Choose a JPEG or PNG file" in refused(pdf(), kinds=(JPEG, PNG))
    assert clean(picture(), kinds=(JPEG, PNG))[1] == JPEG


@pytest.mark.parametrize(("spare", "taken"), [(0, True), (-1, False)], ids=["at the limit", "one byte over"])
def test_size_is_bounded(settings, spare, taken):
    content = picture()
    settings.UPLOAD_LARGEST_BYTES = len(content) + spare
    if taken:
        assert clean(content)[1] == JPEG
    else:
        assert "MB or smaller" in refused(content)


@pytest.mark.parametrize(("limit", "taken"), [(2400, True), (2399, False)], ids=["at the limit", "one pixel over"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pixels_are_bounded(settings, kind, limit, taken):
    settings.UPLOAD_LARGEST_PIXELS = limit
    if taken:
        assert clean(picture(kind))[0]
    else:
        assert "too many pixels" in refused(picture(kind))


def test_the_largest_picture_that_is_allowed_fits_into_the_checkers_memory():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    made, _ = clean(picture(size=(8000, 6250), exif=exif))
    assert Image.open(io.BytesIO(made)).size == (6250, 8000)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is enormous, and unpacks to it."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_a_picture_that_unpacks_without_end_is_refused_at_once():
    content = bomb(40_000, 40_000)
    assert len(content) < 500_000
    began = time.monotonic()
    assert "too many pixels" in refused(content)
    assert time.monotonic() - began < 5


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert "moving picture" in refused(out.getvalue())


@pytest.mark.parametrize(("pages", "taken"), [(3, True), (4, False)], ids=["at the limit", "one page over"])
def test_pages_are_bounded(settings, pages, taken):
    settings.UPLOAD_LARGEST_PAGES = 3
    content = pdf(pages=pages)
    if taken:
        assert clean(content)[1] == PDF
    else:
        assert "more than 3 pages" in refused(content)


@pytest.mark.parametrize(("side", "taken"), [(14_400, True), (14_401, False)])
def test_a_page_has_a_size_that_can_be_shown(side, taken):

    def widen(made):
        made.pages[0].MediaBox = pikepdf.Array([0, 0, side, 100])

    content = pdf(widen)
    if taken:
        assert clean(content)[1] == PDF
    else:
        assert "A4" in refused(content)


@pytest.mark.parametrize("word", ["opens with it", ""], ids=["a password to open", "protected only"])
def test_a_protected_pdf_is_refused(word):
    locked = pikepdf.Encryption(owner="made-up", user=word)
    assert "protected" in refused(pdf(encryption=locked))


def attached(made):
    made.attachments["notes.txt"] = MARK


def dragged_in(made):
    made.pages[0].Annots = made.make_indirect(
        pikepdf.Array(
            [made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9],
             FS=pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=made.make_stream(MARK)))))]
        )
    )  # fmt: skip


def film(made):
    made.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])]
    )


@pytest.mark.parametrize(
    ("change", "says"), [(attached, "other files"), (dragged_in, "other files"), (film, "sound, film")]
)
def test_a_pdf_with_other_things_inside_is_refused(change, says):
    assert says in refused(pdf(change))


def action(kind, **more):
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def on_open(made):
    made.Root.OpenAction = action("JavaScript", JS=MARK.decode())


def launches(made):
    made.Root.OpenAction = action("Launch", F="cmd.exe", Win=pikepdf.Dictionary(F="cmd.exe", P=MARK.decode()))


def named_script(made):
    script = made.make_indirect(action("JavaScript", JS=MARK.decode()))
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script])))


def when_a_page_opens(made):
    made.pages[0].AA = pikepdf.Dictionary(O=action("JavaScript", JS=MARK.decode()))


def behind_a_link(made):
    chain = action(
        "GoTo", D=pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit]), Next=action("Launch", F=MARK.decode())
    )
    made.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=chain)]
    )


def in_a_form(made):
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=made.make_stream(MARK))


def sends_the_form(made):
    made.pages[0].Annots = pikepdf.Array([made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], A=made.make_indirect(action("SubmitForm", F=MARK.decode()))))]
    )  # fmt: skip


def script_in_a_stream(made):
    made.Root.OpenAction = action("JavaScript", JS=made.make_stream(MARK))


@pytest.mark.parametrize(
    "change",
    [on_open, launches, named_script, when_a_page_opens, behind_a_link, in_a_form, sends_the_form, script_in_a_stream],
)
def test_what_acts_in_a_pdf_is_taken_out(change):
    done = clean_file(io.BytesIO(pdf(change)))
    assert "script" in done.removed
    kept = pikepdf.open(io.BytesIO(done.content))
    everything = b"".join(each.unparse(resolved=False) if not isinstance(each, pikepdf.Stream) else each.read_bytes() for each in kept.objects)  # fmt: skip
    assert MARK not in everything
    for word in (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/XFA", b"/AA"):
        assert word not in everything
    assert len(kept.pages) == 1


def test_links_and_words_of_a_pdf_stay():
    def ordinary(made):
        made.pages[0].Contents = made.make_stream(b"BT /F1 12 Tf (Seen on the ward) Tj ET")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        link.A = action("URI", URI="https://www.example.nhs.uk/")
        made.pages[0].Annots = pikepdf.Array([link])

    done = clean_file(io.BytesIO(pdf(ordinary)))
    kept = pikepdf.open(io.BytesIO(done.content))
    assert done.removed == () and b"Seen on the ward" in kept.pages[0].Contents.read_bytes()
    assert str(kept.pages[0].Annots[0].A.URI) == "https://www.example.nhs.uk/"


def unpacks_far(made):
    packed = zlib.compress(bytes(200 * 1024**2), 9)
    stream = pikepdf.Stream(made, packed)
    stream.Filter = pikepdf.Name.FlateDecode
    made.pages[0].Contents = made.make_indirect(stream)


def packed_twice(made):
    packed = zlib.compress(zlib.compress(bytes(50 * 1024**2), 9), 9)
    stream = pikepdf.Stream(made, packed)
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    made.pages[0].Contents = made.make_indirect(stream)


@pytest.mark.parametrize("change", [unpacks_far, packed_twice])
def test_a_pdf_that_unpacks_without_end_is_refused(change):
    began = time.monotonic()
    assert "unpacks" in refused(pdf(change, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False))
    assert time.monotonic() - began < 10


def test_objects_inside_each_other_without_end_are_refused():
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert refused(deep)


def test_the_child_knows_nothing_and_reaches_nothing(monkeypatch):
    """Started with the product's secrets in the environment, it sees none of them."""
    import subprocess

    seen = {}
    real = subprocess.run

    def run(*words, **how):
        seen.update(how)
        return real(*words, **how)

    monkeypatch.setenv("SECRET_KEY", "made-up")
    monkeypatch.setattr(subprocess, "run", run)
    clean(picture())
    assert set(seen["env"]) == {"PATH", "LANG", "HOME", "TMPDIR"}
    assert seen["timeout"] == 20


def test_files_wait_for_their_turn_and_are_told_when_it_does_not_come(monkeypatch):
    from phb.core import uploads

    monkeypatch.setattr(uploads, "SECONDS", 0.05)
    turns = [uploads._turns.acquire() for _ in range(2)]
    try:
        assert "again in a minute" in refused(picture())
    finally:
        for _ in turns:
            uploads._turns.release()
    monkeypatch.undo()
    assert clean(picture())[1] == JPEG
