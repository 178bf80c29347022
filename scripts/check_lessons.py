"""Check lessons against the writing rules that a machine can judge: length, plain words, signs, both languages alike.

    python -m scripts.check_lessons [FOLDER]

prints a line for each finding (file, place, rule of the curriculum's section 7, what to change) and exits with 1 when
there is any. The other rules (facts, tone, names, drawings) are for a second reader.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts import readability

ROOT = Path(__file__).resolve().parent.parent / "fixtures" / "courses"
NEEDED = ("title", "goal", "minutes", "competences", "level", "help", "image", "image_alt")
ORDER = (*NEEDED, "track", "checked", "was")
HEADINGS = {
    "fr": {"why": "Pourquoi c'est utile", "try": "À vous d'essayer", "stuck": "Besoin d'une personne\u00a0?"},
    "en": {"why": "Why it matters", "try": "Your turn", "stuck": "Need a person?"},
}
SCHOOL_TRY = "À toi d'essayer"
BANNED = {
    "fr": (
        *("simplement", "il suffit de", "il suffit d'", "évidemment", "facile", "faciles", "facilement", "rapide"),
        *("rapides", "rapidement", "cliquez ici", "via", "checker", "process"),
    ),
    "en": ("simply", "just", "obviously", "easy", "easily", "quick", "quickly", "click here", "e.g.", "i.e.", "via"),
}
SHAMING = {
    "fr": ("erreur de votre part", "vous auriez dû", "faux", "raté", "attention"),
    "en": ("your mistake", "you should have", "wrong", "careful"),
}
# A false message is what the module on scams is about: there the word names the message, not the answer.
NOT_SHAMING = re.compile(r"\b(?:un|le|de|du|ce) faux \w+", re.IGNORECASE)
# One (un, une, one) is also an article; alt texts may use words.
NUMBER_WORDS = {
    "fr": re.compile(r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE),
}
CAPITALS = {
    *("SMS", "STOP", "RIB", "CNIL", "CAF", "PIN", "PUK", "SIM", "USB", "PDF", "MSA", "QR", "CESU", "HTTPS"),
    *("ANTS", "GPS", "CAPTCHA"),
}
FICTION_OR_REAL = re.compile(r"^(?:0639 ?98|0199 ?00|0892705705|0809401401)")
CHECK_KEYS, CHECK_QUESTIONS = ("title", "minutes"), 5
BODY_WORDS, WHY_WORDS, EASY_WORDS = (150, 350), 60, (60, 150)
LIMITS = {"adult": 20, "school 8-11": 15}
MEAN_SENTENCE, EASY_SENTENCE, BOLD_WORDS, CALLOUTS = 12, 12, 5, 2
EASE, LIX, GRADE, EASY_EASE, EASY_LIX = 70, 35, 6, 80, 30


@dataclass(frozen=True)
class Finding:
    """A place that breaks a rule; `rule` is its number in section 7 of the curriculum."""

    file: str
    place: str
    rule: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.problem} (rule {self.rule})"


@dataclass
class Part:
    """What stands under a heading or in a container."""

    name: str
    title: str = ""
    options: str = ""
    lines: list[str] = field(default_factory=list)
    section: str = ""


@dataclass
class Lesson:
    """A lesson file cut into its parts."""

    path: Path
    language: str
    meta: dict[str, object]
    sections: list[Part]
    containers: list[Part]
    text: str

    @property
    def track(self) -> str:
        return str(self.meta.get("track", "adult"))

    @property
    def label(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"  # of a check: each module has one

    def container(self, name: str) -> list[Part]:
        """Return the containers of one kind, in order."""
        return [part for part in self.containers if part.name == name]

    def body(self) -> list[str]:
        """Return the lines that count as the lesson's body: no heading, question, practice, helper, simple version."""
        kept = [line for part in self.sections for line in part.lines]
        for part in self.containers:
            if part.name not in ("question", "practice", "easyread", "helper"):
                kept += part.lines
        return kept


def read(path: Path) -> Lesson:
    """Return the parts of a lesson; raises ValueError when the file has no front matter."""
    source = path.read_text(encoding="utf-8")
    opening, head, text = source.split("---\n", 2)
    if opening:
        raise ValueError(f"{path}: the front matter must come first")
    sections: list[Part] = []
    containers: list[Part] = []
    inside: Part | None = None
    for line in text.splitlines():
        if inside is not None:
            if line == ":::":
                inside = None
            else:
                inside.lines.append(line)
        elif match := re.match(r":::(\w+) ?(.*)$", line):
            inside = Part(match[1], options=match[2], section=sections[-1].name if sections else "")
            containers.append(inside)
        elif match := re.match(r"## (.+) \{#([a-z0-9-]+)\}$", line):
            sections.append(Part(match[2], title=match[1]))
        elif sections:
            sections[-1].lines.append(line)
    return Lesson(path, path.suffixes[-2][1:], yaml.safe_load(head), sections, containers, text)


def check_lesson(lesson: Lesson) -> Iterator[Finding]:
    """Yield what breaks a rule in one lesson, whatever the other language says."""
    for rule in (_shape, _lengths, _sentences, _words, _signs, _front_matter, _questions, _easy_read):
        for place, number, problem in rule(lesson):
            yield Finding(lesson.path.name, place, number, problem)


Problems = Iterator[tuple[str, int, str]]


def _shape(lesson: Lesson) -> Problems:
    names = [part.name for part in lesson.sections]
    steps = names[1:-2]
    if names[:1] + names[-2:] != ["why", "try", "stuck"] or steps != [f"step-{n + 1}" for n in range(len(steps))]:
        yield "headings", 1, f"the order is {', '.join(names)}; write why, step-1, step-2…, try, stuck"
    if not 3 <= len(steps) <= 6:
        yield "headings", 1, f"{len(steps)} steps; write 3 to 6"
    for part in lesson.sections:
        expected = HEADINGS[lesson.language].get(part.name)
        if expected and part.name == "try" and lesson.language == "fr" and lesson.track != "adult":
            expected = SCHOOL_TRY
        if expected and part.title != expected:
            yield part.name, 1, f"the heading is “{part.title}”; write “{expected}”"
        if part.name.startswith("step-"):
            yield from _step(lesson, part)
    remember = lesson.container("remember")
    in_try = [part.name for part in lesson.containers if part.section == "try"]
    if len(remember) != 1 or in_try[-1:] != ["remember"]:
        yield "remember", 1, "write one :::remember, at the end of #try"
    for part in remember:
        if len(readability.sentences(part.lines)) > 3:
            yield "remember", 1, "write three sentences at most"
    if len(lesson.container("easyread")) != 1 or lesson.containers[-1].name != "easyread":
        yield "easyread", 1, "write one :::easyread, at the end"
    if not lesson.container("question"):
        yield "try", 1, "there is no question"
    if len(lesson.container("tip") + lesson.container("warning")) > CALLOUTS:
        yield "containers", 3, "write two :::tip or :::warning at most"


def _step(lesson: Lesson, part: Part) -> Problems:
    number = part.name.removeprefix("step-")
    prefix = f"Étape {number}\u00a0: " if lesson.language == "fr" else f"Step {number}: "
    if not part.title.startswith(prefix):
        yield part.name, 1, f"the heading is “{part.title}”; begin with “{prefix}”"
    verb = part.title.removeprefix(prefix).split()[0]
    if lesson.language == "fr" and lesson.track == "adult" and not re.search(r"(?:ez|tes)(?:-vous)?$", verb):
        yield part.name, 7, f"the heading begins with “{verb}”; begin with a verb in the imperative"
    prose = [line for line in part.lines if not readability.is_item(line) and not line.startswith(">")]
    lists = "".join("i" if readability.is_item(line) else "." if line else "" for line in part.lines)
    if len(re.findall("i+", lists)) > 1:
        yield part.name, 2, "write one list at most"
    if len(readability.sentences(prose)) > 4:
        yield part.name, 2, "write four short sentences at most, besides the list"


def _lengths(lesson: Lesson) -> Problems:
    count = len(readability.words(lesson.body()))
    if not BODY_WORDS[0] <= count <= BODY_WORDS[1]:
        yield "body", 2, f"{count} words; write {BODY_WORDS[0]} to {BODY_WORDS[1]}"
    for part in lesson.sections:
        if part.name == "why" and (count := len(readability.words(part.lines))) > WHY_WORDS:
            yield "why", 2, f"{count} words; write {WHY_WORDS} at most"


def _sentences(lesson: Lesson) -> Problems:
    body = lesson.body()
    limit = LIMITS.get(lesson.track, LIMITS["adult"])
    for sentence in readability.sentences(body):
        if (count := len(readability.words([sentence]))) > limit:
            yield "body", 5, f"{count} words in “{sentence[:60]}…”; write {limit} at most"
    scores = readability.measure(body, lesson.language)
    if scores.words_a_sentence > MEAN_SENTENCE:
        yield "body", 5, f"{scores.words_a_sentence:.1f} words a sentence on average; write {MEAN_SENTENCE} at most"
    if scores.ease < EASE or scores.lix > LIX or (lesson.language == "en" and scores.grade > GRADE):
        yield (
            "body",
            6,
            f"reading ease {scores.ease:.0f} (≥ {EASE}), LIX {scores.lix:.0f} (≤ {LIX}), grade {scores.grade:.1f}",
        )


def _words(lesson: Lesson) -> Problems:
    text = re.sub(r"(?m)^:::.*$", "", readability.unquoted(lesson.text))  # without the names of containers
    for word in BANNED[lesson.language]:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield "words", 9, f"“{word}” is not used in lessons"
    if lesson.language == "fr":
        wrong = ("tu", "te", "toi", "tes", "ton", "ta") if lesson.track == "adult" else ("vous", "votre", "vos")
        for word in wrong:
            if re.search(rf"(?<![\w-]){word}(?!\w)", text, re.IGNORECASE):
                yield "words", 7, f"“{word}” does not go with the track {lesson.track}"
    for word in NUMBER_WORDS[lesson.language].findall(text):
        yield "words", 10, f"“{word}”: write digits"
    if "%" in text or "·" in text:
        yield "words", 10, "write “3 personnes sur 10”, no percentage and no middle dot"
    for number in re.findall(r"\b0\d(?: \d\d){4}\b", lesson.text):
        if not FICTION_OR_REAL.match(number.replace(" ", "")):
            yield "words", 12, f"{number} may belong to somebody; use 06 39 98 xx xx or 01 99 00 xx xx"


def _signs(lesson: Lesson) -> Problems:
    shown = [str(lesson.meta.get(key, "")) for key in ("title", "goal", "image_alt")]
    source = "\n".join([*shown, lesson.text])
    if "\u202f" in source or "’" in source:
        yield "signs", 11, "type U+00A0 and straight apostrophes; the page makes them typographic"
    if lesson.language == "fr":
        # The marks of the format are no text: containers, feedback, pairs of a match.
        plain = re.sub(r"(?m)^:::.*$|^-- \w+:| ::(?= )", "", source)
        for match in re.finditer(r"(?<![\u00a0?!])(?:[;!?»€]|:(?=\s|$))|«(?!\u00a0)", plain):
            around = plain[max(0, match.start() - 20) : match.end() + 3].split("\n")[-1]
            yield "signs", 11, f"a no-break space is missing at “{around}”"
    if found := re.search(r"[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff]", source):
        yield "signs", 11, f"“{found[0]}”: no emoji, arrow or tick sign"
    for word in re.findall(r"\b[A-ZÀ-Ý]{3,}\b", readability.unquoted(source)):
        if word not in CAPITALS:
            yield "signs", 11, f"“{word}”: no capitals for emphasis"
    bold = re.findall(r"\*\*(.+?)\*\*", source)
    if len(readability.words(bold)) > BOLD_WORDS:
        yield "signs", 11, f"more than {BOLD_WORDS} words in bold"
    if re.search(r"(?<![*\w])[*_](?![*_\s])[^*_\n]+[*_](?![*\w])", re.sub(r"\*\*.+?\*\*", "", source)):
        yield "signs", 11, "no italics"


def _front_matter(lesson: Lesson) -> Problems:
    keys = list(lesson.meta)
    if missing := [key for key in NEEDED if key not in lesson.meta]:
        yield "front matter", 4, f"missing: {', '.join(missing)}"
    if unknown := [key for key in keys if key not in ORDER]:
        yield "front matter", 4, f"not known: {', '.join(unknown)}"
    elif keys != [key for key in ORDER if key in keys]:
        yield "front matter", 4, f"the order of the keys is {', '.join(ORDER)}"
    if "checked" in lesson.meta and not re.fullmatch(r"20\d\d-\d\d", str(lesson.meta["checked"])):
        yield "front matter", 4, "write checked: 2026-11"
    alt = str(lesson.meta.get("image_alt", ""))
    if not 20 <= len(alt) <= 125 or not alt.endswith("."):
        yield "image_alt", 20, "write 20 to 125 characters, with a full stop at the end"
    if re.match(r"(?:une )?(?:image|photo|dessin) d|(?:an? )?(?:image|picture|drawing) of", alt, re.IGNORECASE):
        yield "image_alt", 20, "say what is seen, without “image of”"


def _questions(lesson: Lesson) -> Problems:
    for part in lesson.container("question"):
        place = part.options
        ticks = [line for line in part.lines if line.startswith("- [")]
        found_said = (re.match(r"-- (right|wrong|hint): (.+)", line) for line in part.lines)
        said = {match[1]: match[2] for match in found_said if match}
        feedback = [tick.partition(" -- ")[2] for tick in ticks]
        if ticks and not 3 <= len(ticks) <= 4:
            yield place, 16, f"{len(ticks)} answers; write three or four"
        if ticks and not all(feedback):
            yield place, 17, "each answer has its feedback, after “ -- ”"
        if not ticks and not {"right", "wrong"} <= set(said):
            yield place, 18, "write “-- right: …” and “-- wrong: …”"
        if "hint" not in said:
            yield place, 18, "write “-- hint: …”"
        for text in [*feedback, *said.values()]:
            found = readability.sentences([text])
            if len(found) > 3 or any(len(readability.words([one])) > LIMITS["adult"] for one in found):
                yield place, 17, f"three sentences of 20 words at most: “{text[:60]}”"
            for word in SHAMING[lesson.language]:
                if re.search(rf"(?<!\w){word}(?!\w)", NOT_SHAMING.sub("", text), re.IGNORECASE):
                    yield place, 15, f"“{word}” may shame: “{text[:60]}”"


def _easy_read(lesson: Lesson) -> Problems:
    for part in lesson.container("easyread"):
        count = len(readability.words(part.lines))
        if not EASY_WORDS[0] <= count <= EASY_WORDS[1]:
            yield "easyread", 21, f"{count} words; write {EASY_WORDS[0]} to {EASY_WORDS[1]}"
        for line in part.lines:
            for sentence in readability.sentences([line]):
                if len(readability.words([sentence])) > EASY_SENTENCE:
                    yield "easyread", 21, f"over {EASY_SENTENCE} words: “{sentence}”"
        if re.search(r"[()\[\]]", "".join(part.lines)):
            yield "easyread", 21, "no bracket"
        scores = readability.measure(part.lines, lesson.language)
        if scores.ease < EASY_EASE or scores.lix > EASY_LIX:
            yield "easyread", 21, f"reading ease {scores.ease:.0f} (≥ {EASY_EASE}), LIX {scores.lix:.0f} (≤ {EASY_LIX})"


def _skeleton(lesson: Lesson) -> dict[str, object]:
    """Return what must be the same in both languages."""
    kept = ("minutes", "competences", "level", "help", "image", "track", "checked", "was")
    return {
        "front matter": {key: lesson.meta.get(key) for key in kept},
        "headings": [part.name for part in lesson.sections],
        "containers": [(part.section, part.name, part.options) for part in lesson.containers],
        "answers": [
            re.findall(r"^(?:- \[[ x]\]|- |\d+\.|=|-- \w+:)", "\n".join(part.lines), re.MULTILINE)
            for part in lesson.container("question")
        ],
    }


def check_check(check: Lesson) -> Iterator[Finding]:
    """Yield what breaks a rule in the check of a module: its questions, words and signs."""
    if list(check.meta) != list(CHECK_KEYS):
        yield Finding(check.label, "front matter", 4, f"the keys are {', '.join(CHECK_KEYS)}, in this order")
    if len(check.containers) != CHECK_QUESTIONS or len(check.container("question")) != CHECK_QUESTIONS:
        yield Finding(check.label, "questions", 16, f"write {CHECK_QUESTIONS} questions, nothing else")
    asked = [line for part in check.containers for line in part.lines if not line.startswith("-")]
    for sentence in readability.sentences(asked):
        if (count := len(readability.words([sentence]))) > LIMITS["adult"]:
            said = f"{count} words in “{sentence[:60]}…”; write {LIMITS['adult']} at most"
            yield Finding(check.label, "questions", 5, said)
    for place, number, problem in (*_words(check), *_signs(check), *_questions(check)):
        yield Finding(check.label, place, number, problem)


def check_pair(french: Lesson, english: Lesson) -> Iterator[Finding]:
    """Yield what differs between the two languages of a lesson and may not."""
    other = _skeleton(english)
    for place, value in _skeleton(french).items():
        if value != other[place]:
            yield Finding(french.path.name, place, 1, "French and English differ")


def check_places(lessons: list[Lesson]) -> Iterator[Finding]:
    """Yield a finding when the right answer of the single choices of a module always stands at the same place."""
    places: list[int] = []
    for part in (part for lesson in lessons for part in lesson.container("question") if "type=single" in part.options):
        ticks = [line for line in part.lines if line.startswith("- [")]
        places += [number for number, tick in enumerate(ticks) if tick.startswith("- [x]")]
    if len(places) > 1 and len(set(places)) == 1:
        yield Finding(lessons[0].path.parent.name, "questions", 16, "the right answer is always at the same place")


def check_folder(root: Path) -> list[Finding]:
    """Return every finding of the lessons under a folder, file by file."""
    findings: list[Finding] = []
    for module in sorted({path.parent for path in root.rglob("*.md") if re.match(r"\d\d-", path.name)}):
        lessons = {path.name: read(path) for path in sorted(module.glob("[0-9][0-9]-*.??.md"))}
        for name, lesson in lessons.items():
            findings += check_lesson(lesson)
            twin = lessons.get(name.replace(".fr.", ".en.") if ".fr." in name else name.replace(".en.", ".fr."))
            if twin is None:
                findings.append(Finding(name, "file", 1, "the other language is missing"))
            elif lesson.language == "fr":
                findings += check_pair(lesson, twin)
        findings += check_places([lesson for lesson in lessons.values() if lesson.language == "fr"])
        checks = [read(path) for path in sorted(module.glob("check.??.md"), reverse=True)]  # French first
        findings += [finding for check in checks for finding in check_check(check)]
        findings += [*check_pair(*checks), *check_places(checks[:1])] if len(checks) == 2 else []
        if len(checks) == 1:
            findings.append(Finding(checks[0].label, "file", 1, "the other language is missing"))
    return findings


def main() -> int:
    """Print the findings; return the exit status."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    findings = check_folder(root)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"{len(findings)} finding{'s' if len(findings) != 1 else ''}.\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
