"""What the addresses of the sources are asked, and what is made of their answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from compute_trends.catalog.changes import outdated as module
from compute_trends.catalog.changes.outdated import Answer, Outdated, ask_address, outdated
from compute_trends.catalog.errors import UnknownNameError
from compute_trends.cli.main import cli


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        if self.path == "/dated":
            self.send_header("Last-Modified", "Wed, 02 Sep 2026 10:00:00 GMT")
        if self.path == "/nonsense":
            self.send_header("Last-Modified", "yesterday")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"001e# service=git-upload-pack\n0000015" + b"a" * 40 + b" HEAD\0multi_ack\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_an_address_says_when_it_last_changed(server: str) -> None:
    assert ask_address(f"{server}/dated") == Answer(day="2026-09-02")
    assert ask_address(f"{server}/undated") == Answer()
    assert ask_address(f"{server}/nonsense") == Answer()
    assert ask_address(f"{server}/gone") == Answer(problem="the server answers 404")


def test_a_repository_says_its_commit(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REPOSITORY", module.re.compile("http://127.*/repository$"))
    assert ask_address(f"{server}/repository") == Answer(commit="a" * 40)


def test_where_there_is_no_network_the_answer_says_so() -> None:
    assert ask_address("http://127.0.0.1:1/").problem.startswith("no connection: ")


def state_of(answer: Answer, source: str = "epoch-2022-02") -> Outdated:
    (found,) = [item for item in outdated("milestone_systems", ask=lambda url: answer) if item.source == source]
    return found


@pytest.mark.parametrize(
    ("answer", "source", "state"),
    [
        (Answer(commit="758bcfc" + "0" * 33), "epoch-2022-02", "current"),
        (Answer(commit="f" * 40), "epoch-2022-02", "newer"),
        (Answer(day="2026-08-22"), "epoch-notes-2026-08", "current"),
        (Answer(day="2026-08-23"), "epoch-notes-2026-08", "newer"),
        (Answer(), "epoch-notes-2026-08", "not told"),
        (Answer(problem="no connection: x"), "epoch-notes-2026-08", "unreachable"),
    ],
)
def test_what_is_held_is_compared_with_the_answer(answer: Answer, source: str, state: str) -> None:
    assert state_of(answer, source).state == state


def test_a_month_that_is_held_may_have_been_its_last_day() -> None:
    def states(day: str) -> set[str]:
        found = outdated("accelerators", ask=lambda url: Answer(day=day))
        return {item.state for item in found if item.source == "epoch-ml-hardware-2026-05"}

    assert states("2026-05-31") == {"current"}
    assert states("2026-06-01") == {"newer"}


def test_each_address_is_asked_once_and_about_its_newest_export() -> None:
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer()

    found = outdated(ask=ask)
    assert len(asked) == len(set(asked)) == len({item.url for item in found})
    assert "epoch-2024-10" not in {item.source for item in found}


def test_no_dataset_of_that_name() -> None:
    with pytest.raises(UnknownNameError):
        outdated("milestones", ask=lambda url: Answer())


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (
            Answer(commit="f" * 40, day="2099-01-01"),
            1,
            "newer\n  milestone_systems epoch-2022-02  758bcfc -> fffffff\n",
        ),
        (Answer(), 0, "not told\n"),
        (Answer(problem="no connection: x"), 2, "is there a network?"),
    ],
)
def test_the_command_says_what_is_newer(
    answer: Answer, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_address", lambda url: answer)
    done = CliRunner().invoke(cli, ["outdated", "milestone_systems"])
    assert (done.exit_code, said in done.output) == (status, True), done.output
