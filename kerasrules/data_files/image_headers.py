"""The size of an image, from the start of its file: PNG, JPEG, GIF and BMP."""

from __future__ import annotations

import struct

from kerasrules.model.record import record

MAX_BYTES = 65_536
"""So much of a file is read; a JPEG may have a preview before its size."""

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
"""Of the files that Keras takes for images. (Its generators take a few more.)"""


@record(frozen=True)
class ImageSize:
    """channels: as stored; None where a palette or a format that may have several leaves that open."""

    height: int
    width: int
    channels: int | None


_PNG_CHANNELS = {0: 1, 2: 3, 3: None, 4: 2, 6: 4}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of JPEG that are followed by a size."""
_ALONE = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
"""Those that are followed by nothing."""


def size_of(data: bytes) -> ImageSize | None:
    """The size of an image that starts like this; None where that does not tell it."""
    found: ImageSize | None = None
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 26:
        width, height, _, color = struct.unpack(">IIBB", data[16:26])
        found = ImageSize(height, width, _PNG_CHANNELS.get(color))
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        found = ImageSize(height, width, None)
    elif data[:2] == b"BM" and len(data) >= 30:
        width, height = struct.unpack("<ii", data[18:26])
        found = ImageSize(abs(height), width, None)
    elif data[:2] == b"\xff\xd8":
        found = _of_jpeg(data)
    return found if found is not None and found.height > 0 and found.width > 0 else None


def _of_jpeg(data: bytes) -> ImageSize | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width, channels = struct.unpack(">HHB", data[at + 5 : at + 10])
            return ImageSize(height, width, channels if channels in (1, 3) else None)
        else:
            (length,) = struct.unpack(">H", data[at + 2 : at + 4])
            at += 2 + length
    return None
