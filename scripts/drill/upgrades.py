"""Drills on a new version, whose migration adds a column and a table."""

import shutil
from pathlib import Path

from config import ROOT
from idea4gov.store.migrate import head_revision
from scripts.cluster.cluster import Cluster
from scripts.cluster.errors import ClusterError
from scripts.cluster.postgres import DATABASE, OWNER
from scripts.drill.drill import Drill, Scene

PARTS = ("idea4gov", "migrations", "templates", "static", "config.py", "wsgi.py")
MIGRATION = '''\
"""Add a column and a table, for a drill."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("drill", sa.Text))
    op.create_table("drill", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("drill")
    op.drop_column("proposal", "drill")
'''


def next_version(cluster: Cluster) -> Path:
    """A copy of the program with one more migration."""
    folder = cluster.place.folder / "next-version"
    if not folder.exists():
        folder.mkdir()
        for name in PARTS:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / name)
        text = MIGRATION.format(head=head_revision())
        (folder / "migrations" / "versions" / "9999_drill.py").write_text(text)
    return folder


def upgrade_in_turn(scene: Scene, cluster: Cluster) -> None:
    """Migrate while the old version serves, then restart each node with the new one."""
    code = next_version(cluster)
    cluster.nodes[0].code = code
    cluster.upgrade()
    scene.pause(3)
    for node in cluster.nodes:
        node.code = code
        cluster.balancer.drain(node)
        node.program.stop()
        node.start()
        cluster.balancer.admit(node)


def read_for_long(scene: Scene, cluster: Cluster) -> None:
    """Read for longer than a migration waits: it gives up, and changes nothing."""
    node, former = cluster.nodes[0], cluster.nodes[0].code
    with cluster.primary.connect_as(OWNER) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from proposal")
        node.code = next_version(cluster)
        try:
            cluster.upgrade()
        except ClusterError as error:
            scene.require("lock" in str(error), f"it failed for another reason: {error}")
        else:
            scene.require(False, "the migration did not wait for the reader")
        finally:
            node.code = former
    now = cluster.primary.ask("select version_num from alembic_version", DATABASE)
    scene.require(now == head_revision(), f"the schema is {now}")
    scene.notes.append("the migration gave up and changed nothing")


DRILLS = [
    Drill(
        "long-reader",
        "somebody reads while a migration wants its table; writes to it wait behind the migration",
        read_for_long,
        10,
        frozenset({"503"}),
        people=300,
    ),
    Drill(
        "rolling-upgrade",
        "the schema is migrated under the old version, then each node is restarted with the new one",
        upgrade_in_turn,
        people=900,
    ),
]
