"""What one learns here, competence by competence; and what the office says of the facts of lessons."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

# Whoever has no office is sent to sign in; in the office, whoever does not edit lessons is sent back to its first page.
EDITORS = {**everybody(302), "editor": 200}
# The list only shows: a form sent to it is refused, or sent to sign in.
NOTHING = {**everybody(302), "editor": 405}

GET = {
    "courses:competences": ALL_200,
    "courses:competences_csv": ALL_200,
    "courses_facts": EDITORS,
    "courses_facts_results": EDITORS,
}
POST = {"courses_facts": NOTHING, "courses_facts_results": NOTHING}
