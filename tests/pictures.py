"""Pictures for tests, drawn here: four quarters of colour, so that every turn can be seen."""

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
