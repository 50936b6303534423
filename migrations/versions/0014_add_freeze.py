"""add freeze: the database itself refuses to change the rules and projects of a round that is frozen

A migration that rebuilds one of these tables on SQLite loses its triggers: make them again there.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SINCE_FREEZE = ("preview", "voting", "counting", "provisional", "final", "implementing")
SINCE_VOTING = SINCE_FREEZE[1:]
STEPS = (
    ("draft", "collecting"),
    ("collecting", "reviewing"),
    ("reviewing", "preview"),
    ("preview", "voting"),
    ("voting", "counting"),
    ("counting", "provisional"),
    ("provisional", "final"),
    ("final", "implementing"),
    ("collecting", "draft"),
    ("reviewing", "collecting"),
    ("preview", "reviewing"),
)
RULES = (
    "budget_baht",
    "fiscal_year",
    "vote_type",
    "rule",
    "rule_options",
    "ballot_mode",
    "min_projects",
    "max_projects",
    "points_total",
    "points_per_project",
    "eligible_scope",
    "minimum_age",
)
# table -> [(name, what is refused, the phases in which it is)]
FROZEN = {
    "budget_area": [
        ("added", "INSERT", SINCE_FREEZE),
        ("removed", "DELETE", SINCE_FREEZE),
        ("changed", "UPDATE", SINCE_FREEZE),
    ],
    "round_subdistrict": [("added", "INSERT", SINCE_FREEZE), ("removed", "DELETE", SINCE_FREEZE)],
    "budget_incompatible": [("added", "INSERT", SINCE_FREEZE), ("removed", "DELETE", SINCE_FREEZE)],
    "proposal_review": [
        ("added", "INSERT", SINCE_FREEZE),
        ("removed", "DELETE", SINCE_FREEZE),
        ("changed", "UPDATE", SINCE_FREEZE),
    ],
    "budget_project": [
        ("added", "INSERT", SINCE_FREEZE),
        ("removed", "DELETE", SINCE_FREEZE),
        (
            "changed",
            "UPDATE OF round_id, code, position, cost_baht, area_id, category, proposal_id",
            SINCE_FREEZE,
        ),
        # Errata are for the preview.
        ("reworded", "UPDATE OF title, body_html, location", SINCE_VOTING),
    ],
}


def _listed(phases: tuple[str, ...]) -> str:
    return ", ".join(f"'{phase}'" for phase in phases)


def _round_conditions(differs: str, text: str) -> dict[str, str]:
    """What an update of a round may not do; all of it only where the round is held here."""
    steps = " OR ".join(f"(OLD.phase = '{a}' AND NEW.phase = '{b}')" for a, b in STEPS)
    rules = " OR ".join(
        f"OLD.{name}{text if name == 'rule_options' else ''} {differs} "
        f"NEW.{name}{text if name == 'rule_options' else ''}"
        for name in RULES
    )
    frozen, voting = _listed(SINCE_FREEZE), _listed(SINCE_VOTING)
    return {
        "moved": f"OLD.phase <> NEW.phase AND NOT ({steps})",
        "ruled": f"OLD.phase IN ({frozen}) AND NEW.phase IN ({frozen}) AND ({rules})",
        "refrozen": f"OLD.phase IN ({voting}) AND OLD.frozen_digest {differs} NEW.frozen_digest",
        "shortened": (
            f"OLD.phase IN ({voting}) AND (OLD.voting_at {differs} NEW.voting_at OR NEW.counting_at < OLD.counting_at"
            f" OR (OLD.phase <> 'voting' AND OLD.counting_at {differs} NEW.counting_at))"
        ),
        "revived": "OLD.cancelled_at IS NOT NULL AND (NEW.cancelled_at IS NULL OR OLD.phase <> NEW.phase)",
    }


def _sqlite_up() -> None:
    for name, condition in _round_conditions("IS NOT", "").items():
        op.execute(
            f"CREATE TRIGGER budget_round_{name} BEFORE UPDATE ON budget_round "
            f"WHEN OLD.source = 'held' AND ({condition}) "
            f"BEGIN SELECT RAISE(ABORT, 'the round does not allow this: {name}'); END"
        )
    for table, refusals in FROZEN.items():
        for name, what, phases in refusals:
            rows = {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(
                what, "NEW.round_id, OLD.round_id"
            )
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} WHEN EXISTS (SELECT 1 FROM budget_round "  # noqa: S608
                f"WHERE board_id IN ({rows}) AND source = 'held' AND phase IN ({_listed(phases)})) "
                f"BEGIN SELECT RAISE(ABORT, 'the round is frozen'); END"
            )


def _postgresql_up() -> None:
    op.execute(
        "CREATE FUNCTION refuse_round_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the round does not allow this: %', TG_NAME USING ERRCODE = 'check_violation'; "
        "END $$"
    )
    # FOR SHARE: who freezes the round at this moment is waited for.
    op.execute(
        "CREATE FUNCTION refuse_when_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM budget_round WHERE board_id IN (OLD.round_id, NEW.round_id) FOR SHARE; "
        "IF EXISTS (SELECT 1 FROM budget_round WHERE board_id IN (OLD.round_id, NEW.round_id) "
        "AND source = 'held' AND phase = ANY (string_to_array(TG_ARGV[0], ','))) THEN RAISE EXCEPTION 'the round is frozen' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for name, condition in _round_conditions("IS DISTINCT FROM", "::text").items():
        op.execute(
            f"CREATE TRIGGER budget_round_{name} BEFORE UPDATE ON budget_round FOR EACH ROW "
            f"WHEN (OLD.source = 'held' AND ({condition})) EXECUTE FUNCTION refuse_round_change()"
        )
    for table, refusals in FROZEN.items():
        for name, what, phases in refusals:
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION refuse_when_frozen('{','.join(phases)}')"
            )


def _triggers() -> list[tuple[str, str]]:
    on_rounds = [("budget_round", f"budget_round_{name}") for name in _round_conditions("IS NOT", "")]
    return on_rounds + [(table, f"{table}_{name}") for table, each in FROZEN.items() for name, *_ in each]


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _sqlite_up()
    else:
        _postgresql_up()


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for _, trigger in _triggers():
            op.execute(f"DROP TRIGGER {trigger}")
        return
    for table, trigger in _triggers():
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    op.execute("DROP FUNCTION refuse_when_frozen()")
    op.execute("DROP FUNCTION refuse_round_change()")
