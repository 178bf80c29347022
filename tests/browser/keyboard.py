"""A person who has a keyboard and a screen reader: finds everything by role and name, presses keys, sees nothing."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from typing import Any

from playwright.sync_api import Error, TimeoutError

MOST_PRESSES = 120
PATIENCE = 3_000  # milliseconds


def plain(text: str) -> str:
    """Return the text without the differences that the typography of a language makes."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\u00ab", '"').replace("\u00bb", '"')
    text = re.sub(r"[\u201c\u201d]", '"', text)
    return re.sub(r'\s+|(?<=")\s|\s(?=")', " ", text).replace('" ', '"').replace(' "', '"').strip()


class Keyboard:
    """The keys and what the browser says of the place that they lead to (the accessibility tree, as a reader gets it)."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self._tree = page.context.new_cdp_session(page)

    def here(self) -> tuple[str, str]:
        """Return role and name of what has the focus."""
        try:
            node = self._focused()
        except (Error, KeyError):  # the page was being changed for the next one
            self.page.wait_for_load_state()
            node = self._focused()
        return node.get("role", {}).get("value", ""), plain(node.get("name", {}).get("value", ""))

    def _focused(self) -> dict[str, Any]:
        found = self._tree.send("Runtime.evaluate", {"expression": "document.activeElement"})
        about = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        return self._tree.send("Accessibility.getPartialAXTree", about)["nodes"][0]

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, role: str, name: str, *, exact: bool = False) -> None:
        """Press Tab until a thing of this role whose name begins with `name` (or is it) has the focus."""
        wanted = plain(name)
        passed = []
        for _ in range(MOST_PRESSES):
            found = self.here()
            if found[0] == role and (found[1] == wanted if exact else found[1].startswith(wanted)):
                return
            passed.append(found)
            self.press("Tab")
        raise AssertionError(f"{role} {name!r} was not reached from {self.page.url}: {passed}")

    def to_any(self, roles: set[str], words: str) -> None:
        """Press Tab until a thing of one of these roles that has these words in its name has the focus."""
        passed = []
        for _ in range(MOST_PRESSES):
            found = self.here()
            if found[0] in roles and plain(words) in found[1]:
                return
            passed.append(found)
            self.press("Tab")
        raise AssertionError(f"{words!r} was not reached from {self.page.url}: {passed}")

    def follow(self, name: str) -> None:
        """Go to a link and open it; wait until the page that it leads to is there."""
        self.to("link", name)
        with contextlib.suppress(TimeoutError), self.page.expect_event("framenavigated", timeout=PATIENCE):
            self.press("Enter")  # a script may change a part of the page instead
        self.page.wait_for_load_state()

    def choose(self, name: str) -> None:
        """Choose one of several with the arrows, as a reader does inside a group of radio buttons."""
        for _ in range(MOST_PRESSES):
            if self.here()[0] == "radio":
                break
            self.press("Tab")
        for _ in range(12):
            if self.here() == ("radio", plain(name)):
                self.press("Space")
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name!r} is not in the group: {self.here()}")

    def tick(self, name: str) -> None:
        self.to("checkbox", name, exact=True)
        self.press("Space")
