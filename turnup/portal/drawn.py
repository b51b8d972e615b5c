"""A signature drawn on the screen: read from the form, checked for ink, written anew. No database.

The browser sends a PNG as a data address. Only its pixels are kept: black on white, of one size.
"""

import binascii
import io
import warnings
from base64 import b64decode
from typing import Final

from django.utils.translation import gettext_noop as _
from PIL import Image

from turnup.standard.refusals import BadField

HEAD: Final = "data:image/png;base64,"
MOST_BYTES: Final = 400_000
MOST_PIXELS: Final = 4_000_000
SIZE: Final = (900, 300)
LEAST_INK: Final = 150  # pixels of the kept picture: a dot is no signature
DARK: Final = 128


def drawn_signature(posted: str, field: str = "drawing") -> bytes:
    """Return the drawn signature as a PNG of 900 by 300 pixels. Raises BadField."""
    image = _decoded(_content(posted, field), field)
    box = image.point(lambda value: 255 if value < DARK else 0).getbbox()
    if box is None:
        raise _blank(field)
    image.thumbnail(SIZE, Image.Resampling.LANCZOS)
    sheet = Image.new("L", SIZE, 255)
    sheet.paste(image, ((SIZE[0] - image.width) // 2, (SIZE[1] - image.height) // 2))
    if sum(sheet.histogram()[:DARK]) < LEAST_INK:
        raise _blank(field)
    written = io.BytesIO()
    sheet.save(written, "PNG", optimize=True)
    return written.getvalue()


def _content(posted: str, field: str) -> bytes:
    if not posted:
        raise _blank(field)
    if not posted.startswith(HEAD) or len(posted) > MOST_BYTES:
        raise _no_picture(field)
    try:
        return b64decode(posted.removeprefix(HEAD), validate=True)
    except (binascii.Error, ValueError):
        raise _no_picture(field) from None


def _decoded(content: bytes, field: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                layer = opened.convert("RGBA")
                page = Image.new("RGBA", layer.size, "white")
                return Image.alpha_composite(page, layer).convert("L")
    except Exception:  # whatever a decoder stumbles over, the picture is what is at fault
        raise _no_picture(field) from None


def _blank(field: str) -> BadField:
    return BadField(
        field,
        _("The field for the signature is empty."),
        _("Sign with a finger, a pen or the mouse."),
    )


def _no_picture(field: str) -> BadField:
    return BadField(field, _("The drawn signature did not arrive whole."), _("Draw it anew."))
