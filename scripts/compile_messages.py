"""Compile the translations that are newer than their compiled file (msgfmt comes with gettext)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Return 0, or msgfmt's exit status when a file is broken."""
    for source in (ROOT / "locale").rglob("*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        result = subprocess.run(["msgfmt", "--check", "-o", str(target), str(source)], check=False)  # noqa: S603, S607
        if result.returncode:
            return result.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
