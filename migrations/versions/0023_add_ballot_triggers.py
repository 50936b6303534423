"""add ballot triggers: a sealed urn takes nothing, gives nothing, and changes nothing; closed voting takes no ballot"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TAKING = ("preview", "voting")
COUNTING = (*TAKING, "counting")
# table -> [(name, what is refused, the phases in which it is allowed)]
KEPT = {
    "ballot": [("added", "INSERT", TAKING), ("changed", "UPDATE", TAKING), ("removed", "DELETE", TAKING)],
    "ballot_line": [
        ("added", "INSERT", TAKING),
        ("changed", "UPDATE", TAKING),
        ("removed", "DELETE", TAKING),
    ],
    "paper_ballot": [
        ("added", "INSERT", COUNTING),
        ("changed", "UPDATE", COUNTING),
        ("removed", "DELETE", ()),
    ],
    "paper_ballot_line": [
        ("added", "INSERT", COUNTING),
        ("changed", "UPDATE", ()),
        ("removed", "DELETE", ()),
    ],
    "voter_roll": [("added", "INSERT", COUNTING), ("changed", "UPDATE", ()), ("removed", "DELETE", COUNTING)],
    "urn_ballot": [("added", "INSERT", COUNTING), ("changed", "UPDATE", ()), ("removed", "DELETE", ())],
    "urn_ballot_line": [("added", "INSERT", COUNTING), ("changed", "UPDATE", ()), ("removed", "DELETE", ())],
    "urn_seal": [("added", "INSERT", COUNTING), ("changed", "UPDATE", ()), ("removed", "DELETE", ())],
}


def _listed(phases: tuple[str, ...]) -> str:
    return ", ".join(f"'{phase}'" for phase in phases) or "''"


def _sqlite_up() -> None:
    for table, refusals in KEPT.items():
        for name, what, phases in refusals:
            rows = {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(
                what, "NEW.round_id, OLD.round_id"
            )
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} WHEN EXISTS (SELECT 1 FROM budget_round "  # noqa: S608
                f"WHERE board_id IN ({rows}) AND source = 'held' AND phase NOT IN ({_listed(phases)})) "
                "BEGIN SELECT RAISE(ABORT, 'the urn of this round is sealed'); END"
            )


def _postgresql_up() -> None:
    op.execute(
        "CREATE FUNCTION refuse_when_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM budget_round WHERE board_id IN (OLD.round_id, NEW.round_id) "
        "AND source = 'held' AND NOT phase = ANY (string_to_array(TG_ARGV[0], ','))) "
        "THEN RAISE EXCEPTION 'the urn of this round is sealed' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for table, refusals in KEPT.items():
        for name, what, phases in refusals:
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION refuse_when_sealed('{','.join(phases)}')"
            )


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _sqlite_up()
    else:
        _postgresql_up()


def downgrade() -> None:
    on_table = op.get_context().dialect.name != "sqlite"
    for table, refusals in KEPT.items():
        for name, *_ in refusals:
            op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if on_table else ""))
    if on_table:
        op.execute("DROP FUNCTION refuse_when_sealed()")
