"""The product as `make run` serves it (gunicorn, hashed files, DEBUG off), driven with Debian's Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    # While Chromium is open its event loop is this thread's: Django would refuse the queries of every other test
    # that the same worker runs after this one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A browser context on the live server that records requests, policy violations and script errors."""

    def __init__(self, browser, base_url: str, **options) -> None:
        options = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, **options}
        self.context = browser.new_context(base_url=base_url, **options)
        self.context.set_default_timeout(10_000)
        self.base_url = base_url
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.page = self.new_page()

    def new_page(self):
        page = self.context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        return page

    def _on_console(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def close(self) -> None:
        self.context.close()
        # The browser shows a PDF with pages of its own: they come from no other origin.
        ours = (self.base_url, "data:", "chrome://", "chrome-extension://")
        foreign = [url for url in self.requests if not url.startswith(ours)]
        assert not foreign, foreign
        assert not self.problems, self.problems


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """Serve the demonstration in a folder of its own; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home") / "var"
    address = f"http://127.0.0.1:{port}"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "DJANGO", "PASSERELLE", "DATABASE"))},
        "PASSERELLE_HOME": str(home),
        "PASSERELLE_DEMO": "1",
        "PASSERELLE_URL": address,
    }
    shutil.copytree(_prepared(tmp_path_factory, environment), home)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
    ]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"{address}/readyz")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _prepared(tmp_path_factory, environment: dict[str, str]) -> Path:
    """Return the folder of a demonstration that nobody has used: prepared once for all workers, which takes a minute."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = root / "demonstration"
    with (root / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "done").exists():
            run = {"cwd": ROOT, "check": True, "stdout": subprocess.DEVNULL}
            subprocess.run(
                [sys.executable, "-m", "scripts.prepare"], env={**environment, "PASSERELLE_HOME": str(home)}, **run
            )
            (home / "done").touch()
    return home


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own server)
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


@pytest.fixture
def visit(chromium, server) -> Iterator:
    """Return a function that opens a browser context; requests and policy are checked at the end."""
    opened: list[Visit] = []

    def open_(**options) -> Visit:
        opened.append(Visit(chromium, server, **options))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()
