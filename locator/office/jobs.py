"""A list that was sent through the office: kept on the disk while it is read, tried, and imported.

One import is one transaction, so its progress cannot stand in the database: a small file beside the list says how far
it is. Whoever reads the page, in whichever process, reads that file. After a day a list is removed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext_noop as _

from locator.flows import import_points
from locator.importers import format_of, mapping
from locator.importers.draft import ListError
from locator.reports import KEPT, Line
from locator.sentences import Said

LARGEST = 50 * 1024 * 1024  # bytes; above, the command: it needs no browser that waits
KEPT_SECONDS = 24 * 3600
SILENT_SECONDS = 120  # without a word from the thread, it is gone: the server was started again
SHOWN = 200  # findings on the page and in the file of a trial
RUNNING = ("trying", "importing")
LIST, STATE = "list", "state.json"
logger = logging.getLogger(__name__)


@dataclass
class Job:
    """One list: `state` is mapping, trying, tried, importing, done or failed."""

    pk: str
    name: str
    is_full: bool = True
    state: str = "trying"
    mapping: str = ""
    sentence: str = ""  # with its values: read in the language of whoever looks
    parameters: dict[str, Any] = field(default_factory=dict)
    share: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    run: int | None = None
    touched: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether something is being done with it now."""
        return self.state in RUNNING

    @property
    def said(self) -> str:
        """Why it failed, in the reader's language."""
        return str(Said(self.sentence, self.parameters))

    @property
    def lines(self) -> list[Line]:
        """What was found, in the reader's language."""
        return [Line(**one) for one in self.findings]

    @property
    def percent(self) -> int:
        """How far the reading is, from 0 to 100."""
        return round(min(1.0, self.share) * 100)

    @property
    def folder(self) -> Path:
        return root() / self.pk

    def save(self) -> None:
        """Write the state beside the list, whole or not at all."""
        self.touched = time.time()
        fresh = self.folder / f"{STATE}.{threading.get_ident()}"
        fresh.write_text(json.dumps(asdict(self)), encoding="utf-8")
        os.replace(fresh, self.folder / STATE)

    def forget(self) -> None:
        """Remove the list and what was found in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def root() -> Path:
    """Return the folder of the lists; nobody but the server reads it."""
    folder = Path(settings.PRIVATE_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def receive(upload: UploadedFile[Any], *, is_full: bool) -> Job:
    """Keep a list that was sent, and begin to try it; one whose columns are not known waits for a mapping.

    Raises ListError with a sentence for a file that is no list.
    """
    _tidy()
    job = Job(pk=str(uuid.uuid4()), name=Path(upload.name or "list").name[:120], is_full=is_full)
    job.folder.mkdir(mode=0o700)
    try:
        with (job.folder / LIST).open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        with (job.folder / LIST).open("rb") as stream:
            try:
                format_of(stream)
            except ListError:
                stream.seek(0)
                job.mapping = mapping.draft_mapping(stream, name=Path(job.name).stem)
                job.state = "mapping"
    except ListError:
        job.forget()
        raise
    job.save()
    if job.state != "mapping":
        start(job, "trying")
    return job


def find(pk: str) -> Job | None:
    """Return a list that was sent, or None. One whose thread has gone is said to have failed."""
    path = root() / str(uuid.UUID(str(pk))) / STATE
    try:
        job = Job(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if job.is_running and time.time() - job.touched > SILENT_SECONDS:
        job.state, job.sentence = "failed", _("The server was stopped on the way. Nothing has changed: send the list again.")
    return job


def start(job: Job, state: str) -> None:
    """Try a list ("trying": nothing is written) or import it ("importing"), while the page says how far it is."""
    job.state, job.share, job.sentence, job.parameters = state, 0.0, "", {}
    job.save()
    run_later(partial(_run, job, (translation.get_language() or "fr")))


def run_later(work: Callable[[], None]) -> None:
    """Do it in a thread of this process."""
    threading.Thread(target=work, daemon=True).start()


def _run(job: Job, language: str) -> None:
    try:
        with translation.override(language):
            _import(job)
    except ListError as error:
        job.state, job.sentence, job.parameters = "failed", error.said.msgid, error.said.parameters
    except Exception:
        logger.exception("import of %s", job.name)
        job.state = "failed"
        job.sentence = _("Something went wrong on our side. Nothing has changed. The server’s log says what.")
    finally:
        job.save()
        if threading.current_thread() is not threading.main_thread():
            connections.close_all()


def _import(job: Job) -> None:
    path = job.folder / LIST
    size = max(1, path.stat().st_size)
    said = 0.0

    def progress(position: int) -> None:
        nonlocal said
        if time.monotonic() - said > 1:
            said = time.monotonic()
            job.share = position / size
            job.save()

    with path.open("rb") as stream:
        reader = mapping.reader(mapping.read_mapping(job.mapping)) if job.mapping else None
        report = import_points(
            data=stream,
            file_name=job.name,
            format_name="" if reader else format_of(stream),
            reader=reader,
            dry_run=job.state == "trying",
            is_full=job.is_full,
            progress=progress,
        )
    job.counts = {
        "created": report.created, "updated": report.updated, "refused": report.refused, "missing": report.missing,
        "merged": report.merged, "repaired": report.kinds["repaired"], "finding": report.kinds["finding"],
    }  # fmt: skip
    # What was refused first: it is what has to be corrected in the list.
    issues = sorted(report.issues, key=lambda one: (one.kind != "refused", one.kind != "finding", one.line))
    job.findings = [{name: getattr(one, name) for name in KEPT} for one in issues[:SHOWN]]
    job.run = report.run.pk if report.run else None
    job.state = "tried" if job.state == "trying" else "done"
    if job.state == "done":
        (job.folder / LIST).unlink(missing_ok=True)


def _tidy() -> None:
    for folder in _folders():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> Iterator[Path]:
    return (one for one in root().iterdir() if one.is_dir())
