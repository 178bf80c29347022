"""The directory in the editors' office: directory managers and administrators, nobody else."""

from __future__ import annotations

import uuid

from locator.models import Correction, ImportRun, SamePlace, ServicePoint
from tests.permissions.roles import everybody

# Whoever has no office is sent to sign in. An editor of lessons has one, without a directory: 404, and under /cms/ that is
# first a redirect to the address with a language (tests/locator/test_office.py follows it), but for a file's name.
MANAGERS = {**everybody(302), "directory manager": 200, "administrator": 200}
FILE = {**MANAGERS, "editor": 404}
NO_LIST = everybody(302)  # nobody has sent one; tests/locator/test_office.py sends one
NO_FILE = {**NO_LIST, "editor": 404, "directory manager": 404, "administrator": 404}
OTHER_METHOD = {**MANAGERS, "directory manager": 405, "administrator": 405}
DECIDED = {**MANAGERS, "directory manager": 302, "administrator": 302}
REFUSED = {**MANAGERS, "directory manager": 400, "administrator": 400}

GET = {
    "directory-corrections:index": MANAGERS,
    "directory-corrections:decide": OTHER_METHOD,
    "directory-pairs:index": MANAGERS,
    "directory-pairs:decide": OTHER_METHOD,
    "directory-import:index": MANAGERS,
    "directory-import:job": NO_LIST,
    "directory-import:findings": NO_FILE,
    "directory-import:report": FILE,
}

POST = {
    "directory-corrections:index": OTHER_METHOD,
    "directory-corrections:decide": DECIDED,
    "directory-pairs:index": OTHER_METHOD,
    "directory-pairs:decide": DECIDED,
    "directory-import:index": REFUSED,  # no file
    "directory-import:job": NO_LIST,
    "directory-import:findings": {**NO_FILE, "directory manager": 405, "administrator": 405},
    "directory-import:report": {**OTHER_METHOD, "editor": 404},
}


def arguments(world):
    """Return address → keyword arguments."""
    point = world.point
    correction = Correction.objects.create(point=point, kind=Correction.Kind.CLOSED)
    other = ServicePoint.objects.create(source=point.source, source_ref="2", name="Other", latitude=45.9, longitude=6.12)
    pair = SamePlace.objects.create(kept=point, other=other, metres=5, likeness=90)
    run = ImportRun.objects.create(source=point.source, file_name="list.csv")
    return {
        "directory-corrections:decide": {"pk": correction.pk},
        "directory-pairs:decide": {"pk": pair.pk},
        "directory-import:report": {"pk": run.pk},
        "directory-import:job": {"pk": uuid.uuid4()},
        "directory-import:findings": {"pk": uuid.uuid4()},
    }
