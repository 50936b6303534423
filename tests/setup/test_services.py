import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, make_url, text

from scripts.system_needs import HOW, find_postgres
from tests.services.postgres import own_database

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HOLD_A_SERVER = """
import sys
from scripts.system_needs import find_postgres
from tests.services.postgres import own_server

with own_server(find_postgres()) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_a_new_database_is_empty_and_holds_thai(postgres_url: str) -> None:
    with own_database(postgres_url) as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
            encoding = connection.scalar(text("SHOW server_encoding"))
            lower = connection.scalar(text("SELECT lower('ÉLAN') || 'น้ำ'"))
        engine.dispose()
    assert (tables, encoding, lower) == (0, "UTF8", "élanน้ำ")


@pytest.mark.skipif(find_postgres() is None, reason=f"needs PostgreSQL: {HOW['postgresql']}")
def test_a_server_goes_even_when_the_tests_are_killed() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SERVER],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        url = make_url(holder.stdout.readline().strip())
        plain = url.set(drivername="postgresql").render_as_string()
        with psycopg.connect(plain) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            os.kill(holder.pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT pg_sleep(60)")


def test_the_browser_shows_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<title>บอกเรา ถึงรัฐ</title><p>น้ำท่วม</p>")
    assert page.title() == "บอกเรา ถึงรัฐ"
    assert page.inner_text("p") == "น้ำท่วม"
    page.close()
