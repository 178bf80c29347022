"""Bring the database and the files up to date before serving; quick when nothing has changed.

A stamp in the state folder holds a fingerprint of everything that the steps read (fixtures, static files, translations,
the code of the rooms). The same fingerprint means that nothing is to be done.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ("fixtures", "static", "locale", "requirements.lock", "templates/paper")


def fingerprint() -> str:
    """Return a digest of name, size and time of every watched file and every migration."""
    digest = hashlib.sha256(str(ROOT).encode())
    files = [p for name in WATCHED for p in _files(ROOT / name)]
    files += [p for folder in ("learning", "locator", "accessibility") for p in (ROOT / folder).rglob("*.py")]
    for path in sorted(files):
        if path.suffix == ".mo":
            continue
        status = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]


def home() -> Path:
    """Return the folder of the state, as the settings do (config/settings.py), without loading them."""
    return Path(os.environ.get("PASSERELLE_HOME", "").strip() or ROOT / "var")


def is_ready(now: str) -> bool:
    """Say whether the last start left everything as this one needs it. Quick: Django is not loaded for it."""
    stamp = home() / "prepared"
    if os.environ.get("PREPARE_ALWAYS") or not stamp.exists() or stamp.read_text(encoding="ascii") != now:
        return False
    return bool(os.environ.get("DATABASE_URL")) or (home() / "db.sqlite3").exists()


def main() -> int:
    """Run the steps when something has changed, say the demonstration accounts; return the exit status."""
    demo = os.environ.get("PASSERELLE_DEMO", "")
    now = f"{fingerprint()} {demo} {os.environ.get('DATABASE_URL', '')}"
    accounts = home() / "demo-accounts.txt"
    if not is_ready(now):
        status = _steps(now, accounts)
        if status:
            return status
    if demo and accounts.exists():
        sys.stdout.write(accounts.read_text(encoding="utf-8"))
    return 0


def _steps(now: str, accounts: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command

    from scripts import compile_messages

    django.setup()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    if compile_messages.main():
        return 1
    say = sys.stdout.write
    say("Preparing the database…\n")
    call_command("migrate", verbosity=0, interactive=False)
    say("Collecting static files…\n")
    call_command("collectstatic", verbosity=0, interactive=False)
    complete = True
    for command in ("import_courses", "import_practice"):
        try:
            call_command(command)
        except CommandError as error:
            # A page that an editor changed since, or a file with a mistake, is listed above: the rest is served.
            sys.stderr.write(f"{error}\n")
            complete = False
    call_command("load_gazetteer", str(settings.FIXTURES_DIR / "gazetteer" / "communes.csv.gz"))
    if settings.PASSERELLE_DEMO:
        points = settings.FIXTURES_DIR / "service_points" / "mednum-demo.json"
        call_command("import_points", str(points), format="mednum", demo=True, language="en")
        call_command("load_stops", str(points.with_name("stops-demo.csv")), demo=True)
        said = io.StringIO()
        call_command("load_demo", stdout=said)
        accounts.write_text(said.getvalue(), encoding="utf-8")
    if complete:
        (settings.VAR_DIR / "prepared").write_text(now, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
