"""/readyz costs next to nothing, and waits for no database that does not answer."""

from threading import Event

from idea4gov.store.session import Database
from idea4gov.web.http.kept_answer import EVERY_SECONDS, KeptAnswer
from tests.actions.test_readiness import WELL
from tests.queries import count_queries
from tests.web.conftest import Site

NO_ANSWER = {"database": "no answer"}


def test_the_database_is_asked_now_and_then() -> None:
    asked: list[str] = []

    def examine() -> dict[str, str]:
        asked.append("once more")
        return {"database": "ok"}

    moment = [0.0]
    readiness = KeptAnswer(examine, NO_ANSWER, lambda: moment[0])
    assert [readiness.find().answer for _ in range(100)] == [{"database": "ok"}] * 100
    moment[0] = EVERY_SECONDS - 1
    assert readiness.find().age_seconds == EVERY_SECONDS - 1
    assert len(asked) == 1
    moment[0] = EVERY_SECONDS
    assert readiness.find().age_seconds == 0
    assert len(asked) == 2


def test_a_database_that_does_not_answer_is_told_and_asked_once() -> None:
    over, asked = Event(), [0]

    def examine() -> dict[str, str]:
        asked[0] += 1
        over.wait(30)
        return {"database": "ok"}

    readiness = KeptAnswer(examine, NO_ANSWER)
    assert readiness.find().answer == readiness.find().answer == NO_ANSWER
    assert asked == [1]
    over.set()


def test_readyz_names_each_part(site: Site, database: Database) -> None:
    answer = site.client.get("/readyz")
    told = answer.get_json()
    assert (answer.status_code, told["status"]) == (200, "degraded")
    parts = {name: told[name] for name in WELL}
    assert parts == {**WELL, "worker": "late"}
    with count_queries(database) as queries:
        assert site.client.get("/readyz").status_code == 200
    assert len(queries) == 0
