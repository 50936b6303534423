"""The entry for WSGI servers."""

from config import Config
from idea4gov import create_app

app = create_app(Config.from_env())
