"""A process of a node is killed while people write, on PostgreSQL through PgBouncer: nothing is lost."""

from pathlib import Path

import pytest

from bench.visitors import production_settings
from idea4gov.store.session import Database
from scripts.cluster.node import Node
from scripts.cluster.place import Place, free_ports
from scripts.drill.drill import Drill, perform
from scripts.drill.nodes import BROKEN, kill_one_process
from scripts.drill.stages import serving
from tests.services.pgbouncer import pooled_database

__all__ = ["pooled_database"]


@pytest.mark.slow
def test_nothing_confirmed_is_lost_when_a_process_is_killed(
    pooled_database: Database, tmp_path: Path
) -> None:
    url = pooled_database.engine.url.render_as_string(hide_password=False)
    place = Place(tmp_path, None, tmp_path)
    node = Node(place, "node", free_ports(1)[0], production_settings(url))
    drill = Drill("web-process-killed", "", kill_one_process, 60, BROKEN)
    with serving(node, url, voters=40) as stage:
        stage.rate = 10
        row = perform(drill, stage, node, quiet_seconds=1)
    assert (row.lost, row.doubled) == (0, 0), row.why
    assert row.answers["303"] > 0
