"""Four words on paper, and whose the answers are."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

GET = {
    "people:slip": ALL_200,
    "people:resume": ALL_200,
    "people:new_password": everybody(404),  # only after coming in by a slip
    "progress:merge": everybody(302),  # only when another learner is on the device
    "paper:slip": everybody(405),
}

POST = {
    "people:slip": ALL_200,
    "progress:merge": everybody(302),
}
