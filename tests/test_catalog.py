"""The catalog: used equals catalogued, nothing empty, same placeholders, words that never reach a participant."""

import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

from bot.i18n import language

ROOT = Path(__file__).parent.parent
CATALOG = polib.pofile(str(ROOT / "locales/id/LC_MESSAGES/titian.po"))
SENTENCES = {entry.msgid: entry.msgstr for entry in CATALOG}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?\w+>")
# Words that tell on a person (or blame one), whoever reads over their shoulder.
NEVER = (
    "teroris", "napiter", "napi", "residivis", "radikal", "terpapar", "deradikalisasi", "ikrar", "tersangka", "korban",
    "trauma", "kasus", "pengawasan", "pemantauan", "wajib lapor", "absen", "pelanggaran", "mangkir", "bnpt", "densus",
    "lpsk", "bapas", "skor", "risiko", "bahaya tinggi", "mantan", "pelaku",
)  # fmt: skip
ENGLISH = (
    "please",
    "click",
    "button",
    "save",
    "cancel",
    "back",
    "error",
    "start ",
    "check-in",
    "user",
    "bot ",
    "loading",
    "chat",
)
# A sentence that may hold one of these: in an emergency "bahaya" and the number have to be said.
LONGEST_LABEL = 30


def used() -> set[str]:
    """Every sentence marked in the code."""
    found = set()
    for folder in ("bot", "handlers"):
        rows = extract_from_dir(
            ROOT / folder, method_map=[("demo/**", "ignore"), ("**.py", "python")], keywords={"N_": None}
        )
        found |= {str(message) for _, _, message, _, _ in rows}
    return found


@pytest.mark.parametrize("folder", sorted(ROOT.glob("locales/*/LC_MESSAGES")), ids=lambda folder: folder.parent.name)
def test_used_equals_catalogued(folder: Path) -> None:
    """Of each language there is."""
    catalog = polib.pofile(str(folder / "titian.po"))
    assert used() == {entry.msgid for entry in catalog}
    assert all(entry.msgstr.strip() for entry in catalog)


def test_no_sentence_is_translated_unmarked() -> None:
    """turn.t("...") without N_ would escape the extractor."""
    for path in (*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")):
        if (ROOT / "bot/store") in path.parents:  # says nothing to anybody; SQL has labels of its own
            continue
        assert not re.search(r"\.(t|label|t_for)\((\w+, )?[\"']", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.msgid[:40])
def test_each_sentence(entry: polib.POEntry) -> None:
    assert entry.msgstr.strip() and not entry.fuzzy and not entry.obsolete
    english, indonesian = set(PLACEHOLDER.findall(entry.msgid)), set(PLACEHOLDER.findall(entry.msgstr))
    assert indonesian - {"you"} <= english - {"you"}, "a placeholder that is never filled"
    assert english - {"you"} <= indonesian - {"you"}, "a placeholder that is lost"
    assert sorted(TAG.findall(entry.msgid)) == sorted(TAG.findall(entry.msgstr))
    assert not re.search(r"&(?!\w+;)", entry.msgstr), "an & that is not escaped"
    assert "  " not in entry.msgstr and entry.msgstr == entry.msgstr.strip()


def test_words_that_never_appear() -> None:
    for english, indonesian in SENTENCES.items():
        words = indonesian.casefold()
        for word in NEVER:
            assert not re.search(rf"\b{re.escape(word)}\b", words), f"{word!r} in {indonesian!r} ({english!r})"


def test_no_english_and_one_way_of_address() -> None:
    for indonesian in SENTENCES.values():
        words = indonesian.casefold() + " "
        assert not any(word in words for word in ENGLISH), indonesian
        assert not re.search(r"\b(kamu|anda|kalian|lo|gue)\b", words), indonesian


def test_at_most_one_emoji() -> None:
    picture = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u23f0]")
    for english, indonesian in SENTENCES.items():
        most = 2 if "=" in indonesian else 1  # the legend of a list explains its two signs
        assert len(picture.findall(indonesian)) <= most, english


def test_indonesian_has_one_plural_form() -> None:
    assert CATALOG.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_an_unknown_sentence_is_found_out_in_tests() -> None:
    with pytest.raises(LookupError):
        language(strict=True).t("not in the catalog")
