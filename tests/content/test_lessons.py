"""The lessons keep to the writing rules, and the script that says so sees what breaks them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from scripts import check_lessons, readability
from scripts.check_lessons import ROOT, check_folder, check_lesson, check_pair, check_places, read

MODEL = ROOT / "stay-safe" / "scams" / "01-check-who-sent-it.fr.md"
IMAGES = ROOT.parent / "images"


def test_no_lesson_breaks_a_rule():
    assert [str(finding) for finding in check_folder(ROOT)] == []


def test_every_lesson_is_looked_at():
    assert len(list(ROOT.rglob("[0-9][0-9]-*.md"))) >= 14


def test_the_model_lesson_measures_as_the_curriculum_says():
    english = read(MODEL.with_name("01-check-who-sent-it.en.md"))
    scores = readability.measure(english.body(), "en")
    assert round(scores.ease) == pytest.approx(90, abs=2)
    assert round(scores.lix) == pytest.approx(18, abs=2)
    french = readability.measure(read(MODEL).body(), "fr")
    assert french.ease >= 90
    assert round(french.lix) == pytest.approx(26, abs=2)


def test_hard_text_measures_as_hard():
    hard = ["L'administration communiquera ultérieurement les modalités d'identification individualisées."]
    assert readability.measure(hard, "fr").ease < 30
    assert readability.measure(["Individualised identification necessitates administrative authorisation."], "en").ease < 30


def test_elisions_count_as_words():
    assert len(readability.words(["Il faut qu'elle lise l'adresse."])) == 7


def _swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


BROKEN = {
    "a step out of order": (_swap("{#step-2}", "{#step-5}"), 1),
    "another heading": (_swap("Pourquoi c'est utile", "Pourquoi"), 1),
    "no question": (_swap(":::question", ":::tip"), 1),
    "a long first part": (_swap("Ils veulent", "Ils veulent bien sûr " * 5 + "ils veulent"), 2),
    "a third tip": (_swap(":::tip", ":::tip\nLisez.\n:::\n\n:::tip"), 3),
    "a key missing": (_swap("minutes: 8\n", ""), 4),
    "keys out of order": (_swap("minutes: 8\nc", "c"), 4),
    "a long sentence": (_swap("Rien ne presse.", "Rien ne presse" + " car on peut lire encore" * 4 + "."), 5),
    "hard words": (
        _swap("Lisez le message.", "Identification individualisée supplémentaire habituellement nécessaire. " * 9),
        6,
    ),
    "tu for adults": (_swap("Lisez le message.", "Lis ton message."), 7),
    "a heading that is no order": (_swap("faites une pause", "la pause"), 7),
    "a banned word": (_swap("Lisez le message.", "Lisez simplement le message."), 9),
    "a number in letters": (_swap("cherchez 3 signes", "cherchez trois signes"), 10),
    "a percentage": (_swap("Rien ne presse.", "Rien ne presse : 30 % des gens."), 10),
    "a breakable space": (_swap("Que faites-vous en premier\u00a0?", "Que faites-vous en premier ?"), 11),
    "a narrow space": (_swap("Que faites-vous en premier\u00a0?", "Que faites-vous en premier\u202f?"), 11),
    "an emoji": (_swap("Rien ne presse.", "Rien ne presse. \U0001f600"), 11),
    "shouting": (_swap("Rien ne presse.", "RIEN ne presse."), 11),
    "italics": (_swap("Rien ne presse.", "*Rien* ne presse."), 11),
    "a number that may be somebody's": (_swap("06 39 98 12 34", "06 12 34 56 78"), 12),
    "feedback that shames": (_swap("La petite somme sert", "C'est raté. La petite somme sert"), 15),
    "two answers": (_swap("- [ ] Je réponds", "Je réponds"), 16),
    "an answer without feedback": (_swap(" -- Oui, c'est le bon geste. Il ne prend qu'une minute.", ""), 17),
    "no hint": (_swap("-- hint:", "Indice\u00a0:"), 18),
    "a short alt text": (
        _swap("Un message sur un téléphone. Le numéro de la personne qui écrit est entouré.", "Un SMS."),
        20,
    ),
    "an alt text with image of": (_swap("image_alt: Un", "image_alt: Image d'un"), 20),
    "a long simple sentence": (
        _swap("Le nom peut être faux.", "Le nom peut être faux et il peut aussi venir de très loin."),
        21,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found(name: str, tmp_path: Path):
    change, rule = BROKEN[name]
    path = tmp_path / MODEL.name
    path.write_text(change(MODEL.read_text(encoding="utf-8")), encoding="utf-8")
    assert rule in {finding.rule for finding in check_lesson(read(path))}


def test_languages_that_differ_are_found(tmp_path: Path):
    english = tmp_path / "01-check-who-sent-it.en.md"
    source = MODEL.with_name(english.name).read_text(encoding="utf-8")
    english.write_text(source.replace("- [x]", "- [ ]").replace("{#q-first-move", "{#q-other"), encoding="utf-8")
    places = {finding.place for finding in check_pair(read(MODEL), read(english))}
    assert places == {"containers", "answers"}


def test_a_missing_language_is_found(tmp_path: Path):
    (tmp_path / MODEL.name).write_text(MODEL.read_text(encoding="utf-8"), encoding="utf-8")
    assert [finding.problem for finding in check_folder(tmp_path)] == ["the other language is missing"]


def test_right_answers_at_one_place_are_found():
    lesson = read(MODEL)
    assert [finding.rule for finding in check_places([lesson, lesson])] == [16]


def test_the_command_fails_when_something_is_found(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["check_lessons", str(tmp_path)])
    assert check_lessons.main() == 0
    (tmp_path / MODEL.name).write_text(MODEL.read_text(encoding="utf-8"), encoding="utf-8")
    assert check_lessons.main() == 1
    assert "1 finding." in capsys.readouterr().out


CHECK = ROOT / "stay-safe" / "scams" / "check.fr.md"
BROKEN_CHECKS = {
    "another key": (_swap("minutes: 5", "goal: x\nminutes: 5"), 4),
    "four questions": (lambda text: text[: text.rindex(":::question")], 16),
    "something else": (_swap("---\n\n:::question", "---\n\n:::tip\nLisez.\n:::\n\n:::question"), 16),
    "no hint": (_swap("-- hint:", "Indice\u00a0:"), 18),
    "an answer without feedback": (_swap(" -- Oui. Vous avez lu le nom du site jusqu'au bout.", ""), 17),
    "feedback that shames": (_swap("On veut savoir, c'est normal.", "C'est raté."), 15),
    "a long question": (_swap("Que fait-il", "Que fait-il" + " avec ce message" * 8), 5),
    "a breakable space": (_swap("Que fait-il\u00a0?", "Que fait-il ?"), 11),
    "a banned word": (_swap("Il rappelle", "Il rappelle simplement"), 9),
}


@pytest.mark.parametrize("name", BROKEN_CHECKS)
def test_a_broken_rule_of_a_check_is_found(name: str, tmp_path: Path):
    change, rule = BROKEN_CHECKS[name]
    path = tmp_path / CHECK.name
    path.write_text(change(CHECK.read_text(encoding="utf-8")), encoding="utf-8")
    assert rule in {finding.rule for finding in check_lessons.check_check(read(path))}


def test_every_module_has_a_check_in_both_languages():
    modules = {path.parent for path in ROOT.rglob("module.fr.md")}
    assert modules
    assert all((module / f"check.{code}.md").is_file() for module in modules for code in ("fr", "en"))


def test_the_glossary_is_plain_and_typed_as_the_lessons_are():
    for language in ("fr", "en"):
        words = yaml.safe_load((ROOT.parent / f"glossary.{language}.yaml").read_text(encoding="utf-8"))
        for key, one in words.items():
            assert not {"\u202f", "\u2019"} & set(one["meaning"]), key
            assert all(len(readability.words([s])) <= 20 for s in readability.sentences([one["meaning"]])), key
            assert key.isascii()


@pytest.mark.parametrize("path", sorted(IMAGES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_light_wordless_and_follows_the_theme(path: Path):
    source = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(source)  # noqa: S314 (our own file)
    assert len(source.encode()) <= 8_000
    assert root.get("viewBox") == "0 0 480 300"
    assert not {"width", "height", "id", "style"} & set(root.attrib)
    shapes = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    for element in list(root.iter())[1:]:
        assert element.tag.rpartition("}")[2] in shapes
        assert not (element.text or "").strip()
        for name in ("fill", "stroke"):
            assert element.get(name, "none") == "none" or element.get(name, "").startswith("var(--")


# What each module leads to: competences of DigComp 2.2, then its level. The curriculum's tables say the same.
LEADS_TO = {
    "turn-it-on": ("4.1 5.2", 0), "mouse-keyboard-touch": ("5.1 5.2", 0), "comfort-and-confidence": ("4.3 5.1 5.2", 0),
    "get-online": ("1.1 4.1 5.2", 0), "email": ("2.1 2.2", 1), "messages-and-calls": ("2.1 2.2", 1),
    "manners-and-identity": ("2.5 2.6", 2), "together": ("2.3 2.4", 2), "passwords": ("2.6 4.1 4.2", 1),
    "scams": ("4.1 4.2", 1), "devices-and-data": ("4.1 4.2", 2), "take-care": ("4.3 4.4", 1),
    "choose-your-way": ("2.1 5.2", 1), "franceconnect": ("2.1 2.6 4.2", 2), "appointments-and-forms": ("1.3 2.1 2.2", 2),
    "health": ("1.3 2.1 4.2", 2), "taxes": ("2.1 5.2", 2), "jobs": ("1.1 2.1 4.1", 2),
    "family-home-papers": ("1.1 2.1 5.2", 2),
}  # fmt: skip
TASKS = {
    "F1": "turn-it-on", "F2": "mouse-keyboard-touch", "F3": "comfort-and-confidence", "F4": "mouse-keyboard-touch",
    "F5": "get-online", "F6": "get-online", "F7": "get-online", "F8": "passwords devices-and-data", "F9": "passwords",
}  # fmt: skip


def _front_matter(path: Path) -> dict[str, object]:
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_modules_lead_to_what_the_curriculum_says_and_their_lessons_too(language):
    modules = {path.parent.name: path for path in ROOT.rglob(f"module.{language}.md")}
    assert modules.keys() == LEADS_TO.keys()
    tasks: dict[str, set[str]] = {}
    for name, path in modules.items():
        meta = _front_matter(path)
        named = set(meta["competences"])
        codes = {one.partition(":")[2] for one in named if one.startswith("DigComp-2.2:")}
        assert (codes, meta["level"]) == (set(LEADS_TO[name][0].split()), LEADS_TO[name][1]), name
        lessons = [set(_front_matter(one)["competences"]) for one in path.parent.glob(f"[0-9]*.{language}.md")]
        # Every competence of a module is in one of its lessons, and no lesson has one that its module does not name.
        assert set().union(*lessons) == named, name
        for one in named:
            if one.startswith("UK-EDS-2019:"):
                tasks.setdefault(one.partition(":")[2], set()).add(name)
    assert tasks == {task: set(names.split()) for task, names in TASKS.items()}
