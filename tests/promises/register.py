"""Which sentences promise something, and what is written about each: the rows of *.toml, the others in plain.tsv."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
CATALOG = ROOT / "locales/id/LC_MESSAGES/titian.po"
# Words by which a sentence may promise, in English and in what people read.
MARKERS = re.compile(
    r"""\b(
    never | only | nobody | no\ one | no\ office | nothing | always | within | at\ most | at\ the\ latest | until | till
    | every\ (year|month|week|workday|Monday|yes|contact) | at\ once | soon | good\ (for|hours?) | works\ once | once\ a
    | erased? | erases | deleted | destroys | destroyed | removed | gone | for\ good | no\ backup | taken\ (out|back)
    | takes\ away | keeps? | kept | sealed | locked | saved | safe | stays? | untouched | lost | exactly
    | will | reminds? | tells? | told | (is|are)\ asked | confirm(s|ed)? | passed\ on | asks?\ again | repeated
    | by\ itself | no\ longer | (comes?|goes|moves?)\ (to|every|at|past) | ends | stands? | stops | sees | see\ this
    | shown | counts? | refused | signed | (no|without)\ consequence | changes\ nothing | undone | day\ of\ rest | trace
    | in\ force | before\ a\ second | any\ time | for\ \d+\ minutes | names\ no\ one | noted\. | a\ note\ of\ it
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
THEIRS = re.compile(
    r"""\b(
    tidak\ pernah | hanya | tidak\ ada\ (yang|lagi) | paling\ (lama|lambat|banyak) | dihapus | terhapus | menghapus
    | dimusnahkan | hilang | terkunci | dikunci | tersegel | disegel | disimpan | tersimpan | akan | selalu | segera
    | secepatnya | langsung | diteruskan | (di|meng)?ingatkan | dikabari | diberi\ tahu | nanti | sampai | tetap
    | kapan\ saja | berlaku | aman | jejak | ditarik | tidak\ lagi | berhenti | setiap | ditanyakan
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
KINDS = ("label", "question", "fact", "instruction", "absence")
PROMISED_IN = ("## What is promised", "## Who meets what")


@dataclass(frozen=True, slots=True)
class Promise:
    """What some sentences say, kept by `code` in `path`; with `left` in its place `test` fails.

    says: msgids of the catalog; readme: sentences of README.md.
    """

    file: str
    that: str
    says: tuple[str, ...]
    readme: tuple[str, ...]
    path: str
    code: str
    left: str
    test: str

    @property
    def without(self) -> ast.Module:
        """The file without the code that keeps it. Raises ValueError where it does not stand there once."""
        text = (ROOT / self.path).read_text(encoding="utf-8")
        if text.count(self.code) != 1:
            raise ValueError(f"stands {text.count(self.code)} times in {self.path}: {self.code}")
        return ast.parse(text.replace(self.code, self.left))


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence with a marker that promises nothing, and what it is instead."""

    kind: str
    sentence: str


@cache
def promises() -> tuple[Promise, ...]:
    """Every row, in the order of the files."""
    return tuple(one for path in sorted(HERE.glob("*.toml")) for one in _rows(path))


def _rows(path: Path) -> Iterator[Promise]:
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["promise"]:
        yield Promise(
            path.name,
            row.pop("that"),
            tuple(row.pop("says", ())),
            tuple(row.pop("readme", ())),
            row.pop("path"),
            row.pop("code").strip("\n"),
            row.pop("left").strip("\n"),
            row.pop("test"),
        )
        if row:
            raise ValueError(f"{path.name}: what is {', '.join(row)}?")


@cache
def plain() -> tuple[Plain, ...]:
    """What stands in the second list."""
    lines = (HERE / "plain.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Plain(kind, text.replace("\\n", "\n")) for kind, _, text in (line.partition("\t") for line in lines))


def catalog() -> dict[str, str]:
    """Every sentence people read, as it is in Indonesian."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOG))}


def marked(sentences: dict[str, str]) -> list[str]:
    """Those that hold a word by which one promises."""
    return [english for english, other in sentences.items() if MARKERS.search(english) or THEIRS.search(other)]


def readme_sentences(text: str) -> list[str]:
    """What README promises: each sentence of its first section on that, and of the second those with a marker."""
    return [*_section(text, PROMISED_IN[0]), *(one for one in _section(text, PROMISED_IN[1]) if MARKERS.search(one))]


def _section(text: str, title: str) -> Iterator[str]:
    part = text.partition(f"\n{title}\n")[2].partition("\n## ")[0]
    for block in re.split(r"\n\n|\n(?=[-|])", part):
        yield from _sentences(" ".join(block.split()))


def _sentences(block: str) -> Iterable[str]:
    bare = block.removeprefix("- ").replace("**", "")
    cells = [cell.strip() for cell in bare.strip("| ").split("|")] if block.startswith("|") else [bare]
    return [one.strip() for cell in cells for one in re.split(r"(?<=[.;]) ", cell) if one.strip(" -:")]
