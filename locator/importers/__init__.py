"""Lists of places in the formats that their publishers use."""

from __future__ import annotations

from collections.abc import Callable

from locator.importers import france_services, mednum
from locator.importers.draft import Reading

READERS: dict[str, Callable[[bytes], Reading]] = {
    "mednum": mednum.read,
    "france-services": france_services.read,
}
