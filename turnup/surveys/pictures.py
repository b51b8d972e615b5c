"""Pictures that strangers and cameras make, re-encoded: only what is seen stays. No database.

Place, owner and device that a camera writes into a photo (EXIF), colour profiles, comments, a
second file behind the picture: nothing of it survives, for the pixels alone are written anew.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _
from PIL import Image, ImageOps

from turnup.standard.refusals import BadField

LARGEST_FILE: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 2000
THUMBNAIL_SIDE: Final = 480
QUALITY: Final = 85
KINDS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as JPEG with its size in pixels, and a small one of it."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def reencoded(content: bytes, field: str = "photos") -> Picture:
    """Give the picture anew: upright, at most 2000 pixels long, as a plain JPEG.

    Raises BadField for what is empty, too large, no JPEG, PNG or WebP by its content, or unpacks
    to more pixels than a camera has.
    """
    if not content:
        raise BadField(field, _("The file is empty."), _("Choose another file."))
    if len(content) > LARGEST_FILE:
        raise BadField(
            field,
            _("The picture is larger than %(limit)s MB."),
            _("Take it at a lower resolution."),
            limit=LARGEST_FILE // 1024**2,
        )
    image = _decoded(content, field)
    return Picture(_jpeg(image), _thumbnail(image), image.width, image.height)


def _decoded(content: bytes, field: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
                return _opaque(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadField(
            field,
            _("The picture has more pixels than any camera takes."),
            _("Take it at a lower resolution."),
        ) from None
    except Exception:  # whatever a decoder stumbles over, the file is what is at fault
        raise BadField(
            field, _("This is no picture, or a damaged one."), _("Give a JPEG, PNG or WebP.")
        ) from None


def _opaque(image: Image.Image) -> Image.Image:
    """Put what is transparent on white, and leave behind everything but the pixels."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        page = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(page, layer)
    return Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return _jpeg(small)
