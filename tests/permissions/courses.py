"""What one learns here, competence by competence."""

from __future__ import annotations

from tests.permissions.roles import ALL_200

GET = {"courses:competences": ALL_200, "courses:competences_csv": ALL_200}
POST: dict[str, dict[str, int]] = {}
