"""The bare page that pages are compared with: Flask, and nothing else."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Answer."""
    return "hello"
