"""The script of the ballot reads points as the server does."""

import json
import subprocess
import sys
from pathlib import Path

from idea4gov.domain.ballots.checking import LARGEST_MARK
from idea4gov.domain.errors import Invalid
from idea4gov.domain.numbers import read_number
from tests.services.typed import AMOUNTS, REFUSED_AMOUNTS

NODE = Path(sys.executable).with_name("node")
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "points.js"
POINTS = [
    "3 แต้ม",
    "๓ คะแนน",
    "３ points",
    "1 point",
    "3 ปี",
    "3,0",
    "3.0",
    "3.00",
    "3.000",
    "1.000.000",
    "1000001",
]
TYPED = [
    *POINTS,
    *(text for text, _ in (*AMOUNTS, *REFUSED_AMOUNTS)),
]


def on_the_server(text: str) -> int:
    """The points of a text; 0 for one that is refused."""
    try:
        return read_number(text, "points", least=0, most=LARGEST_MARK)
    except Invalid:
        return 0


def test_the_script_and_the_server_read_the_same_points() -> None:
    program = f"""
        const {{ readPoints }} = await import({json.dumps(SCRIPT.as_uri())});
        console.log(JSON.stringify({json.dumps(TYPED)}.map(readPoints)));
    """
    command = [str(NODE), "--no-warnings", "--input-type=module", "--eval", program]
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    in_the_browser = dict(zip(TYPED, json.loads(done.stdout), strict=True))
    assert in_the_browser == {text: on_the_server(text) for text in TYPED}
    assert sum(value > 0 for value in in_the_browser.values()) > 15
