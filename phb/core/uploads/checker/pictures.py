"""A picture painted anew: its pixels, turned the right way up, and nothing else."""

import io

from PIL import ExifTags, Image, ImageFile, ImageOps

from .refusing import Refused

ImageFile.LOAD_TRUNCATED_IMAGES = False
QUALITY = 90
FORMAT = {"image/jpeg": "JPEG", "image/png": "PNG"}
# Samples kept as they are; every other kind (palette, print colours, 16 bits) becomes one of these.
PLAIN = {"JPEG": ("L", "RGB"), "PNG": ("L", "LA", "RGB", "RGBA")}


def remake(content: bytes, media_type: str, *, pixels: int, pages: int) -> tuple[bytes, list[str]]:
    """The new picture and what was left out of it. The same file gives the same bytes. Raises Refused."""
    kind = FORMAT[media_type]
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > pixels:  # from the header: nothing has been unpacked
                raise Refused("pixels")
            if kind == "PNG" and getattr(picture, "is_animated", False):
                raise Refused("moving")
            picture.load()
            removed = _left_out(picture)
            ImageOps.exif_transpose(picture, in_place=True)  # in place: a copy less of the largest thing here
            painted = _only_pixels(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("pixels") from bomb
    except (OSError, SyntaxError, ValueError) as fault:
        raise Refused("damaged") from fault
    out = io.BytesIO()
    painted.save(out, kind, **({"quality": QUALITY, "optimize": True} if kind == "JPEG" else {"compress_level": 6}))
    return out.getvalue(), removed


def _only_pixels(picture: Image.Image, kind: str) -> Image.Image:
    mode = picture.mode
    if mode not in PLAIN[kind]:
        if mode.startswith("I;16") or mode in ("I", "F"):
            picture = picture.point(lambda value: value / 256).convert("L")
        elif kind == "PNG" and (mode in ("PA", "RGBa", "La") or "transparency" in picture.info):
            picture = picture.convert("RGBA")
        else:
            picture = picture.convert("L" if mode == "1" else "RGB")
    # A fresh picture has no notes of any kind: a copy would carry some along.
    painted = Image.new(picture.mode, picture.size)
    painted.paste(picture)
    return painted


def _left_out(picture: Image.Image) -> list[str]:
    """Words for what the picture said beside its pixels."""
    exif = picture.getexif()
    removed = []
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        removed.append("location")
    if len(exif) or picture.info.get("xmp") or picture.info.get("comment") or getattr(picture, "text", None):
        removed.append("details")
    return removed
