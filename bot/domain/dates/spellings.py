"""How people spell the words of a date: variants, pairs that mean one word, fillers. Only lists; words.py uses them.

Javanese and Sundanese words stand beside the Indonesian ones, as mentors in Sragen or Ciamis type them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.dates.names import PRAYERS

# Each line: the spelling the grammar knows, then the ways people type it.
_SPELLING_TEXT = """
senin: senen snin sen snn
selasa: slasa slsa sls
rabu: rebo rabo rb rab rbu
kamis: kemis kmis kms kam
jumat: jumaat jumuat jmt jmat jemuah jemuwah jumuah
sabtu: sbtu sbt sab setu saptu
minggu: mgg mggu mingu ming mgu mnggu mg
ahad: akhad
januari: jan
februari: pebruari febuari pebuari feb peb
maret: mar
april: apr
juni: jun
juli: jul
agustus: agu ags agt agst agts agust aug
september: sep sept
oktober: okt oct
november: nopember nov nop
desember: des dec
satu: stu
empat: ampat
delapan: dlapan lapan
sembilan: smbilan
hari: hr hri dinten
pekan: pkn
bulan: bln
akhirpekan: weekend wikend wiken wikenan
tahun: thn
menit: mnt mnit
jam: jm pukul pkl
isuk: esuk enjing énjing
tgl: tanggal tggl tg tnggl
besok: bsk bsok esok beso eso besook sesuk sesok besk isukan benjing
lusa: lsa pageto
kemarin: kmrn kemaren kmarin kmaren wingi
sekarang: skrg skrang skg skrng saiki sakniki ayeuna
nanti: nnti ntar entar nti nt nnt ntr tar mengko engke
lagi: lg lgi maneh
depan: dpn mendatang ngarep
dalam: dlm
lewat: lwt lebih lbh
kurang: krg kurg
pagi: pg pgi
siang: siank sng
sore: petang sre sonten
malam: mlm malem bengi wengi peuting
setengah: stengah stgh stngh
seperempat: prapat
semenit: smenit
sejam: sjam sejm
sehari: shari
seminggu: smggu semggu sminggu sepekan
sebulan: sbulan sebln sbln sebuln
setahun: sthn
sepuluh: spuluh
sebelas: sblas
sebelum: sblm sebelom jelang menjelang sblum
bakda: bada bakdo bado badha
habis: abis hbs sehabis selepas sesudah setelah stelah stlh usai seusai bar
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
PAIRS: Mapping[tuple[str, str], str] = MappingProxyType(
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
        **{(that, word): word for that in ("yang", "yg") for word in ("lalu", "depan")},
        ("tgl", "muda"): "tanggalmuda",
        ("tgl", "tua"): "tanggaltua",
        ("idul", "fitri"): "idulfitri",
        ("idul", "adha"): "iduladha",
        ("lebaran", "haji"): "iduladha",
        ("hari", "raya"): "hariraya",
        ("hari", "natal"): "natal",
        ("cuti", "bersama"): "cutibersama",
        ("libur", "sekolah"): "liburan",
        ("libur", "panjang"): "liburan",
        ("tahun", "baru"): "tahunbaru",
        # Other calendars' new years are no 1 January.
        ("tahunbaru", "imlek"): "imlek",
        ("tahunbaru", "islam"): "tahunbaruislam",
        ("tahunbaru", "hijriah"): "tahunbaruislam",
        # After the prayer, or after that whole day; "bakda" is said of prayers alone.
        ("habis", "jumat"): "habisjumat",
        ("dini", "hari"): "dinihari",
        ("tengah", "malam"): "tengahmalam",
        ("pagi", "hari"): "pagi",
        ("pagi", "pagi"): "pagipagi",
        ("siang", "siang"): "siang",
        ("sore", "sore"): "sore",
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
kunjungi telepon telpon waktu juga jg y lah
"""
_HONORIFIC_TEXT = "pak pk bpk bapak bu buk ibu mas mbak mba kak kakak bang abang dik om kang"
HONORIFICS = frozenset(_HONORIFIC_TEXT.split())
FILLERS = frozenset(_FILLER_TEXT.split()) | HONORIFICS
# Beside nothing but a length of time they say how long, not when: "untuk 2 minggu", "telepon 30 menit".
LASTING = frozenset({"untuk", "utk", "waktu", "pada", "di", "kunjungi", "telepon", "telpon", "hubungi"})
# Real words that look like a mistyped weekday or month.
_LOOK_ALIKES = """
kamus kumis kadis kamit kamil kamas kamir kapis kalis komis jimat jamat julat sabut selada selama selaka selara
selaya selesa serasa selasar senil setin munggu maket marem marut macet amril aprit januar
"""
NOT_TYPOS = frozenset(_LOOK_ALIKES.split())


def _variants() -> dict[str, str]:
    lines = (line.split(": ") for line in _SPELLING_TEXT.strip().splitlines())
    return {variant: word for word, variants in lines for variant in variants.split()}


VARIANTS: Mapping[str, str] = MappingProxyType(_variants())
