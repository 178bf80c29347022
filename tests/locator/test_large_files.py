"""A list of 200 MB is imported in the memory that a small one needs.

Takes some minutes, so that it runs when PASSERELLE_LARGE says how many megabytes (.ci/run: 200).
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.locator.test_imports import ROW

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTES = int(os.environ.get("PASSERELLE_LARGE", "0"))
SMALL = 4  # megabytes; what the first import loads (libraries, caches, the pages of the database) is not growth
GROWTH = 32  # megabytes more at most
# A process of its own, whose database is a file: what it holds is what the import holds.
IMPORT = """
import json, os, resource, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from locator.models import ImportIssue, Place, ServicePoint
call_command("migrate", verbosity=0)
Place.objects.create(code="74010", name="Annecy", department="74", latitude=45.9, longitude=6.12, postcodes="74000")
held = []
for path in sys.argv[1:]:
    call_command("import_points", path, verbosity=0)
    held.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps({"held": held, "places": ServicePoint.objects.count(), "issues": ImportIssue.objects.count()}))
"""


def write_list(path: Path, megabytes: int) -> int:
    """Write a list of places of this size; return how many it holds. Every tenth has something to repair."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "presentation_detail"]) if path.suffix == ".csv" else None
        if writer:
            writer.writeheader()
        else:
            file.write("[")
        while file.tell() < megabytes * 1_000_000 if number % 500 == 0 else True:
            row = {
                **ROW, "id": str(number), "nom": f"Lieu {number}", "presentation_detail": "À savoir. " * 190,
                "latitude": round(45.8 + number % 1000 / 5000, 5), "longitude": round(6.0 + number // 1000 / 1000, 5),
                **({"telephone": "450334535"} if number % 10 == 0 else {}),
            }  # fmt: skip
            if writer:
                writer.writerow(row)
            else:
                file.write(("," if number else "") + json.dumps(row, ensure_ascii=False))
            number += 1
        if not writer:
            file.write("]")
    return number


@pytest.mark.skipif(not MEGABYTES, reason="takes minutes: PASSERELLE_LARGE=200 runs it")
@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_a_large_list_takes_the_memory_of_a_small_one(tmp_path, suffix):
    small, large = tmp_path / f"small.{suffix}", tmp_path / f"large.{suffix}"
    write_list(small, SMALL)
    places = write_list(large, MEGABYTES)
    assert large.stat().st_size >= MEGABYTES * 1_000_000
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "DATABASE", "PASSERELLE"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PASSERELLE_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", IMPORT, str(small), str(large)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    assert answer["places"] == places
    assert answer["issues"] >= places // 10
    before, after = answer["held"]
    assert after - before < GROWTH, f"{before:.0f} MB, then {after:.0f} MB"
