"""Reads typed dates: what each phrase comes to, seen from one moment and one zone.

A line is `phrase => answer`, on the wall clock of the zone. `*` marks the default time, `~` an approximate
hour; `?` is a question with its reason and choices, `x` a refusal with its reason.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.dates import Moment, Question, Refused, read

# Tuesday, 24 November 2026, 10.00 WIB: the phrases of the requirement, and what lies around them.
BASE = """
malam nanti jam 8 => Tue 24 Nov 2026 20.00
besok jam 7 atau 8 malam => ? which_one | Wed 25 Nov 2026 19.00 | Wed 25 Nov 2026 20.00
dua puluh hari lagi => Mon 14 Dec 2026 09.00*
minggu ke-3 jam 9 => x say_a_date
kemarin 5.12 => x past
1 januari 0001 => x past
hari ini => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
nanti sore => Tue 24 Nov 2026 16.00~
nanti malam => Tue 24 Nov 2026 19.00~
sekarang => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
nanti => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
besok => Wed 25 Nov 2026 09.00*
bsk jam 9 pagi => Wed 25 Nov 2026 09.00
besok jam 9 pg => Wed 25 Nov 2026 09.00
besok pukul 14.00 => Wed 25 Nov 2026 14.00
lusa => Thu 26 Nov 2026 09.00*
besok lusa => Thu 26 Nov 2026 09.00*
tulat => Fri 27 Nov 2026 09.00*
Jumat => Fri 27 Nov 2026 09.00*
Jum'at => Fri 27 Nov 2026 09.00*
jumat ini => Fri 27 Nov 2026 09.00*
hr jumat => Fri 27 Nov 2026 09.00*
Jumat depan => ? which_week | Fri 27 Nov 2026 09.00* | Fri 4 Dec 2026 09.00*
Senin depan => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
minggu depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
mgg depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
pekan depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
hari Minggu => Sun 29 Nov 2026 09.00*
ahad => Sun 29 Nov 2026 09.00*
hari minggu depan => ? which_week | Sun 29 Nov 2026 09.00* | Sun 6 Dec 2026 09.00*
2 minggu lagi => Tue 8 Dec 2026 09.00*
dua minggu lg => Tue 8 Dec 2026 09.00*
14 hari lagi => Tue 8 Dec 2026 09.00*
sebulan lagi => Thu 24 Dec 2026 09.00*
bulan depan => Thu 24 Dec 2026 09.00*
tgl 5 => Sat 5 Dec 2026 09.00*
tanggal 5 => Sat 5 Dec 2026 09.00*
tggl 5 => Sat 5 Dec 2026 09.00*
5/12 => Sat 5 Dec 2026 09.00*
5-12 => Sat 5 Dec 2026 09.00*
5.12 => ? date_or_time | Tue 24 Nov 2026 17.12 | Sat 5 Dec 2026 09.00*
5 des => Sat 5 Dec 2026 09.00*
5 Desember => Sat 5 Dec 2026 09.00*
jam 2 siang => Tue 24 Nov 2026 14.00
jam 9 malam => Tue 24 Nov 2026 21.00
jam 12 malam => Wed 25 Nov 2026 00.00
jam 12 siang => Tue 24 Nov 2026 12.00
jam setengah 8 => ? which_hour | Tue 24 Nov 2026 19.30 | Wed 25 Nov 2026 07.30
setengah 8 => ? which_hour | Tue 24 Nov 2026 19.30 | Wed 25 Nov 2026 07.30
besok setengah 8 => Wed 25 Nov 2026 07.30
jam 7 kurang seperempat => ? which_hour | Tue 24 Nov 2026 18.45 | Wed 25 Nov 2026 06.45
besok jam 7 kurang seperempat => Wed 25 Nov 2026 06.45
jam 7 lewat 15 => ? which_hour | Tue 24 Nov 2026 19.15 | Wed 25 Nov 2026 07.15
besok jam 7 lewat 15 => Wed 25 Nov 2026 07.15
jam 9 => Wed 25 Nov 2026 09.00
habis magrib => Tue 24 Nov 2026 18.30~
abis subuh => Wed 25 Nov 2026 05.15~
ba'da dhuhur => Tue 24 Nov 2026 12.45~
selepas ashar => Tue 24 Nov 2026 15.45~
sebelum zuhur => Tue 24 Nov 2026 11.45~
habis isya => Tue 24 Nov 2026 19.45~
habis Jumatan => Fri 27 Nov 2026 13.30~
sebelum Jumatan => Fri 27 Nov 2026 11.00~
sebelum Lebaran => x say_a_date
habis lebaran => x say_a_date
tanggal muda => x say_a_date
akhir bulan => x say_a_date
Senin atau Selasa => ? which_one | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 |
    Tue 24 Nov 2026 19.00 | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00*
jam 9 atau 10 => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
besok jam 9 atau 10 pagi => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
tgl 5 atau 6 jam 9 => ? which_one | Sat 5 Dec 2026 09.00 | Sun 6 Dec 2026 09.00
jangan besok => x unknown
besok kalau sempat => x unknown
besok jam 12 malam => ? which_date | Wed 25 Nov 2026 00.00 | Thu 26 Nov 2026 00.00
besok jam 24 => ? which_date | Wed 25 Nov 2026 00.00 | Thu 26 Nov 2026 00.00
malam jumat => ? which_date | Thu 26 Nov 2026 19.00~ | Fri 27 Nov 2026 19.00~
jumat malam => Fri 27 Nov 2026 19.00~
malam minggu jam 8 => ? which_date | Sat 28 Nov 2026 20.00 | Sun 29 Nov 2026 20.00
selasa => ? which_week | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00 |
    Tue 1 Dec 2026 09.00*
selasa jam 2 => ? which_week | Tue 24 Nov 2026 14.00 | Tue 1 Dec 2026 14.00
selasa jam 9 => ? which_week | Tue 24 Nov 2026 21.00 | Tue 1 Dec 2026 09.00
1 menit lagi => Tue 24 Nov 2026 10.01
sejam lagi => Tue 24 Nov 2026 11.00
setengah jam lagi => Tue 24 Nov 2026 10.30
dalam 3 hari => Fri 27 Nov 2026 09.00*
3 hari ke depan => Fri 27 Nov 2026 09.00*
3 hari lagi jam 2 siang => Fri 27 Nov 2026 14.00
999999 hari lagi => x too_far
999999 jam lagi => x too_far
31/2 => x no_such_date
29/2 => x no_such_date
20/11 => x past
5/12/2025 => x past
5/1 => Tue 5 Jan 2027 09.00*
2026-12-05 => Sat 5 Dec 2026 09.00*
2026-12-05 09:00 => Sat 5 Dec 2026 09.00
5 Desember 2026 jam 14.00 => Sat 5 Dec 2026 14.00
5 des jam 2 siang => Sat 5 Dec 2026 14.00
jam 9 wita => Wed 25 Nov 2026 08.00
besok jam 9 wit => Wed 25 Nov 2026 07.00
besok pagi => Wed 25 Nov 2026 09.00~
pagi pak, besok jam 2 => ? which_hour | Wed 25 Nov 2026 02.00 | Wed 25 Nov 2026 14.00
pagi besok => Wed 25 Nov 2026 09.00~
malam jam 8 => ? which_hour | Tue 24 Nov 2026 20.00 | Wed 25 Nov 2026 08.00
5 => ? date_or_time | Tue 24 Nov 2026 17.00 | Sat 5 Dec 2026 09.00*
25 => ? date_or_time | Wed 25 Nov 2026 09.00*
9.30 => Wed 25 Nov 2026 09.30
14.00 => Tue 24 Nov 2026 14.00
5.12 jam 9 => Sat 5 Dec 2026 09.00
besok 5.12 => Wed 25 Nov 2026 17.12
20.11 => ? date_or_time | Tue 24 Nov 2026 20.11
12.10 => ? date_or_time | Tue 24 Nov 2026 12.10
tgl 5-7 => ? which_date | Sat 5 Dec 2026 09.00* | Mon 7 Dec 2026 09.00* | Mon 5 Jul 2027 09.00*
jam 9-10 => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
9-10 pagi => ? date_or_time | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
kira2 jam 9 => Wed 25 Nov 2026 09.00~
jam 9an => Wed 25 Nov 2026 09.00~
sekitar habis magrib => Tue 24 Nov 2026 18.30~
Senin 5 Des => ? which_one | Mon 30 Nov 2026 09.00* | Sat 5 Dec 2026 09.00*
Sabtu 5 Des => Sat 5 Dec 2026 09.00*
besok habis jumatan => ? which_one | Wed 25 Nov 2026 13.30~ | Fri 27 Nov 2026 13.30~
minggu depan senin => Mon 30 Nov 2026 09.00*
senin minggu depan jam 10 => Mon 30 Nov 2026 10.00
akhir pekan => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
desember => ? which_date
hari ini jam 9 => ? which_hour | Tue 24 Nov 2026 21.00
hari ini jam 8 => Tue 24 Nov 2026 20.00
nanti jam 9 => ? which_hour | Tue 24 Nov 2026 21.00 | Wed 25 Nov 2026 09.00
nanti jam 8 => Tue 24 Nov 2026 20.00
tgl 24 => ? which_date | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00 |
    Thu 24 Dec 2026 09.00*
tgl 24 jam 9 => Thu 24 Dec 2026 09.00
tgl 24 jam 14 => Tue 24 Nov 2026 14.00
24 nov => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
kemarin => x past
habis isya jam 8 => Tue 24 Nov 2026 20.00
besok sore jam 4 => Wed 25 Nov 2026 16.00
jam 5 subuh besok => Wed 25 Nov 2026 05.00
jam 8 malam senin => ? which_date | Sun 29 Nov 2026 20.00 | Mon 30 Nov 2026 20.00
2 minggu depan => ? which_day | Mon 7 Dec 2026 09.00* | Tue 8 Dec 2026 09.00* | Wed 9 Dec 2026 09.00* |
    Thu 10 Dec 2026 09.00* | Fri 11 Dec 2026 09.00* | Sat 12 Dec 2026 09.00* | Sun 13 Dec 2026 09.00*
tgl 5 bulan depan => Sat 5 Dec 2026 09.00*
tgl 31 => Thu 31 Dec 2026 09.00*
tgl 30 bulan depan => Wed 30 Dec 2026 09.00*
tgl 5 bulan 12 => Sat 5 Dec 2026 09.00*
jam 25 => x no_such_time
jam 9.75 => x no_such_time
jam 5 malam => x contradiction
1 jam 30 menit lagi => Tue 24 Nov 2026 11.30
minggu ini => ? which_day | Tue 24 Nov 2026 12.00 | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00* |
    Fri 27 Nov 2026 09.00* | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
stelah sholat jumat => Fri 27 Nov 2026 13.30~
sebelum sholat jumat => Fri 27 Nov 2026 11.00~
habis sholat isya besok => Wed 25 Nov 2026 19.45~
ba'da jum'at => Fri 27 Nov 2026 13.30~
9/10 pagi => ? date_or_time | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
5/12 pagi => Sat 5 Dec 2026 09.00~
1/2 siang => ? date_or_time | Tue 24 Nov 2026 13.00 | Tue 24 Nov 2026 14.00 | Mon 1 Feb 2027 13.00~
tgl 17-08 => Tue 17 Aug 2027 09.00*
tgl 5 atau 6 januari => ? which_one | Tue 5 Jan 2027 09.00* | Wed 6 Jan 2027 09.00*
5 atau 6 desember => ? which_one | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
jam 9 pagi atau 2 siang => ? which_one | Tue 24 Nov 2026 14.00 | Wed 25 Nov 2026 09.00
besok pagi atau sore => ? which_one | Wed 25 Nov 2026 09.00~ | Wed 25 Nov 2026 16.00~
besok jam 9 atau lusa jam 10 => ? which_one | Wed 25 Nov 2026 09.00 | Thu 26 Nov 2026 10.00
senin pagi/selasa sore => ? which_one | Tue 24 Nov 2026 16.00~ | Mon 30 Nov 2026 09.00~ |
    Tue 1 Dec 2026 16.00~
minggu depan selasa atau rabu => ? which_one | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00*
besok atau => x unknown
atau besok => x unknown
jam 23 wib => Tue 24 Nov 2026 23.00
besok wib => x unknown
jam 9 wib wita => x contradiction
nanti jam 8 pagi => ? which_hour | Wed 25 Nov 2026 08.00
nanti malam jam 1 => Wed 25 Nov 2026 01.00
malam ini jam 1 => Wed 25 Nov 2026 01.00
besok jam 1 malam => ? which_date | Wed 25 Nov 2026 01.00 | Thu 26 Nov 2026 01.00
hari ini besok => ? which_one | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00 |
    Wed 25 Nov 2026 09.00*
kamis malam jumat => Thu 26 Nov 2026 19.00~
besok jam 9 jam 10 => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
2 jam lagi jam 9 => x contradiction
besok 2 jam lagi => x contradiction
jam 24.30 => x no_such_time
setengah 13 => x no_such_time
besok pagi sore => ? which_one | Wed 25 Nov 2026 09.00~ | Wed 25 Nov 2026 16.00~
besok sekitar jam 9 => Wed 25 Nov 2026 09.00~
٥ ديسمبر => x unknown
besok jam ٩ => Wed 25 Nov 2026 09.00
tgl５ => Sat 5 Dec 2026 09.00*
jam 0 => Wed 25 Nov 2026 00.00
besok 00.30 => Wed 25 Nov 2026 00.30
tahun 2027 => x unknown
1 januari 2027 jam 08.00 => Fri 1 Jan 2027 08.00
1 jan 2028 => x too_far
31 des 2027 => x too_far
5/12/0000 => x no_such_date
0001-01-01 => x past
9999-12-31 => x too_far
2026-13-01 => x no_such_date
jam 07 => Wed 25 Nov 2026 07.00
jam 07.00 => Wed 25 Nov 2026 07.00
besok jam 19.00 malam => Wed 25 Nov 2026 19.00
besok jam 08.00 malam => Wed 25 Nov 2026 20.00
jam 14 malam => x contradiction
dua belas hari lagi => Sun 6 Dec 2026 09.00*
dua puluh lima hari lagi => Sat 19 Dec 2026 09.00*
3 hari yang lalu => x past
senin lalu => x past
minggu lalu => x past
tadi pagi => x past
jam 9 tgl 5 atau 6 => ? which_one | Sat 5 Dec 2026 09.00 | Sun 6 Dec 2026 09.00
jam 9 atau 10 tgl 5 => ? which_one | Sat 5 Dec 2026 09.00 | Sat 5 Dec 2026 10.00
besok jam 9 atau 10 => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 10.00
besok siang => Wed 25 Nov 2026 13.00~
nanti siang => Tue 24 Nov 2026 13.00~
hari ini jam 14.00 => Tue 24 Nov 2026 14.00
jumat jam 9 => Fri 27 Nov 2026 09.00
besok habis isya => Wed 25 Nov 2026 19.45~
besok sebelum subuh => Wed 25 Nov 2026 04.15~
besok 20.11 => Wed 25 Nov 2026 20.11
tgl 5/12/2026 5.12 => Sat 5 Dec 2026 17.12
5 Desember 2026 5.12 => Sat 5 Dec 2026 17.12
2 jam lagi ya pak => Tue 24 Nov 2026 12.00
nanti jam 8 malam => Tue 24 Nov 2026 20.00
hari ini jam 2 => Tue 24 Nov 2026 14.00
-3 hari lagi => x unknown
besok jam 9 pagi => Wed 25 Nov 2026 09.00
Jum'at ini => Fri 27 Nov 2026 09.00*
ba'da isya => Tue 24 Nov 2026 19.45~
besok jam 25 => x no_such_time
32 desember => x no_such_date
tgl 0 => x no_such_date
30 februari => x no_such_date
nanti magrib => Tue 24 Nov 2026 18.30~
abis isyak => Tue 24 Nov 2026 19.45~
hbs asar => Tue 24 Nov 2026 15.45~
ba'da maghrib => Tue 24 Nov 2026 18.30~
stlh subuh => Wed 25 Nov 2026 05.15~
seblm zhuhur => x unknown
bada jumatan => Fri 27 Nov 2026 13.30~
Jumat, 27 November 2026 => Fri 27 Nov 2026 09.00*
jum'at depan => ? which_week | Fri 27 Nov 2026 09.00* | Fri 4 Dec 2026 09.00*
senin dpn => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
hr rabo => Wed 25 Nov 2026 09.00*
kamis dpn jam 2 siang => ? which_week | Thu 26 Nov 2026 14.00 | Thu 3 Dec 2026 14.00
minggu dpn => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
besuk jam 9 => Wed 25 Nov 2026 09.00
besok jm 9 pg => Wed 25 Nov 2026 09.00
lusa jam stengah 8 => Thu 26 Nov 2026 07.30
2 mgu lagi => Tue 8 Dec 2026 09.00*
tgl lima => Sat 5 Dec 2026 09.00*
5 desmber => Sat 5 Dec 2026 09.00*
5 dsmber => x unknown
kmrn => x past
tadi => x past
tahun lalu => x past
100 tahun lagi => x too_far
jam 99 => x no_such_time
jam 13 pagi => x contradiction
tgl muda => x say_a_date
awal bulan => x say_a_date
kapan-kapan => x say_a_date
"""
# The same moment: phrases thought up after the grammar was finished, as mentors in Poso or Sragen type them.
PHONES = """
bsk siang jam 1 => Wed 25 Nov 2026 13.00
sok pagi => x unknown
besok sore ya bu => Wed 25 Nov 2026 16.00~
lusa pagi jm 8 => Thu 26 Nov 2026 08.00
minggu dpn hari rabu => Wed 2 Dec 2026 09.00*
tgl 3 bln dpn jam 10 => Thu 3 Dec 2026 10.00
senen jam 9 an => Mon 30 Nov 2026 09.00~
snin pagi => Mon 30 Nov 2026 09.00~
kemis sore jam 4 => Thu 26 Nov 2026 16.00
jumat abis jumatan => Fri 27 Nov 2026 13.30~
sabtu dpn => ? which_week | Sat 28 Nov 2026 09.00* | Sat 5 Dec 2026 09.00*
abis magrib nanti => Tue 24 Nov 2026 18.30~
bada isya => Tue 24 Nov 2026 19.45~
ba'da subuh besok => Wed 25 Nov 2026 05.15~
habis dhuhur hr senin => Mon 30 Nov 2026 12.45~
nanti mlm jam 7 => Tue 24 Nov 2026 19.00
ntar sore jam 5 => Tue 24 Nov 2026 17.00
ntar malem => Tue 24 Nov 2026 19.00~
jam setengah 10 pagi => Wed 25 Nov 2026 09.30
besok setengah 4 sore => Wed 25 Nov 2026 15.30
set 8 => x unknown
hr ini jam 3 sore => Tue 24 Nov 2026 15.00
sore ini => Tue 24 Nov 2026 16.00~
ini malam => Tue 24 Nov 2026 19.00~
besok bs => x unknown
besok gak bisa => x unknown
klo gk hujan besok => x unknown
insyaallah besok jam 10 pak => Wed 25 Nov 2026 10.00
InsyaAllah lusa => Thu 26 Nov 2026 09.00*
tunggu kabar => x unknown
belum tau => x unknown
nanti saya kabari => x unknown
sebulan sekali => x unknown
tiap senin => x unknown
2 mgg lg => Tue 8 Dec 2026 09.00*
3hr lg => Fri 27 Nov 2026 09.00*
10 hari lagi jam 9 => Fri 4 Dec 2026 09.00
1 bulan lg => Thu 24 Dec 2026 09.00*
tgl 1 des => Tue 1 Dec 2026 09.00*
1 desember 2026 => Tue 1 Dec 2026 09.00*
1/12/26 jam 9 => Tue 1 Dec 2026 09.00
01-12-2026 => Tue 1 Dec 2026 09.00*
1 des pagi => Tue 1 Dec 2026 09.00~
tgl satu => Tue 1 Dec 2026 09.00*
tgl 17 agustus => Tue 17 Aug 2027 09.00*
tgl 17-08 => Tue 17 Aug 2027 09.00*
17 ags 2027 => Tue 17 Aug 2027 09.00*
besok jam 9 wita => Wed 25 Nov 2026 08.00
jam 8 wita besok pagi => Wed 25 Nov 2026 07.00
jam 10 pagi besok ya mbak => Wed 25 Nov 2026 10.00
besok jam sepuluh => Wed 25 Nov 2026 10.00
bsk jam dua siang => Wed 25 Nov 2026 14.00
jam tujuh malam ini => Tue 24 Nov 2026 19.00
besok jam 7 malam => Wed 25 Nov 2026 19.00
besok jam 9.30 wib => Wed 25 Nov 2026 09.30
bsk 14.00 => Wed 25 Nov 2026 14.00
besok 9 => x unknown
besok siang2 => Wed 25 Nov 2026 13.00~
akhir bulan ini => x say_a_date
awal bulan depan => x say_a_date
habis panen => x unknown
habis gajian => x say_a_date
setelah lebaran => x say_a_date
malam minggu => ? which_date | Sat 28 Nov 2026 19.00~ | Sun 29 Nov 2026 19.00~
malem jumat => ? which_date | Thu 26 Nov 2026 19.00~ | Fri 27 Nov 2026 19.00~
minggu pagi => Sun 29 Nov 2026 09.00~
minggu jam 4 sore => Sun 29 Nov 2026 16.00
minggu ini => ? which_day | Tue 24 Nov 2026 12.00 | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00* |
    Fri 27 Nov 2026 09.00* | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
seminggu lagi hari selasa => Tue 1 Dec 2026 09.00*
dua hari lagi sore => Thu 26 Nov 2026 16.00~
stelah sholat jumat => Fri 27 Nov 2026 13.30~
habis sholat ashar => Tue 24 Nov 2026 15.45~
sebelum magrib => Tue 24 Nov 2026 17.30~
pagi2 besok => ? which_hour
jam 12 malam ini => Wed 25 Nov 2026 00.00
tengah malam => Wed 25 Nov 2026 00.00
dini hari => ? which_hour
besok dini hari jam 3 => Wed 25 Nov 2026 03.00
lebaran => x say_a_date
besok atau lusa => ? which_one | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00*
senin/selasa => ? which_one | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00 |
    Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00*
jam 8 atau jam 9 besok => ? which_one | Wed 25 Nov 2026 08.00 | Wed 25 Nov 2026 09.00
kamis depan jam 2 => ? which_week | Thu 26 Nov 2026 14.00 | Thu 3 Dec 2026 14.00
rabu besok => Wed 25 Nov 2026 09.00*
rabu lusa => ? which_one | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00*
hari kamis tgl 26 => Thu 26 Nov 2026 09.00*
hari jumat tgl 26  => ? which_one | Thu 26 Nov 2026 09.00* | Fri 27 Nov 2026 09.00*
kamis 26 nov jam 9.00 => Thu 26 Nov 2026 09.00
kamis, 26/11/2026 pukul 09.00 WIB => Thu 26 Nov 2026 09.00
15 menit lg => Tue 24 Nov 2026 10.15
bentar lagi => x unknown
sebentar => x unknown
secepatnya => x say_a_date
kapan2 => x say_a_date
besok2 aja => x say_a_date
🙏 besok pak 🙏 => Wed 25 Nov 2026 09.00*
besok 👍 => Wed 25 Nov 2026 09.00*
jam 9 => Wed 25 Nov 2026 09.00
jam 7 => ? which_hour | Tue 24 Nov 2026 19.00 | Wed 25 Nov 2026 07.00
jam 13 => Tue 24 Nov 2026 13.00
pkl 13.30 => Tue 24 Nov 2026 13.30
pukul 8 malam => Tue 24 Nov 2026 20.00
besok petang => Wed 25 Nov 2026 16.00~
lusa jam 3 => Thu 26 Nov 2026 15.00
senin dpn setengah 9 => ? which_week | Mon 30 Nov 2026 08.30 | Mon 7 Dec 2026 08.30
tgl 2 minggu depan => Wed 2 Dec 2026 09.00*
besok pukul 2 => Wed 25 Nov 2026 14.00
bsk jam 12 => Wed 25 Nov 2026 12.00
bsk jam 12.30 => Wed 25 Nov 2026 12.30
besok jam 1 malam => ? which_date | Wed 25 Nov 2026 01.00 | Thu 26 Nov 2026 01.00
natal => Fri 25 Dec 2026 09.00*
tahun depan => ? which_date
3 bulan lagi => Wed 24 Feb 2027 09.00*
setahun lagi => Wed 24 Nov 2027 09.00*
2 tahun lagi => x too_far
esuk => ? which_date | Wed 25 Nov 2026 09.00~
sesuk jam 9 => Wed 25 Nov 2026 09.00
mbesuk senin => x unknown
setu legi => x unknown
jemuah => Fri 27 Nov 2026 09.00*
hari rebo => Wed 25 Nov 2026 09.00*
eso pagi => Wed 25 Nov 2026 09.00~
lusa dulu => x unknown
hari senin minggu depannya => x unknown
dua minggu dari sekarang => Tue 8 Dec 2026 09.00*
dlm 2 mgg => Tue 8 Dec 2026 09.00*
5 hari => Sun 29 Nov 2026 09.00*
seminggu => Tue 1 Dec 2026 09.00*
besok jam 9 pagi sampai jam 11 => x unknown
jam 9 s/d 11 besok => x unknown
jam 9-11 besok => ? which_one | Wed 25 Nov 2026 09.00 | Wed 25 Nov 2026 11.00
besok (kamis) => ? which_one | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00*
besok, rabu 25/11 => Wed 25 Nov 2026 09.00*
25/11/26 => Wed 25 Nov 2026 09.00*
25-11-26 09:00 => Wed 25 Nov 2026 09.00
tgl 25 besok => Wed 25 Nov 2026 09.00*
tgl 25 jam 8 => Wed 25 Nov 2026 08.00
24/11 => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
tgl 24 sore => Tue 24 Nov 2026 16.00~
selamat pagi bu besok jam 2 => Wed 25 Nov 2026 14.00
assalamualaikum, besok jam 10 => Wed 25 Nov 2026 10.00
maaf pak jadi lusa => x unknown
besok jam 2an => Wed 25 Nov 2026 14.00~
besok jam 8/9 => x unknown
besuk => ? which_date | Wed 25 Nov 2026 09.00*
jam 10 malem => Tue 24 Nov 2026 22.00
sabtu atau minggu => ? which_one | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
sabtu minggu => ? which_one | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
hari sabtu tgl 5 des jam 08.00 wib => Sat 5 Dec 2026 08.00
setiap jumat => x unknown
jumat kliwon => x unknown
jumat wage jam 9 => x unknown
bsk lusa jam 3 sore => Thu 26 Nov 2026 15.00
nanti sore abis ashar => Tue 24 Nov 2026 15.45~
nanti habis isya jam 8 => Tue 24 Nov 2026 20.00
kamis malam => Thu 26 Nov 2026 19.00~
kamis malam jam 7 => Thu 26 Nov 2026 19.00
sbtu pgi => Sat 28 Nov 2026 09.00~
sept => ? which_date
1 sept => Wed 1 Sep 2027 09.00*
mgg pg jam 8 => Sun 29 Nov 2026 08.00
senin 30 nov => Mon 30 Nov 2026 09.00*
selasa 30 nov => ? which_one | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00 |
    Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00*
7 hari lg jam 4 sore => Tue 1 Dec 2026 16.00
2 minggu lagi hari senin => ? which_one | Mon 30 Nov 2026 09.00* | Tue 8 Dec 2026 09.00*
satu bulan lagi => Thu 24 Dec 2026 09.00*
tiga bulan => Wed 24 Feb 2027 09.00*
besok antara jam 9 dan 10 => x unknown
paling lambat jumat => x unknown
sebelum jumat => x unknown
setelah tgl 5 => x unknown
habis tgl 5 => x unknown
lewat tgl 5 => x unknown
sekitar tgl 5 => Sat 5 Dec 2026 09.00~*
sktr jam 9 => x unknown
jam 10 lewat => x unknown
jam 10 kurang => x unknown
jam 9 lebih => x unknown
8 malam => Tue 24 Nov 2026 20.00
jam 8 mlm ini => Tue 24 Nov 2026 20.00
jm 3 sore hr rabu => Wed 25 Nov 2026 15.00
tgl 5 pak agus => x unknown
tgl 5 bu Juli => x unknown
jam 9 di sel => x unknown
pak, jumat jam 9 => Fri 27 Nov 2026 09.00
besok lihat maket => x unknown
selama 3 hari => x unknown
jam 9 bu jum => x unknown
5 Juli bu => Mon 5 Jul 2027 09.00*
"""
LATE_EVENING = """
besok => Wed 25 Nov 2026 09.00*
nanti pagi => ? which_hour | Wed 25 Nov 2026 09.00~
nanti sore => ? which_hour | Wed 25 Nov 2026 16.00~
nanti malam => ? which_hour | Wed 25 Nov 2026 19.00~
sore => Wed 25 Nov 2026 16.00~
malam => ? which_hour | Wed 25 Nov 2026 19.00~
jam 9 => Wed 25 Nov 2026 09.00
jam 12 malam => Wed 25 Nov 2026 00.00
besok jam 12 malam => ? which_date | Wed 25 Nov 2026 00.00 | Thu 26 Nov 2026 00.00
jumat => Fri 27 Nov 2026 09.00*
jumat jam 14 => Fri 27 Nov 2026 14.00
jumat ini => Fri 27 Nov 2026 09.00*
habis jumatan => Fri 27 Nov 2026 13.30~
hari ini => ? which_hour
akhir pekan => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
minggu => Sun 29 Nov 2026 09.00*
minggu depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
minggu ini => ? which_day | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00* | Fri 27 Nov 2026 09.00* |
    Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
sebulan lagi => Thu 24 Dec 2026 09.00*
bulan depan => Thu 24 Dec 2026 09.00*
1/1 => Fri 1 Jan 2027 09.00*
30/12 => Wed 30 Dec 2026 09.00*
29/2 => x no_such_date
tgl 31 => Thu 31 Dec 2026 09.00*
tgl 30 => Mon 30 Nov 2026 09.00*
tgl 1 => Tue 1 Dec 2026 09.00*
2 jam lagi => Wed 25 Nov 2026 01.50
setahun lagi => Wed 24 Nov 2027 09.00*
"""
FRIDAY = """
besok => Sat 28 Nov 2026 09.00*
nanti pagi => ? which_hour | Sat 28 Nov 2026 09.00~
nanti sore => Fri 27 Nov 2026 16.00~
nanti malam => Fri 27 Nov 2026 19.00~
sore => Fri 27 Nov 2026 16.00~
malam => Fri 27 Nov 2026 19.00~
jam 9 => Sat 28 Nov 2026 09.00
jam 12 malam => Sat 28 Nov 2026 00.00
besok jam 12 malam => ? which_date | Sat 28 Nov 2026 00.00 | Sun 29 Nov 2026 00.00
jumat => ? which_week | Fri 27 Nov 2026 12.00 | Fri 27 Nov 2026 16.00 | Fri 27 Nov 2026 19.00 |
    Fri 4 Dec 2026 09.00*
jumat jam 14 => ? which_week | Fri 27 Nov 2026 14.00 | Fri 4 Dec 2026 14.00
jumat ini => ? which_hour | Fri 27 Nov 2026 12.00 | Fri 27 Nov 2026 16.00 | Fri 27 Nov 2026 19.00
habis jumatan => Fri 27 Nov 2026 13.30~
hari ini => ? which_hour | Fri 27 Nov 2026 12.00 | Fri 27 Nov 2026 16.00 | Fri 27 Nov 2026 19.00
akhir pekan => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
minggu => Sun 29 Nov 2026 09.00*
minggu depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
minggu ini => ? which_day | Fri 27 Nov 2026 12.00 | Fri 27 Nov 2026 16.00 | Fri 27 Nov 2026 19.00 |
    Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
sebulan lagi => Sun 27 Dec 2026 09.00*
bulan depan => Sun 27 Dec 2026 09.00*
1/1 => Fri 1 Jan 2027 09.00*
30/12 => Wed 30 Dec 2026 09.00*
29/2 => x no_such_date
tgl 31 => Thu 31 Dec 2026 09.00*
tgl 30 => Mon 30 Nov 2026 09.00*
tgl 1 => Tue 1 Dec 2026 09.00*
2 jam lagi => Fri 27 Nov 2026 12.00
setahun lagi => Sat 27 Nov 2027 09.00*
"""
SUNDAY = """
besok => Mon 30 Nov 2026 09.00*
nanti pagi => ? which_hour | Mon 30 Nov 2026 09.00~
nanti sore => ? which_hour | Sun 29 Nov 2026 18.00 | Mon 30 Nov 2026 16.00~
nanti malam => Sun 29 Nov 2026 19.00~
sore => ? which_hour | Sun 29 Nov 2026 18.00 | Mon 30 Nov 2026 16.00~
malam => Sun 29 Nov 2026 19.00~
jam 9 => Mon 30 Nov 2026 09.00
jam 12 malam => Mon 30 Nov 2026 00.00
besok jam 12 malam => ? which_date | Mon 30 Nov 2026 00.00 | Tue 1 Dec 2026 00.00
jumat => Fri 4 Dec 2026 09.00*
jumat jam 14 => Fri 4 Dec 2026 14.00
jumat ini => Fri 4 Dec 2026 09.00*
habis jumatan => Fri 4 Dec 2026 13.30~
hari ini => ? which_hour | Sun 29 Nov 2026 19.00
akhir pekan => ? which_hour | Sun 29 Nov 2026 19.00
minggu => ? which_week | Sun 29 Nov 2026 19.00 | Sun 6 Dec 2026 09.00*
minggu depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
minggu ini => ? which_hour | Sun 29 Nov 2026 19.00
sebulan lagi => Tue 29 Dec 2026 09.00*
bulan depan => Tue 29 Dec 2026 09.00*
1/1 => Fri 1 Jan 2027 09.00*
30/12 => Wed 30 Dec 2026 09.00*
29/2 => x no_such_date
tgl 31 => Thu 31 Dec 2026 09.00*
tgl 30 => Mon 30 Nov 2026 09.00*
tgl 1 => Tue 1 Dec 2026 09.00*
2 jam lagi => Sun 29 Nov 2026 19.10
setahun lagi => Mon 29 Nov 2027 09.00*
"""
END_OF_JANUARY = """
besok => Mon 1 Feb 2027 09.00*
nanti pagi => Sun 31 Jan 2027 09.00~
nanti sore => Sun 31 Jan 2027 16.00~
nanti malam => Sun 31 Jan 2027 19.00~
sore => Sun 31 Jan 2027 16.00~
malam => Sun 31 Jan 2027 19.00~
jam 9 => Sun 31 Jan 2027 09.00
jam 12 malam => Mon 1 Feb 2027 00.00
besok jam 12 malam => ? which_date | Mon 1 Feb 2027 00.00 | Tue 2 Feb 2027 00.00
jumat => Fri 5 Feb 2027 09.00*
jumat jam 14 => Fri 5 Feb 2027 14.00
jumat ini => Fri 5 Feb 2027 09.00*
habis jumatan => Fri 5 Feb 2027 13.30~
hari ini => Sun 31 Jan 2027 09.00*
akhir pekan => Sun 31 Jan 2027 09.00*
minggu => ? which_week | Sun 31 Jan 2027 09.00* | Sun 7 Feb 2027 09.00*
minggu depan => ? which_day | Mon 1 Feb 2027 09.00* | Tue 2 Feb 2027 09.00* | Wed 3 Feb 2027 09.00* |
    Thu 4 Feb 2027 09.00* | Fri 5 Feb 2027 09.00* | Sat 6 Feb 2027 09.00* | Sun 7 Feb 2027 09.00*
minggu ini => Sun 31 Jan 2027 09.00*
sebulan lagi => Sun 28 Feb 2027 09.00*
bulan depan => Sun 28 Feb 2027 09.00*
1/1 => x past
30/12 => x past
29/2 => Tue 29 Feb 2028 09.00*
tgl 31 => Sun 31 Jan 2027 09.00*
tgl 30 => Tue 30 Mar 2027 09.00*
tgl 1 => Mon 1 Feb 2027 09.00*
2 jam lagi => Sun 31 Jan 2027 10.00
setahun lagi => Mon 31 Jan 2028 09.00*
"""
LEAP_YEAR = """
besok => Tue 29 Feb 2028 09.00*
nanti pagi => ? which_hour | Tue 29 Feb 2028 09.00~
nanti sore => Mon 28 Feb 2028 16.00~
nanti malam => Mon 28 Feb 2028 19.00~
sore => Mon 28 Feb 2028 16.00~
malam => Mon 28 Feb 2028 19.00~
jam 9 => Tue 29 Feb 2028 09.00
jam 12 malam => Tue 29 Feb 2028 00.00
besok jam 12 malam => ? which_date | Tue 29 Feb 2028 00.00 | Wed 1 Mar 2028 00.00
jumat => Fri 3 Mar 2028 09.00*
jumat jam 14 => Fri 3 Mar 2028 14.00
jumat ini => Fri 3 Mar 2028 09.00*
habis jumatan => Fri 3 Mar 2028 13.30~
hari ini => ? which_hour | Mon 28 Feb 2028 12.00 | Mon 28 Feb 2028 16.00 | Mon 28 Feb 2028 19.00
akhir pekan => ? which_day | Sat 4 Mar 2028 09.00* | Sun 5 Mar 2028 09.00*
minggu => Sun 5 Mar 2028 09.00*
minggu depan => ? which_day | Mon 6 Mar 2028 09.00* | Tue 7 Mar 2028 09.00* | Wed 8 Mar 2028 09.00* |
    Thu 9 Mar 2028 09.00* | Fri 10 Mar 2028 09.00* | Sat 11 Mar 2028 09.00* | Sun 12 Mar 2028 09.00*
minggu ini => ? which_day | Mon 28 Feb 2028 12.00 | Tue 29 Feb 2028 09.00* | Wed 1 Mar 2028 09.00* |
    Thu 2 Mar 2028 09.00* | Fri 3 Mar 2028 09.00* | Sat 4 Mar 2028 09.00* | Sun 5 Mar 2028 09.00*
sebulan lagi => Tue 28 Mar 2028 09.00*
bulan depan => Tue 28 Mar 2028 09.00*
1/1 => x past
30/12 => Sat 30 Dec 2028 09.00*
29/2 => Tue 29 Feb 2028 09.00*
tgl 31 => Fri 31 Mar 2028 09.00*
tgl 30 => Thu 30 Mar 2028 09.00*
tgl 1 => Wed 1 Mar 2028 09.00*
2 jam lagi => Mon 28 Feb 2028 12.00
setahun lagi => Wed 28 Feb 2029 09.00*
"""
NEW_YEARS_EVE = """
besok => Fri 1 Jan 2027 09.00*
nanti pagi => ? which_hour | Fri 1 Jan 2027 09.00~
nanti sore => Thu 31 Dec 2026 16.00~
nanti malam => Thu 31 Dec 2026 19.00~
sore => Thu 31 Dec 2026 16.00~
malam => Thu 31 Dec 2026 19.00~
jam 9 => Fri 1 Jan 2027 09.00
jam 12 malam => Fri 1 Jan 2027 00.00
besok jam 12 malam => ? which_date | Fri 1 Jan 2027 00.00 | Sat 2 Jan 2027 00.00
jumat => Fri 1 Jan 2027 09.00*
jumat jam 14 => Fri 1 Jan 2027 14.00
jumat ini => Fri 1 Jan 2027 09.00*
habis jumatan => Fri 1 Jan 2027 13.30~
hari ini => ? which_hour | Thu 31 Dec 2026 14.00 | Thu 31 Dec 2026 16.00 | Thu 31 Dec 2026 19.00
akhir pekan => ? which_day | Sat 2 Jan 2027 09.00* | Sun 3 Jan 2027 09.00*
minggu => Sun 3 Jan 2027 09.00*
minggu depan => ? which_day | Mon 4 Jan 2027 09.00* | Tue 5 Jan 2027 09.00* | Wed 6 Jan 2027 09.00* |
    Thu 7 Jan 2027 09.00* | Fri 8 Jan 2027 09.00* | Sat 9 Jan 2027 09.00* | Sun 10 Jan 2027 09.00*
minggu ini => ? which_day | Thu 31 Dec 2026 14.00 | Thu 31 Dec 2026 16.00 | Thu 31 Dec 2026 19.00 |
    Fri 1 Jan 2027 09.00* | Sat 2 Jan 2027 09.00* | Sun 3 Jan 2027 09.00*
sebulan lagi => Sun 31 Jan 2027 09.00*
bulan depan => Sun 31 Jan 2027 09.00*
1/1 => Fri 1 Jan 2027 09.00*
30/12 => x past
29/2 => x no_such_date
tgl 31 => ? which_date | Thu 31 Dec 2026 14.00 | Thu 31 Dec 2026 16.00 | Thu 31 Dec 2026 19.00 |
    Sun 31 Jan 2027 09.00*
tgl 30 => Sat 30 Jan 2027 09.00*
tgl 1 => Fri 1 Jan 2027 09.00*
2 jam lagi => Thu 31 Dec 2026 14.00
setahun lagi => Fri 31 Dec 2027 09.00*
"""
MAKASSAR = """
besok => Wed 25 Nov 2026 09.00*
besok jam 9 => Wed 25 Nov 2026 09.00
besok jam 9 wib => Wed 25 Nov 2026 10.00
jam 9 wita => Wed 25 Nov 2026 09.00
jam 14 wit => Tue 24 Nov 2026 13.00
habis magrib => Tue 24 Nov 2026 18.30~
hari ini => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
1 jam lagi => Tue 24 Nov 2026 11.00
jam 23 wib => Wed 25 Nov 2026 00.00
tgl 25 => Wed 25 Nov 2026 09.00*
25/11 => Wed 25 Nov 2026 09.00*
"""
JAYAPURA = """
besok => Thu 26 Nov 2026 09.00*
besok jam 9 => Thu 26 Nov 2026 09.00
besok jam 9 wib => Thu 26 Nov 2026 11.00
jam 9 wita => Wed 25 Nov 2026 10.00
jam 14 wit => Wed 25 Nov 2026 14.00
habis magrib => Wed 25 Nov 2026 18.30~
hari ini => Wed 25 Nov 2026 09.00*
1 jam lagi => Wed 25 Nov 2026 01.30
jam 23 wib => Wed 25 Nov 2026 01.00
tgl 25 => Wed 25 Nov 2026 09.00*
25/11 => Wed 25 Nov 2026 09.00*
"""
PONTIANAK = """
besok => Wed 25 Nov 2026 09.00*
besok jam 9 => Wed 25 Nov 2026 09.00
besok jam 9 wib => Wed 25 Nov 2026 09.00
jam 9 wita => Wed 25 Nov 2026 08.00
jam 14 wit => Tue 24 Nov 2026 12.00
habis magrib => Tue 24 Nov 2026 18.30~
hari ini => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
1 jam lagi => Tue 24 Nov 2026 11.00
jam 23 wib => Tue 24 Nov 2026 23.00
tgl 25 => Wed 25 Nov 2026 09.00*
25/11 => Wed 25 Nov 2026 09.00*
"""

SEEN_FROM = [
    (BASE, "Asia/Jakarta", "2026-11-24T10:00"),
    (PHONES, "Asia/Jakarta", "2026-11-24T10:00"),
    (LATE_EVENING, "Asia/Jakarta", "2026-11-24T23:50"),
    (FRIDAY, "Asia/Jakarta", "2026-11-27T10:00"),
    (SUNDAY, "Asia/Jakarta", "2026-11-29T17:10"),
    (END_OF_JANUARY, "Asia/Jakarta", "2027-01-31T08:00"),
    (LEAP_YEAR, "Asia/Jakarta", "2028-02-28T10:00"),
    (NEW_YEARS_EVE, "Asia/Jakarta", "2026-12-31T12:00"),
    (MAKASSAR, "Asia/Makassar", "2026-11-24T10:00"),
    (JAYAPURA, "Asia/Jayapura", "2026-11-25T00:30"),
    (PONTIANAK, "Asia/Pontianak", "2026-11-24T10:00"),
]
JAKARTA = ZoneInfo("Asia/Jakarta")
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=JAKARTA)


def moment(found: Moment, zone: ZoneInfo) -> str:
    at = found.at.astimezone(zone)
    marks = "~" * found.approximate + "*" * (not found.has_time)
    return f"{at:%a} {at.day} {at:%b %Y %H.%M}{marks}"


def answer(found: Moment | Question | Refused, zone: ZoneInfo) -> str:
    match found:
        case Moment():
            return moment(found, zone)
        case Question(choices, reason):
            return " | ".join([f"? {reason}", *(moment(choice, zone) for choice in choices)])
        case Refused(reason):
            return f"x {reason}"


def lines(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().replace(" |\n   ", " |").splitlines():
        phrase, _, expected = line.partition(" => ")
        yield phrase, expected


@pytest.mark.parametrize(("table", "key", "now"), SEEN_FROM)
def test_every_phrase_comes_to_exactly_this(table: str, key: str, now: str) -> None:
    zone = ZoneInfo(key)
    seen_from = datetime.fromisoformat(now).replace(tzinfo=zone)
    expected = dict(lines(table))
    assert {phrase: answer(read(phrase, seen_from, zone), zone) for phrase in expected} == expected


def test_there_are_enough_phrases() -> None:
    assert sum(len(list(lines(table))) for table, *_ in SEEN_FROM) >= 500
    assert len(dict(lines(BASE))) >= 240, "distinct phrases seen from one and the same moment"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ya",
        "\x00",
        "besok\x00",
        "\u202ebesok",
        "besok\u0301",
        "🦆 besok",
        "b e s o k",
        "½ jam lagi",
        "jam ²",
        "-3 hari lagi",
        "+1 hari lagi",
        "0 hari lagi",
        "99999999999 hari lagi",
        "5.12 5.12 5.12",
        "senin atau selasa atau rabu atau kamis atau jumat",
        "besok " * 40,
        "9" * 160,
    ],
)
def test_what_is_no_date_is_unknown(text: str) -> None:
    assert answer(read(text, TUESDAY, JAKARTA), JAKARTA) == "x unknown"


@pytest.mark.parametrize("text", ["besok\u200f", "b\u00adesok", "ＢＥＳＯＫ", "\ufeffbesok", "«besok»"])
def test_marks_nobody_sees_never_change_the_day(text: str) -> None:
    assert answer(read(text, TUESDAY, JAKARTA), JAKARTA) in ("Wed 25 Nov 2026 09.00*", "x unknown")


@pytest.mark.parametrize("text", ["31 Desember 9999 jam 24.00", "9999-12-31 tengah malam"])
def test_what_is_past_the_end_of_every_calendar_is_too_far(text: str) -> None:
    assert answer(read(text, TUESDAY, JAKARTA), JAKARTA) == "x too_far"


def test_the_institution_sets_default_time_prayer_times_and_reach() -> None:
    def seen(text: str) -> str:
        found = read(
            text,
            TUESDAY.astimezone(UTC),
            JAKARTA,
            default_time=time(8, 30),
            prayer_times={"magrib": time(18, 0)},
            furthest=timedelta(days=30),
        )
        return answer(found, JAKARTA)

    assert seen("besok") == "Wed 25 Nov 2026 08.30*"
    assert seen("habis magrib") == "Tue 24 Nov 2026 18.00~"
    assert seen("habis isya") == "x unknown"
    assert seen("30 hari lagi") == "Thu 24 Dec 2026 08.30*"
    assert seen("31 hari lagi") == "x too_far"
    assert seen("43200 menit lagi") == "Thu 24 Dec 2026 10.00"
    assert seen("43201 menit lagi") == "x too_far"
    # The date is too far to be offered, but the hour alone would still be a guess.
    assert seen("5.01") == "? date_or_time | Tue 24 Nov 2026 17.01"
