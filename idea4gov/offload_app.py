"""The application in the processes that answer requests which take long: they are forked when it is built."""

from config import Config
from idea4gov import create_app
from idea4gov.web.application import build_services

_config = Config.from_env()
_parts = build_services(_config)
app = create_app(_config, parts=_parts)
# A process that is forked from this one opens its own connections.
_parts.database.dispose()
