"""What is wrong in a text file, said so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mistake:
    """One mistake: where it is, what it is, what to write instead."""

    file: str
    line: int
    problem: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem} {self.instead}"


@dataclass
class Notebook:
    """Collects the mistakes of one file."""

    file: str
    found: list[Mistake] = field(default_factory=list)

    def add(self, line: int, problem: str, instead: str) -> None:
        """Note one mistake."""
        self.found.append(Mistake(self.file, line, problem, instead))
