"""Practice on simulated screens: a definition (file ⇄ model), a player, a linter, addresses. No page, no person."""
