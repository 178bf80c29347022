"""glossary.{fr,en}.yaml ⇄ the words of the glossary. The files are beside the folder of the courses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from learning.courses.models import GlossaryWord
from learning.courses.models.glossary import KEY, MEANING, WORD
from learning.courses.textfiles import frontmatter
from learning.courses.textfiles.mistakes import Mistake, Notebook
from learning.courses.textfiles.sources import LANGUAGES

Entry = tuple[str, str]  # the word, and what it means


@dataclass
class Report:
    """What became of the words, as "glossary.fr.yaml: browser"."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def path_of(root: Path, language: str) -> Path:
    """Return the file of one language: beside the folder of the courses."""
    return root.parent / f"glossary.{language}.yaml"


def load(*, root: Path, overwrite: bool = False) -> Report:
    """Bring the words up to date with their files. What an editor changed is refused, as for pages; none is deleted."""
    report = Report()
    found = {language: _read(path_of(root, language), report) for language in LANGUAGES}
    french, english = (found[language] for language in LANGUAGES)
    for language, missing in (("fr", english.keys() - french.keys()), ("en", french.keys() - english.keys())):
        for key in sorted(missing):
            problem, instead = f"The word {key} is missing.", "Write it in both files, or in none."
            report.mistakes.append(Mistake(path_of(root, language).name, 1, problem, instead))
    known = {(word.language, word.key): word for word in GlossaryWord.objects.all()}
    for language in LANGUAGES:
        for key in sorted(french.keys() & english.keys()):
            name = f"{path_of(root, language).name}: {key}"
            _save(known.get((language, key)), language, key, found[language][key], overwrite, report, name)
    return report


def write(language: str) -> str:
    """Return the canonical text of one language's file; empty when there is no word."""
    lines: list[str] = []
    for word in GlossaryWord.objects.filter(language=language).order_by("key"):
        lines.append(f"{word.key}:")
        lines += [f"  word: {frontmatter.scalar(word.word)}", f"  meaning: {frontmatter.scalar(word.meaning)}"]
    return "\n".join(lines) + "\n" if lines else ""


def _read(path: Path, report: Report) -> dict[str, Entry]:
    if not path.is_file():
        return {}
    notebook = Notebook(path.name)
    entries: dict[str, Entry] = {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = yaml.safe_load(text) or {}
    except UnicodeDecodeError:
        notebook.add(1, "The file is not in UTF-8.", "Save it again with the encoding UTF-8.")
        data, text = {}, ""
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        notebook.add(
            (mark.line if mark else 0) + 1,
            "The glossary cannot be read.",
            'Write key:, then word: and meaning: below it, two spaces further; quote a text that holds ": ".',
        )
        data = {}
    if not isinstance(data, dict):
        notebook.add(1, "The glossary is not a list of keys.", "Write key:, then word: and meaning: below it.")
        data = {}
    for key, value in data.items():
        entry = _entry(str(key), value, frontmatter.line_of(text, str(key)), notebook)
        if entry:
            entries[str(key)] = entry
    report.mistakes += notebook.found
    return entries


def _entry(key: str, value: Any, line: int, notebook: Notebook) -> Entry | None:
    if not KEY.fullmatch(key):
        notebook.add(line, f"The key {key} cannot be used.", "Use small letters, digits and hyphens only.")
        return None
    if not isinstance(value, dict) or set(value) != {"word", "meaning"} or not all(value.values()):
        notebook.add(line, f"The word {key} is not whole.", "Write word: and meaning: below it, nothing else.")
        return None
    word, meaning = str(value["word"]).strip(), str(value["meaning"]).strip()
    for name, text, limit in (("word", word, WORD), ("meaning", meaning, MEANING)):
        if len(text) > limit:
            notebook.add(line, f"{name} of {key} has {len(text)} characters.", f"Write {limit} characters at most.")
            return None
    return word, meaning


def _digest(entry: Entry) -> str:
    return hashlib.sha256("\n".join(entry).encode()).hexdigest()


def _save(
    word: GlossaryWord | None, language: str, key: str, entry: Entry, overwrite: bool, report: Report, name: str
) -> None:
    digest = _digest(entry)
    if word is None:
        GlossaryWord.objects.create(language=language, key=key, word=entry[0], meaning=entry[1], file_hash=digest)
        report.created.append(name)
        return
    now = _digest((word.word, word.meaning))
    if now == digest:
        if word.file_hash != digest:
            GlossaryWord.objects.filter(pk=word.pk).update(file_hash=digest)
        report.unchanged.append(name)
        return
    edited = now != word.file_hash
    if edited and not overwrite:
        # The file is what it was: the editor's text stays, and there is nothing to say.
        (report.unchanged if word.file_hash == digest else report.refused).append(name)
        return
    word.word, word.meaning, word.file_hash = *entry, digest
    word.save()
    report.updated.append(name)
