"""Pictures for tests, drawn here: four quarters of colour, so that every turn can be seen."""

from base64 import b64decode
from io import BytesIO
from typing import Any

from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
QUARTERS = (RED, GREEN, BLUE, WHITE)


def quarters(width: int = 64, height: int = 32) -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), WHITE)
    half_width, half_height = width // 2, height // 2
    image.paste(RED, (0, 0, half_width, half_height))
    image.paste(GREEN, (half_width, 0, width, half_height))
    image.paste(BLUE, (0, half_height, half_width, height))
    return image


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def read(content: bytes) -> Image.Image:
    """The picture in a file, whole."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def near(seen: object, wanted: tuple[int, int, int], tolerance: int = 40) -> bool:
    """Whether a pixel has about this colour."""
    assert isinstance(seen, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


def colours(image: Image.Image) -> list[tuple[int, int, int]]:
    """Which of QUARTERS stand above left, above right, below left, below right."""
    width, height = image.size
    places = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [next(one for one in QUARTERS if near(image.getpixel(place), one)) for place in places]


def metadata(image: Image.Image) -> set[str]:
    """The names of all that a file holds beside its pixels."""
    harmless = {"loop", "background", "timestamp", "duration"}
    return (set(map(str, image.info)) - harmless) | {f"exif {tag}" for tag in image.getexif()}


def heic(*, turned: bool = False) -> bytes:
    """quarters() as a phone writes it, 64 x 32 pixels. turned: a quarter to the left, by its property irot.

    Made with `heif-enc -q 60`: no encoder is among the packages.
    """
    content = b64decode(_HEIC)
    if not turned:
        return content
    longer = {b"meta": 10, b"iprp": 10, b"ipco": 9, b"ipma": 1}
    for name, more in longer.items():
        place = content.index(name) - 4
        size = int.from_bytes(content[place : place + 4]) + more
        content = content[:place] + size.to_bytes(4) + content[place + 4 :]
    # the picture lies 10 bytes further on; its second item has the new property, the fifth, too
    content = content.replace(bytes.fromhex("000001d1"), bytes.fromhex("000001db"))
    head, tail = content.split(bytes.fromhex("0002020384"))
    ipma = head.index(b"ipma") - 4
    return head[:ipma] + b"\0\0\0\x09irot\1" + head[ipma:] + bytes.fromhex("000203038485") + tail


_HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "AA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAIAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAA+QACAAEAAAAAAAAA"
    "AQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAA"
    "ALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQED"
    "cAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlz"
    "cGUAAAAAAAAAQAAAACAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGlt"
    "ZwACAAEAAQAAAQFtZGF0AAAA9SgBrwngITk0H//yO7//8rB2X7xHqhSKP/vGaK/w87j/2S1c7MUViPulRTicPe1R1WghgR9ztUrF"
    "TBZ7VA0OysKSm+96tw/xXA//nJR3+x0F/8oxDcI2p/+Bup0+AmsXz9V32//A3o0SdLflz7ry2+1/Ke7Lhsv7VmjeKwPiFVY+N9Gs"
    "ZAzvXSyk4w5vrGg2jn+YhqQJMFSmgm5ZrZYHdLQ4wA0OdOKL+9D0qdtEqtzdWi56/u3KAYXLAHI4vapHOHBsHDz5L/5w9b0ByMCn"
    "gjOG9ibbNrSIUYu0bMXSiduyfafZ2g/6tGgNb4t3RyK5cu/srLPO"
)
