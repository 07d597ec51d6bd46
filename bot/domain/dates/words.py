"""The words of a typed date: spellings, fillers and tokens; knows nothing of calendars or of now.

Every spelling is listed. A word that is not listed stays in the tokens as it was typed, so that no phrase
can be read around it: "jangan besok" must never become tomorrow.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

# A date is a few words. Longer text is something else, and reading it would only cost time.
LONGEST_TEXT = 160
LONGEST_NUMBER = 6
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
)
MONTHS: Mapping[str, int] = MappingProxyType(
    {
        "januari": 1,
        "februari": 2,
        "maret": 3,
        "april": 4,
        "mei": 5,
        "juni": 6,
        "juli": 7,
        "agustus": 8,
        "september": 9,
        "oktober": 10,
        "november": 11,
        "desember": 12,
    }
)
UNITS: Mapping[str, int] = MappingProxyType(
    {
        "satu": 1,
        "dua": 2,
        "tiga": 3,
        "empat": 4,
        "lima": 5,
        "enam": 6,
        "tujuh": 7,
        "delapan": 8,
        "sembilan": 9,
    }
)
ZONES: Mapping[str, str] = MappingProxyType({"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"})
PRAYERS = frozenset({"subuh", "zuhur", "asar", "magrib", "isya", "jumatan"})

# Each line: the spelling the grammar knows, then the ways people type it.
_SPELLINGS = """
senin: senen snin sen
selasa: slasa slsa sls
rabu: rebo rabo rb rab
kamis: kemis kmis kms kam
jumat: jumaat jumuat jmt jmat
sabtu: sbtu sbt sab setu
minggu: mgg mggu mingu ming
ahad: akhad
januari: jan
februari: pebruari febuari pebuari feb peb
maret: mar
april: apr
juni: jun
juli: jul
agustus: agu ags agt agst
september: sep sept
oktober: okt
november: nopember nov nop
desember: des dec
satu: stu
empat: ampat
delapan: dlapan lapan
sembilan: smbilan
hari: hr hri
pekan: pkn
bulan: bln
tahun: thn
menit: mnt
jam: jm pukul pkl
tgl: tanggal tggl tg tnggl
besok: bsk bsok esok beso eso besook sesuk sesok
lusa: lsa
kemarin: kmrn kemaren kmarin kmaren
sekarang: skrg skrang skg
nanti: nnti ntar entar nti nt
lagi: lg lgi
depan: dpn mendatang
dalam: dlm
lewat: lwt lebih lbh
kurang: krg kurg
pagi: pg pgi
siang: siank
sore: petang
malam: mlm malem
setengah: stengah stgh stngh
seperempat: prapat
semenit: smenit
sejam: sjam sejm
sehari: shari
seminggu: smggu semggu sminggu sepekan
sebulan: sbulan sebln sbln
setahun: sthn
sepuluh: spuluh
sebelas: sblas
sebelum: sblm sebelom jelang menjelang
bakda: bada
habis: abis hbs sehabis selepas sesudah setelah stelah stlh usai seusai
salat: sholat shalat solat
subuh: shubuh subh
zuhur: dzuhur dhuhur zhuhur duhur lohor
asar: ashar
magrib: maghrib mahgrib mgrib mgrb
isya: isyak isha
jumatan: jumatn
sekitar: sekitaran skitar skitr kurleb kurlebih
atau: ato atw
"""

# Two words that mean what one word means.
_PAIRS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("besok", "lusa"): "lusa",
        ("ke", "depan"): "kedepan",
        ("akan", "datang"): "depan",
        ("salat", "jumat"): "jumatan",
        ("bakda", "jumat"): "jumatan",
        **{("salat", prayer): prayer for prayer in PRAYERS},
        ("kira", "kira"): "sekitar",
        ("kira", "2"): "sekitar",
        ("kurang", "lewat"): "sekitar",
        ("yang", "lalu"): "lalu",
        ("yg", "lalu"): "lalu",
        ("tgl", "muda"): "tanggalmuda",
        ("dini", "hari"): "dinihari",
        ("tengah", "malam"): "tengahmalam",
        ("pagi", "hari"): "pagi",
        ("pagi", "pagi"): "pagipagi",
        ("siang", "hari"): "siang",
        ("sore", "hari"): "sore",
        ("malam", "hari"): "malam",
        ("hari", "besok"): "besok",
        ("hari", "lusa"): "lusa",
        ("akhir", "pekan"): "akhirpekan",
        ("akhir", "minggu"): "akhirpekan",
        # A greeting says nothing about when.
        **{("selamat", part): "salam" for part in ("pagi", "siang", "sore", "malam")},
    }
)

# Words that change nothing about when. The list is closed: "mungkin", "jangan", "tiap" are not on it.
_FILLER_TEXT = """
ya yah yaa iya tolong mohon baik oke ok siap maaf
nggih njih inggih terima kasih makasih trims insya insha inshaa insyaallah insyaalloh inshaallah sya allah
alloh assalamualaikum wr wb salam di pada untuk utk pas tepat saja aja dong deh nih saya ingatkan hubungi
kunjungi telepon telpon waktu
"""
_HONORIFIC_TEXT = "pak pk bpk bapak bu buk ibu mas mbak mba kak bang dik om"
_HONORIFICS = frozenset(_HONORIFIC_TEXT.split())
_FILLERS = frozenset(_FILLER_TEXT.split()) | _HONORIFICS
_APOSTROPHES = "'`´‘’ʼʻ"
_FACES = "🙏👍👌😊🙂😁🤲❤"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f🏻🏼🏽🏾🏿"
_SAME_CHARACTER = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_APOSTROPHES + _INVISIBLE),
        **dict.fromkeys(_FACES + "\u00a0\u202f\u3000", " "),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
# Real words that look like a mistyped weekday or month.
_LOOK_ALIKES = """
kamus kumis kadis kamit kamil kamas kamir kapis kalis komis jimat jamat julat sabut selada selama selaka selara
selaya selesa serasa selasar senil setin munggu maket marem marut macet amril aprit januar
"""
_NOT_TYPOS = frozenset(_LOOK_ALIKES.split())
_SPACED_SLASH = re.compile(r"(?<=\d) ?/ ?(?=\d)")
_TOKEN = re.compile(
    r"""
      [^\W\d_]+                        # a word
    | (?<![\w+-])[0-9]+(?:[.,:/-][0-9]+)*   # 5  14.00  5/12/2026  2026-12-05
    | (?<=[^\W\d_])[0-9]+(?:[.,:/-][0-9]+)*  # tgl5  jam9
    | (?P<gap>[ \t\r\n.,;!?()"*]+ | -(?![0-9]))  # what separates; "-3" is no gap and a three
    | /                                # Senin/Selasa
    | .                                # anything else: nobody may read past it
    """,
    re.VERBOSE | re.DOTALL,
)


def _variants() -> dict[str, str]:
    lines = (line.split(": ") for line in _SPELLINGS.strip().splitlines())
    return {variant: word for word, variants in lines for variant in variants.split()}


_VARIANTS: Mapping[str, str] = MappingProxyType(_variants())
_LONG_NAMES = tuple(name for name in (*WEEKDAYS, *MONTHS) if len(name) >= 5)


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text` in the spelling the grammar knows, fillers left out, unknown words kept."""
    if len(text) > LONGEST_TEXT:
        return (UNREADABLE,)
    plain = "".join(_plain_digit(character) for character in text).casefold().translate(_SAME_CHARACTER)
    plain = _SPACED_SLASH.sub("/", " ".join(plain.split()))
    known = [_known(token[0]) for token in _TOKEN.finditer(plain) if token.lastgroup != "gap"]
    words = _joined(known)
    afters = (*words[1:], "")
    return tuple(word for word, after in zip(words, afters, strict=False) if not _is_filler(word, after))


def _is_filler(word: str, after: str) -> bool:
    """ "tgl 5 Bu Juli" names a person, not the fifth of July, so there "Bu" stays and stops the reading."""
    return word in _FILLERS and not (word in _HONORIFICS and after in MONTHS)


def _plain_digit(character: str) -> str:
    """Arabic-Indic, full-width and other digits as 0-9; "²" and "½" are no decimals and stay unread."""
    return str(int(character)) if character.isdecimal() else character


def _known(token: str) -> str:
    if token[0].isdigit():
        return UNREADABLE if any(len(number) > LONGEST_NUMBER for number in re.findall(r"\d+", token)) else token
    return _VARIANTS.get(token) or _nearest_name(token) or token


def _nearest_name(word: str) -> str | None:
    """The one weekday or month that `word` misses by a single slip; None where two would do."""
    if len(word) < 5 or len(word) > 10 or word in _NOT_TYPOS:
        return None
    near = [name for name in _LONG_NAMES if name[0] == word[0] and _one_slip(word, name)]
    return near[0] if len(near) == 1 else None


def _one_slip(typed: str, name: str) -> bool:
    """Whether one letter is missing, doubled, wrong, or swapped with its neighbour."""
    if abs(len(typed) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, name, strict=False)) if a != b), min(len(typed), len(name)))
    rest, wanted = typed[at:], name[at:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]


def _joined(words: list[str]) -> list[str]:
    """Fold each pair that means one word, from the left: "ke depan", "salat jumat".

    A doubled word is another word in Indonesian ("besok-besok" is some day, not tomorrow), so it is kept
    as one that the grammar does not know.
    """
    folded: list[str] = []
    for word in words:
        last = folded[-1] if folded else ""
        pair = _PAIRS.get((last, word)) or (f"{last}-{word}" if word == last and word.isalpha() else None)
        folded[len(folded) - bool(pair) :] = [pair or word]
    return folded
