"""Photos as phones send them: heavy, of noise that does not compress, with the place in their EXIF data."""

import os
from io import BytesIO

from PIL import Image, ImageFilter

GPS_FOLDER, LATITUDE_REF, LATITUDE = 0x8825, 1, 2
MAKER, CAMERA = 0x010F, "BENCH-CAMERA"
# Bang Saen, in degrees, minutes and seconds.
PLACE = (13.0, 17.0, 12.5)


def phone_jpeg(width: int, height: int, *, quality: int = 90) -> bytes:
    """A JPEG of coloured noise of this many pixels; at 90, some 0.7 bytes a pixel."""
    noise = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    exif = Image.Exif()
    exif[MAKER] = CAMERA
    exif.get_ifd(GPS_FOLDER).update({LATITUDE_REF: "N", LATITUDE: PLACE})
    file = BytesIO()
    noise.filter(ImageFilter.BoxBlur(1)).save(file, "JPEG", quality=quality, exif=exif)
    return file.getvalue()


def tells_place(data: bytes) -> bool:
    """Whether an image holds any metadata of the camera or the place."""
    with Image.open(BytesIO(data)) as image:
        exif = image.getexif()
        return bool(exif or exif.get_ifd(GPS_FOLDER)) or CAMERA.encode() in data
