"""A scenario's file: what is read, what is refused and how it is said, what the import keeps."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from learning.activities.flows import check_scenarios, import_scenarios
from learning.activities.models import PracticeScenario
from tests.activities.scenarios import ENGLISH, TEXT, write

FOLDER = settings.FIXTURES_DIR / "practice"


def said(folder) -> list[str]:
    return [str(mistake) for mistake in check_scenarios(folder=folder)]


def test_the_scenarios_of_the_repository_have_no_mistake():
    assert said(FOLDER) == []
    assert len(list(FOLDER.glob("*.yaml"))) >= 8


def test_a_small_scenario_is_read(tmp_path):
    assert said(write(tmp_path)) == []


BROKEN = {
    "a word misspelt": ("verdict: risky, feedback", "verdict: risky, fedback", "fedback", "“fedback” is not known here."),
    "a verdict unknown": ("to: water, verdict: risky", "to: water, verdict: bad", "verdict: bad", "“verdict” is “bad”."),
    "a layout unknown": ("layout: notice", "layout: poster", "layout: poster", "Write 'message-list'"),
    "a title missing": ("    title: Dans l'eau\n", "", "- id: water", "“title” is missing."),
    "a number for a text": ("title: Le pont\n", "title: 12\n", "title: 12", "“title” is not a text. Write quotes round it"),
    "a text for a number": ("minutes: 5", "minutes: cinq", "minutes: cinq", "Write a whole number."),
    "too many minutes": ("minutes: 5", "minutes: 99", "minutes: 99", "Write 30 or less."),
    "a name with capitals": ("id: swim,", "id: Swim,", "id: Swim", "Write small letters, digits and hyphens."),
    "no YAML": (
        "actions:\n      - {id: climb-out",
        "actions: [\n      - {id: climb-out",
        "id: climb-out",
        "cannot be read here",
    ),
    "a key twice": ("minutes: 5\n", "minutes: 5\nminutes: 6\n", "minutes: 6", "minutes is written twice."),
    "another key": ("key: cross-the-bridge", "key: cross-the-river", "key: cross-the-river", "The file's name and its key"),
    "a dead end": (
        "      - {id: climb-out, label: Sortir, to: bank}",
        "      - {id: climb-out, label: Sortir, to: water, feedback: Non.}",
        "- id: water",
        "water is a dead end",
    ),
    "no action": (
        "    actions:\n      - {id: climb-out, label: Sortir, to: bank}\n",
        "",
        "- id: water",
        "water has no action: nobody gets out of it.",
    ),
    "a screen that nobody reaches": (
        "label: Nager, to: water",
        "label: Nager, to: bank",
        "- id: water",
        "No action leads to water.",
    ),
    "a risky action that says nothing": (", feedback: L'eau est froide.", "", "id: swim", "swim is risky and says nothing."),
    "a stay that says nothing": (", feedback: Le sac est pris.", "", "id: take-bag", "take-bag stays on its screen"),
    "a screen that is not there": (
        "label: Sortir, to: bank",
        "label: Sortir, to: shore",
        "to: shore",
        "There is no screen shore.",
    ),
    "a start that is not there": ("start: bank", "start: shore", "start: shore", "There is no screen shore."),
    "a goal without its end": ("    end: success\n", "", "- id: over", "Write “end: success” in it."),
    "an end that is no goal": (
        "layout: notice",
        "layout: notice\n    end: success",
        "end: success",
        "ends the exercise and is no goal",
    ),
    "a risky goal": (
        "to: over, verdict: good",
        "to: over, verdict: risky, feedback: Non.",
        "id: type-name",
        "risky and reaches the goal",
    ),
    "an action called back": ("id: close-map", "id: back", "id: back", "is the player's own word"),
    "an id twice": ("id: close-map", "id: type-old", "label: Fermer", "The id type-old is used twice here."),
    "an element that is not there": ("label: Fermer,", "label: Fermer, at: lid,", "at: lid", "map has no element lid."),
    "a need that is not there": ("needs: [take-bag]", "needs: [take-hat]", "take-hat", "open-map needs take-hat"),
    "a need that says nothing": (", missing: Le plan est dans le sac.", "", "id: open-map", "does not say what is missing"),
    "the same text twice": ("accept: [pont neuf]", "accept: [Pont Neuf]", "id: type-old", "accept the same text"),
    "a real address to type": ("accept: [pont neuf]", "accept: [a@b.fr]", "a@b.fr", "may be somebody's address"),
    "a task for no screen": ("done: [map]", "done: [chart]", "done: [chart]", "There is no screen chart."),
    "a last task before the goal": ("done: [over]", "done: [map]", "id: cross,", "The last task is not done at the goal."),
    "a card that is not there": ("card: bank", "card: shore", "card: shore", "There is no screen shore."),
    "a box for no action": ("answers: [swim, take-bag]", "answers: [swim, fly]", "fly", "bank has no action fly."),
    "a box with nothing good": (
        "answers: [swim, take-bag]",
        "answers: [swim, swim]",
        "swim, swim",
        "0 of the answers are good.",
    ),
    "a hand that writes what is no input": (
        "answers: [type-name]",
        "answers: [close-map]",
        "answers: [close-map]",
        "one action with “input”",
    ),
    "a long sentence": ("L'eau est froide.", "L'eau" + " est froide" * 12 + ".", "est froide est", "A sentence has"),
    "a lot of feedback": ("L'eau est froide.", '"A b. C d. E f. G h."', "G h.", "The feedback has 4 sentences."),
    "a breakable space": ("Aidez Odette.", "Aidez Odette !", "Odette !", "Write a no-break space"),
    "an arrow": ("Aidez Odette.", "Aidez Odette \u2192.", "\u2192", "not read aloud well"),
    "shame": ("L'eau est froide.", "C'est raté.", "raté", "“raté” shames or hurries."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_said_with_its_line_and_what_to_write(name, tmp_path):
    old, new, where, words = BROKEN[name]
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if where in one)
    found = [one for one in said(write(tmp_path, text)) if ".fr.yaml:" in one]
    assert any(one.startswith(f"cross-the-bridge.fr.yaml:{line}: ") and words in one for one in found), found


def test_good_actions_that_always_stand_at_one_place_are_found(tmp_path):
    text = TEXT
    for place in range(3):
        text = text.replace("  - id: over\n", f"""  - id: more-{place}
    title: Encore
    layout: app
    actions:
      - {{id: go-on, label: Continuer, to: {"over" if place == 2 else f"more-{place + 1}"}, verdict: good}}
      - {{id: go-home, label: Rentrer, to: bank}}
  - id: over
""", 1)  # fmt: skip
    text = text.replace("to: over, verdict: good", "to: more-0, verdict: good")
    text = text.replace("      - {id: swim,", "      - {id: later,").replace("[swim, take-bag]", "[later, take-bag]")
    lines = text.splitlines(keepends=True)
    # In the first screen too: the good action comes first.
    swim = next(line for line in lines if "id: later" in line)
    lines.remove(swim)
    lines.insert(next(n for n, line in enumerate(lines) if "id: open-map" in line), swim)
    text = "".join(line.replace("verdict: good, needs", "needs") for line in lines)
    assert any("always number 1" in one for one in said(write(tmp_path, text)))


def test_a_language_that_is_missing_or_differs_is_found(tmp_path):
    assert any("has no file in “en”" in one for one in said(write(tmp_path / "one", TEXT, "")))
    other = ENGLISH.replace("id: close-map", "id: shut-map")
    found = said(write(tmp_path / "two", TEXT, other))
    assert any("close-map" in one and "missing in English" in one for one in found)
    assert any("shut-map" in one and "missing in French" in one for one in found)
    other = ENGLISH.replace("to: water, verdict: risky", "to: bank, verdict: risky")
    assert said(write(tmp_path / "three", TEXT, other))


def test_a_name_or_an_encoding_that_says_nothing_is_found(tmp_path):
    (tmp_path / "bridge.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "x.fr.yaml").write_bytes(b"title: caf\xe9")
    (tmp_path / "y.fr.yaml").write_text("- just a list", encoding="utf-8")
    (tmp_path / "z.fr.yaml").write_text("title: !!python/object:os.system x", encoding="utf-8")
    found = "\n".join(said(tmp_path))
    for words in ("scenario-key.fr.yaml", "UTF-8", "holds no scenario", "z.fr.yaml:1: The file cannot be read"):
        assert words in found


@pytest.mark.django_db
def test_the_import_is_idempotent_and_writes_nothing_when_asked(tmp_path):
    folder = write(tmp_path)
    assert len(import_scenarios(folder=folder, dry_run=True).created) == 2
    assert not PracticeScenario.objects.exists()
    assert len(import_scenarios(folder=folder).created) == 2
    again = import_scenarios(folder=folder)
    assert (again.created, again.updated, len(again.unchanged)) == ([], [], 2)
    row = PracticeScenario.objects.get(language="fr")
    assert (row.title, row.device, row.minutes) == ("Le pont", "phone", 5)
    assert row.scenario.screen("bank").action("open-map").needs == ("take-bag",)


@pytest.mark.django_db
def test_a_broken_scenario_is_refused_whole_and_the_rest_goes_in(tmp_path):
    folder = write(tmp_path)
    import_scenarios(folder=folder)
    write(folder, TEXT.replace("title: Le pont", "title: Le grand pont").replace("start: bank", "start: moon"), TEXT)
    write(folder, TEXT.replace("key: cross-the-bridge", "key: other"), key="other")
    report = import_scenarios(folder=folder)
    assert report.refused == ["cross-the-bridge"]
    assert len(report.created) == 2
    assert set(PracticeScenario.objects.filter(key="cross-the-bridge").values_list("title", flat=True)) == {"Le pont"}


@pytest.mark.django_db
def test_a_scenario_without_file_stays(tmp_path):
    folder = write(tmp_path)
    import_scenarios(folder=folder)
    for path in folder.iterdir():
        path.unlink()
    assert import_scenarios(folder=folder).missing == ["cross-the-bridge"]
    assert PracticeScenario.objects.count() == 2


@pytest.mark.django_db
def test_the_commands_say_what_they_did_and_exit_non_zero_on_a_mistake(tmp_path, capsys):
    folder = write(tmp_path)
    call_command("check_practice", str(folder))
    call_command("import_practice", str(folder))
    assert "2 created, 0 updated, 0 unchanged, 0 mistakes" in capsys.readouterr().out
    write(folder, TEXT.replace("start: bank", "start: moon"))
    for command in ("check_practice", "import_practice"):
        with pytest.raises(CommandError):
            call_command(command, str(folder))
        assert "cross-the-bridge.fr.yaml:15" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_practice", str(folder / "nowhere"))
