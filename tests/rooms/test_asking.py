"""A use case that is given a viewer asks what that viewer may do: of the domain, and before it writes."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.rooms.source import files, module_name, tree
from tests.rooms.test_acts import READS

# What needs no permission, by use case: each takes the viewer only to know whose row it is.
OWN = {
    "accounts.device_codes.can_type_code": "the viewer's own session",
    "accounts.device_codes.confirm_device": "the viewer's own session, by the code",
    "accounts.device_codes.send_device_code": "the viewer's own session",
    "accounts.passwords.change_password": "the viewer's own account, by the password",
    "accounts.passwords.check_new_password": "the viewer's own account, by the password",
    "accounts.passwords.confirm_password": "the viewer's own account, by the password",
    "accounts.profile.change_language": "the viewer's own account",
    "accounts.sessions.confirm_session": "the viewer's own session, by the password",
    "accounts.sessions.end_other_sessions": "the viewer's own sessions",
    "accounts.sessions.end_own_session": "the viewer's own session",
    "accounts.sessions.list_own_sessions": "the viewer's own sessions",
    "accounts.sessions.renew_key": "the viewer's own session, after a proof",
    "comments.get_visible_comment": "public, or the viewer's own: it compares the author itself",
    "comments.post_comment": "everybody who is logged in; the board is asked instead",
    "consents.list_own_consents": "the viewer's own consents",
    "consents.withdraw_consent": "the viewer's own consents",
    "export_jobs.get_own_job": "the viewer's own job",
    "export_jobs.request_export": "a file of what is public",
    "list_claims.claim_line": "the viewer's own line; the list is asked instead",
    "list_claims.get_round_with_list": "whether the viewer has a line",
    "notices.change_mail": "the viewer's own account",
    "notices.follow_board": "the viewer's own follow",
    "notices.list_own": "the viewer's own notices",
    "notices.open_notice": "the viewer's own notice",
    "notices.read_all": "the viewer's own notices",
    "notices.unfollow_board": "the viewer's own follow",
    "photos.count_upload": "counts against the viewer",
    "privacy.erase_account": "the viewer's own account, by the password",
    "privacy.export_own_data": "the viewer's own data",
    "proposals.add_to_board": "a step of use cases that have asked",
    "proposals.post_proposal": "everybody who is logged in; the board is asked instead",
    "rounds.objections.object_to_round": "everybody who is logged in; the phase is asked instead",
    "rounds.voting.cast_ballot": "the viewer's own ballot; eligibility is asked instead",
    "rounds.voting.declare_for_round": "the viewer's own residence",
    "rounds.voting.declare_residence": "the viewer's own residence",
    "rounds.voting.get_ballot_page": "the viewer's own ballot",
    "rounds.voting.open_commitment": "the viewer's own ballot, which is not cast yet",
    "rounds.voting.withdraw_ballot": "the viewer's own ballot",
    "tokens.make_token": "the viewer's own token; only officials have any",
    "tokens.revoke_token": "the viewer's own token",
    "waiting_photos.get_own_thumbnail": "the viewer's own photo",
    "waiting_photos.keep_photos": "the viewer's own photos",
    "waiting_photos.list_own_photos": "the viewer's own photos",
    "waiting_photos.take_photos": "the viewer's own photos, in use cases that have asked",
    "votes.support_proposal": "the viewer's own support; the board is asked instead",
    "votes.withdraw_support": "the viewer's own support; the board is asked instead",
}
# They take a viewer, too, but one gives an id instead of an answer, the others ask only who somebody is.
NO_QUESTIONS = (
    "idea4gov.domain.permissions.person_of",
    "idea4gov.domain.sessions.has_typed_password",
    "idea4gov.domain.sessions.require_confirmed",
    "idea4gov.domain.sessions.require_confirmed_device",
    "idea4gov.domain.sessions.require_confirmed_author",
    "idea4gov.domain.sessions.require_recent_password",
)
# They build a statement that selects recipients.
RECIPIENTS = {"idea4gov.store.notices.around_board", "idea4gov.store.notices.one_account"}
TRANSITION = "idea4gov.actions.rounds.transition.begin_transition"


@cache
def functions(room: str) -> dict[str, ast.FunctionDef]:
    """{full name: function} of the functions of a room's modules."""
    return {
        f"{module_name(path)}.{node.name}": node
        for path in files(room)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def imported(module: str) -> dict[str, str]:
    """{name in the module: full name of what it stands for}, of what it imports from this package."""
    path = next(path for path in files() if module_name(path) == module)
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """(full name, call) of each call in a use case, of functions that are named there."""
    module = name.rpartition(".")[0]
    known = imported(module)
    for node in ast.walk(functions("actions")[name]):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield known.get(node.func.id, f"{module}.{node.func.id}"), node
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            yield f"{known.get(node.func.value.id, '')}.{node.func.attr}", node


def viewer_of(function: ast.FunctionDef) -> str | None:
    """The name of the argument that is a viewer, or None."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    kinds = ("Viewer", "Viewer | None")
    return next(
        (one.arg for one in arguments if one.annotation and ast.unparse(one.annotation) in kinds), None
    )


def is_given(call: ast.Call, argument: str | None) -> bool:
    """Whether the argument itself is passed on in a call."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(value, ast.Name) and value.id == argument for value in values)


@cache
def first_question(name: str) -> int | None:
    """The line on which a use case first asks: of the domain, or through a use case that asks."""
    viewer = viewer_of(functions("actions")[name])
    lines = [call.lineno for called, call in calls(name) if is_given(call, viewer) and asks(called)]
    return min(lines, default=None)


def asks(name: str) -> bool:
    """Whether a function asks what the viewer that it is given may do."""
    if name in functions("domain"):
        return name not in NO_QUESTIONS and viewer_of(functions("domain")[name]) is not None
    return name in functions("actions") and first_question(name) is not None


def first_write(name: str) -> int | None:
    """The line on which a use case first calls the store for more than a read or a lock.

    It is the last line of the call: what is asked in its arguments is asked before.
    """
    lines = [
        call.end_lineno or call.lineno
        for called, call in calls(name)
        if called.startswith("idea4gov.store.")
        and not called.rpartition(".")[2].startswith((*READS, "lock_"))
        and not called.rpartition(".")[2][0].isupper()
        and called not in RECIPIENTS
    ]
    return min(lines, default=None)


def use_cases() -> list[str]:
    """The use cases that are given a viewer."""
    found = functions("actions").items()
    return [name for name, one in found if viewer_of(one) and not name.rpartition(".")[2].startswith("_")]


def test_a_use_case_that_is_given_a_viewer_asks_with_it() -> None:
    unasked = {name.removeprefix("idea4gov.actions.") for name in use_cases() if not asks(name)}
    assert unasked == set(OWN)


def test_a_use_case_asks_before_it_writes() -> None:
    late = [
        name
        for name in use_cases()
        if (write := first_write(name)) and (question := first_question(name)) and write < question
    ]
    assert late == []


def test_a_transition_that_is_given_a_viewer_names_the_permission() -> None:
    unnamed = [
        name
        for name in functions("actions")
        for called, call in calls(name)
        if called == TRANSITION
        and {keyword.arg for keyword in call.keywords} & {"viewer", "permission"}
        and not {keyword.arg for keyword in call.keywords} >= {"viewer", "permission"}
    ]
    assert unnamed == []
