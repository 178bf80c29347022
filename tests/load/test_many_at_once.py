"""Fifty people answer at once on the real server; then it is killed in the middle. No acknowledged answer is lost.

On SQLite the server has a copy of the tests' database in a file; on PostgreSQL (DATABASE_URL) the tests' database itself.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.core.signing import get_cookie_signer
from django.db import connection, connections

from learning.people import guests
from learning.progress.models import Attempt
from learning.progress.offline import owner_of
from tests.progress.factories import make_learner, make_module, question

ROOT = Path(__file__).resolve().parent.parent.parent
ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
CLIENTS, LEARNERS, ANSWERS = 50, 40, 3  # some people have two devices
BATCH = 3  # answers of a device that comes back from offline
PATIENCE = 60.0  # seconds before a client gives up: the test fails then

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """gunicorn as `make serve` starts it: one process, eight threads."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        kept = ("PYTEST", "DJANGO", "PASSERELLE", "DATABASE", "CACHE", "WEB_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(kept)} | {
            "PASSERELLE_HOME": str(self.home),
            "PASSERELLE_URL": f"http://127.0.0.1:{self.port}",
            "SECRET_KEY": settings.SECRET_KEY,
        }
        if not ON_SQLITE:
            database = connection.settings_dict
            who = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
            where = f"{database['HOST']}:{database['PORT'] or 5432}"
            environment["DATABASE_URL"] = f"postgres://{who}@{where}/{database['NAME']}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/readyz", "", {})[0] == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(self.log.read_text())

    def ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Return status, where the answer leads, and its body. Raises OSError or HTTPException when there is none."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            line.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and its worker; nothing is finished or said with SIGKILL."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=20)


class Person(threading.Thread):
    """One device: sends each answer until it is acknowledged, always with the same number."""

    def __init__(self, server: Server, learner, lessons, place: int, begin: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.server, self.lessons, self.place, self.begin = server, lessons, place, begin
        cookie = get_cookie_signer(guests.SALT).sign(str(learner.pk))
        self.headers = {"Cookie": f"{guests.COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
        self.owner = owner_of(learner)
        self.acknowledged: list[str] = []
        self.strange: list[str] = []

    def run(self) -> None:
        self.begin.wait(timeout=30)
        if self.place % 5 == 0:
            for _ in range(ANSWERS // BATCH):
                self.until_taken(self.replay, [str(uuid.uuid4()) for _ in range(BATCH)])
        else:
            for number in range(ANSWERS):
                self.until_taken(self.answer, [str(uuid.uuid4())], number)

    def until_taken(self, send, numbers: list[str], *more) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                taken, said = send(numbers, *more)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the server is down: the same answer again, with the same number
                continue
            if taken:
                self.acknowledged += numbers
            else:
                self.strange.append(said)
            return
        self.strange.append("no answer in time")

    def answer(self, numbers: list[str], turn: int) -> tuple[bool, str]:
        lesson = self.lessons[(self.place + turn) % len(self.lessons)]
        activity = lesson.activities()[turn % 2]
        path = f"/fr/answers/{lesson.translation_key}/{activity.id}/"
        body = urlencode({"answer": ("a1", "a2", "a3")[turn % 3], "client_uuid": numbers[0]})
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        status, where, said = self.server.ask("POST", path, body, headers)
        return status == 302 and f"answered={activity.id}" in where, f"{status} {where} {said[:200]!r}"

    def replay(self, numbers: list[str]) -> tuple[bool, str]:
        now = int(time.time() * 1000)
        lesson = self.lessons[self.place % len(self.lessons)]
        items = [
            {
                "number": number, "at": now - 1000 * place, "lesson": str(lesson.translation_key),
                "activity": str(lesson.activities()[place % 2].id), "revision": 0, "form": {"answer": ["a2"]},
            }
            for place, number in enumerate(numbers)
        ]  # fmt: skip
        body = json.dumps({"sent": now, "owner": self.owner, "items": items})
        headers = self.headers | {"Content-Type": "application/json"}
        status, _where, said = self.server.ask("POST", "/fr/answers/later/", body, headers)
        return status == 200 and sorted(json.loads(said)["saved"]) == sorted(numbers), f"{status} {said[:200]!r}"


@pytest.fixture
def lessons(transactional_db):
    return make_module(*[[question(anchor="q-1"), question(anchor="q-2")] for _ in range(4)])


@pytest.fixture
def people(lessons):
    return [make_learner() for _ in range(LEARNERS)]


@pytest.fixture
def server(people, tmp_path):
    if ON_SQLITE:
        with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
            connections["default"].connection.backup(file)
    found = Server(tmp_path)
    try:
        found.start()
        yield found
    finally:
        found.stop()


def kept(server: Server) -> Counter[str]:
    """Return how often each number stands in the database."""
    if not ON_SQLITE:
        return Counter(str(number) for number in Attempt.objects.values_list("client_uuid", flat=True))
    with contextlib.closing(sqlite3.connect(server.home / "db.sqlite3", timeout=20)) as file:
        return Counter(str(uuid.UUID(number)) for (number,) in file.execute("SELECT client_uuid FROM progress_attempt"))


def crowd(server: Server, people, lessons) -> list[Person]:
    begin = threading.Barrier(CLIENTS)
    return [Person(server, people[place % LEARNERS], lessons, place, begin) for place in range(CLIENTS)]


def acknowledged(devices: list[Person]) -> list[str]:
    return [number for device in devices for number in list(device.acknowledged)]


def wait_for(devices: list[Person]) -> list[str]:
    """Let every device end; return the numbers that were acknowledged to it."""
    for device in devices:
        device.join(timeout=PATIENCE)
    assert [line for device in devices for line in device.strange] == []
    numbers = acknowledged(devices)
    assert len(numbers) == CLIENTS * ANSWERS
    return numbers


def test_fifty_people_at_once_and_a_server_killed_in_the_middle_lose_no_acknowledged_answer(server, people, lessons):
    first = crowd(server, people, lessons)
    for device in first:
        device.start()
    numbers = wait_for(first)
    assert kept(server) == Counter(numbers)  # each is there, and once

    second = crowd(server, people, lessons)
    for device in second:
        device.start()
    end = time.monotonic() + PATIENCE
    while len(acknowledged(second)) < CLIENTS * ANSWERS // 3 and time.monotonic() < end:
        time.sleep(0.005)
    before = acknowledged(second)
    server.stop(signal.SIGKILL)
    assert CLIENTS * ANSWERS // 3 <= len(before) < CLIENTS * ANSWERS, "the server was not killed in the middle"
    there = kept(server)
    assert [number for number in before if there[number] != 1] == []

    server.start()
    numbers += wait_for(second)
    assert kept(server) == Counter(numbers)
    log = server.log.read_text()
    assert "locked" not in log
    assert "Traceback" not in log
