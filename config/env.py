"""Typed readers of the environment that fail loudly, with a sentence."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable's text, without surrounding blanks."""
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no variable; raises ImproperlyConfigured for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is “{value}”: write 1 or 0.")


def integer(name: str, *, default: int, minimum: int = 0) -> int:
    """Return a whole number; raises ImproperlyConfigured when it is none or below the minimum."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{value}”: write a whole number.") from error
    if number < minimum:
        raise ImproperlyConfigured(f"{name} is {number}: write {minimum} or more.")
    return number


def words(name: str) -> list[str]:
    """Return a list written with commas, without empty items."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def choice(name: str, *, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words; raises ImproperlyConfigured for another."""
    value = os.environ.get(name, "").strip() or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is “{value}”: write one of {', '.join(allowed)}.")
    return value


def secret(name: str, path: Path) -> str:
    """Return the secret of the environment, else that of the file, made on first use.

    The file is created with mode 0600 and O_EXCL: of two processes that start together, one writes it
    and the other reads it.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
