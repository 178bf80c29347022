"""A small scenario that every test may change."""

from __future__ import annotations

from pathlib import Path

import yaml

from learning.activities.practice.definition import Scenario

TEXT = """\
key: cross-the-bridge
lang: fr
revision: 1
title: Le pont
device: phone
minutes: 5
story: Odette Roussel cherche le pont.
task: Aidez Odette.
tasks:
  - {id: look, text: Regardez le plan., done: [map]}
  - {id: cross, text: Passez le pont., done: [over]}
hint: Le plan est dans le sac.
goal: {screens: [over], text: Vous avez regardé le plan.}
retry: Revenez en arrière.
start: bank
screens:
  - id: bank
    title: La rive
    layout: app
    elements: [{id: water, kind: text, text: De l'eau.}, {id: bag, kind: choice, text: Le sac}]
    actions:
      - {id: swim, label: Nager, to: water, verdict: risky, feedback: L'eau est froide.}
      - {id: take-bag, label: Prendre le sac, to: bank, verdict: good, feedback: Le sac est pris.}
      - {id: open-map, label: Ouvrir le plan, to: map, verdict: good, needs: [take-bag], missing: Le plan est dans le sac.}
  - id: water
    title: Dans l'eau
    layout: notice
    actions:
      - {id: climb-out, label: Sortir, to: bank}
  - id: map
    title: Le plan
    layout: document
    elements: [{id: name, kind: field, text: Nom du pont}]
    actions:
      - {id: type-name, label: Écrire le nom, to: over, verdict: good, input: {label: Nom du pont, accept: [Pont Neuf]}}
      - {id: type-old, label: Écrire, to: map, feedback: L'ancien nom., input: {label: Nom du pont, accept: [pont neuf]}}
      - {id: close-map, label: Fermer, to: bank}
  - id: over
    title: De l'autre côté
    layout: counter
    end: success
paper:
  - {id: q1, card: bank, type: single, ask: Que fait Odette, answers: [swim, take-bag]}
  - {id: q2, card: map, type: short, ask: Quel pont, answers: [type-name]}
"""
ENGLISH = TEXT.replace("lang: fr", "lang: en")


def scenario(text: str = TEXT) -> Scenario:
    return Scenario.model_validate(yaml.safe_load(text))


def write(folder: Path, french: str = TEXT, english: str | None = None, key: str = "cross-the-bridge") -> Path:
    """Write both files; English follows French unless said otherwise, "" leaves it out."""
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.fr.yaml").write_text(french, encoding="utf-8")
    english = french.replace("lang: fr", "lang: en") if english is None else english
    if english:
        (folder / f"{key}.en.yaml").write_text(english, encoding="utf-8")
    return folder
