"""Who may practise."""

from __future__ import annotations

from learning.activities.models import PracticeScenario


def may_practise(scenario: PracticeScenario, language: str) -> bool:
    """Everybody may practise, in the language of the address, with or without an account."""
    return scenario.language == language
