"""Reads typed dates, more of them: bare distances, feasts, and what phones and other languages make of words.

The tables are written as in test_dates.py and seen from the same moment, Tuesday, 24 November 2026, 10.00 WIB.
"""

from datetime import datetime

import pytest

from bot.domain.dates import read
from tests.domain.test_dates import JAKARTA, TUESDAY, answer, lines

# The question is when to be in touch again, and its buttons read "1 minggu", "3 hari".
DISTANCES = """
2 minggu => Tue 8 Dec 2026 09.00*
3 hari => Fri 27 Nov 2026 09.00*
seminggu => Tue 1 Dec 2026 09.00*
sepekan => Tue 1 Dec 2026 09.00*
2 mgg => Tue 8 Dec 2026 09.00*
dua minggu => Tue 8 Dec 2026 09.00*
3hari => Fri 27 Nov 2026 09.00*
2mgg => Tue 8 Dec 2026 09.00*
sebulan => Thu 24 Dec 2026 09.00*
1 bln => Thu 24 Dec 2026 09.00*
10 hr => Fri 4 Dec 2026 09.00*
2 pekan => Tue 8 Dec 2026 09.00*
4 mg => Tue 22 Dec 2026 09.00*
4mg lg => Tue 22 Dec 2026 09.00*
1 minggu => Tue 1 Dec 2026 09.00*
4 minggu => Tue 22 Dec 2026 09.00*
8 minggu => Tue 19 Jan 2027 09.00*
Besok => Wed 25 Nov 2026 09.00*
2 jam => Tue 24 Nov 2026 12.00
30 menit => Tue 24 Nov 2026 10.30
sejam => Tue 24 Nov 2026 11.00
setengah jam => Tue 24 Nov 2026 10.30
1 jam 30 menit => Tue 24 Nov 2026 11.30
setahun => Wed 24 Nov 2027 09.00*
2 minggu jam 9 => Tue 8 Dec 2026 09.00
seminggu jam 9 pagi => Tue 1 Dec 2026 09.00
2-3 hari => ? which_one | Thu 26 Nov 2026 09.00* | Fri 27 Nov 2026 09.00*
2-3 minggu => ? which_one | Tue 8 Dec 2026 09.00* | Tue 15 Dec 2026 09.00*
2-3 minggu lagi => ? which_one | Tue 8 Dec 2026 09.00* | Tue 15 Dec 2026 09.00*
2 atau 3 minggu => ? which_one | Tue 8 Dec 2026 09.00* | Tue 15 Dec 2026 09.00*
2 atau 3 hari lagi => ? which_one | Thu 26 Nov 2026 09.00* | Fri 27 Nov 2026 09.00*
seminggu atau 2 minggu => ? which_one | Tue 1 Dec 2026 09.00* | Tue 8 Dec 2026 09.00*
sekitar 2 minggu => Tue 8 Dec 2026 09.00~*
kira2 seminggu => Tue 1 Dec 2026 09.00~*
2 minggu dari sekarang => Tue 8 Dec 2026 09.00*
seminggu dari hari ini => Tue 1 Dec 2026 09.00*
2 minggu aja pak => Tue 8 Dec 2026 09.00*
minggu => Sun 29 Nov 2026 09.00*
minggu ke-2 => x say_a_date
minggu kedua Desember => x say_a_date
minggu ke 3 => x say_a_date
senin pertama bulan depan => x say_a_date
tgl 2 minggu depan => Wed 2 Dec 2026 09.00*
2 minggu depan => ? which_day | Mon 7 Dec 2026 09.00* | Tue 8 Dec 2026 09.00* | Wed 9 Dec 2026 09.00* |
    Thu 10 Dec 2026 09.00* | Fri 11 Dec 2026 09.00* | Sat 12 Dec 2026 09.00* | Sun 13 Dec 2026 09.00*
2 minggu sekali => x unknown
tiap 2 minggu => x unknown
seminggu sekali => x unknown
seminggu 2x => x unknown
seminggu dua kali => x unknown
selama 2 minggu => x unknown
untuk 2 minggu => x unknown
kunjungi 2 jam => x unknown
2 jam telepon => x unknown
besok 2 jam => x unknown
besok 2 minggu => x unknown
2 mingguan => x unknown
2 minggu-an => x unknown
2 minggu an => x unknown
jangan 2 minggu => x unknown
jangan seminggu => x unknown
2 minggu lalu => x past
2 minggu ini => x unknown
0 hari => x unknown
5 hari kerja => x unknown
kunjungi tgl 2 hari rabu => Wed 2 Dec 2026 09.00*
setengah bulan => x unknown
beberapa hari lagi => x unknown
"""
TYPED = """
idul fitri => x say_a_date
idul adha => x say_a_date
lebaran haji => x say_a_date
hari raya => x say_a_date
hari raya idul fitri => x say_a_date
habis idul fitri => x say_a_date
tahun baru => Fri 1 Jan 2027 09.00*
tahun baru 2027 => Fri 1 Jan 2027 09.00*
tahun baru jam 9 => Fri 1 Jan 2027 09.00
malam tahun baru => Thu 31 Dec 2026 19.00~
habis tahun baru => x say_a_date
tahun baru imlek => x say_a_date
tahun baru islam => x say_a_date
natal => Fri 25 Dec 2026 09.00*
habis natal => x say_a_date
malam natal => Thu 24 Dec 2026 19.00~
hari natal => Fri 25 Dec 2026 09.00*
natal jam 9 => Fri 25 Dec 2026 09.00
natalan => x say_a_date
17 agustusan => Tue 17 Aug 2027 09.00*
tujuhbelasan => x say_a_date
agustusan => x say_a_date
tanggal ketujuh belas => Thu 17 Dec 2026 09.00*
tanggal kesatu => Tue 1 Dec 2026 09.00*
tanggal pertama => Tue 1 Dec 2026 09.00*
tgl ke-5 => Sat 5 Dec 2026 09.00*
tgl ke 5 => Sat 5 Dec 2026 09.00*
8-mei-2027 => Sat 8 May 2027 09.00*
8/mei/2027 => Sat 8 May 2027 09.00*
8.mei.2027 => Sat 8 May 2027 09.00*
8-mei => Sat 8 May 2027 09.00*
8/mei => Sat 8 May 2027 09.00*
8-mei-27 => Sat 8 May 2027 09.00*
17 agts => Tue 17 Aug 2027 09.00*
5 des 26 => Sat 5 Dec 2026 09.00*
5 des 25 => x past
5 des 27 => Sun 5 Dec 2027 09.00*
5 des 09 => x unknown
5 Desember '26 => Sat 5 Dec 2026 09.00*
5 des 26 jam 9 => Sat 5 Dec 2026 09.00
5 des 10 pagi => Sat 5 Dec 2026 10.00
5 des 30 menit => x unknown
besuk => ? which_date | Wed 25 Nov 2026 09.00*
besuk jam 9 => Wed 25 Nov 2026 09.00
besuk jam 14 => ? which_date | Tue 24 Nov 2026 14.00 | Wed 25 Nov 2026 14.00
besuk senin => Mon 30 Nov 2026 09.00*
jam besuk => x unknown
habis jumat => ? which_date | Fri 27 Nov 2026 13.30~ | Sat 28 Nov 2026 09.00*
ba'da jumat => Fri 27 Nov 2026 13.30~
abis jum'atan => Fri 27 Nov 2026 13.30~
habis jumat jam 2 => ? which_date | Fri 27 Nov 2026 14.00 | Sat 28 Nov 2026 14.00
habis jumat depan => x unknown
setelah jumat => ? which_date | Fri 27 Nov 2026 13.30~ | Sat 28 Nov 2026 09.00*
sebelum jumat => x unknown
Januari 2027 => ? which_date
Januari 2026 => x past
Desember 2026 => ? which_date
weekend => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
wiken => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
weekend depan => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00* | Sat 5 Dec 2026 09.00* |
    Sun 6 Dec 2026 09.00*
akhir minggu depan => ? which_day | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00* |
    Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
malam minggu => ? which_date | Sat 28 Nov 2026 19.00~ | Sun 29 Nov 2026 19.00~
H+3 => x say_a_date
h-1 lebaran => x say_a_date
3 hari lg => Fri 27 Nov 2026 09.00*
dua hari lagi => Thu 26 Nov 2026 09.00*
lusa sore => Thu 26 Nov 2026 16.00~
jumat tgl 4 => Fri 4 Dec 2026 09.00*
Senin tanggal 7 Desember jam 9 => Mon 7 Dec 2026 09.00
Desember tanggal 5 => Sat 5 Dec 2026 09.00*
Desember tgl 5 jam 9 => Sat 5 Dec 2026 09.00
Desember 2026 tanggal 5 => Sat 5 Dec 2026 09.00*
bulan Desember tanggal 5 => Sat 5 Dec 2026 09.00*
bulan depan tgl 5 => Sat 5 Dec 2026 09.00*
bulan ini tgl 28 => Sat 28 Nov 2026 09.00*
tgl 28 ini => Sat 28 Nov 2026 09.00*
5 Desember pukul setengah sembilan => Sat 5 Dec 2026 08.30
minggu ini => ? which_day | Tue 24 Nov 2026 12.00 | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00* |
    Fri 27 Nov 2026 09.00* | Sat 28 Nov 2026 09.00* | Sun 29 Nov 2026 09.00*
senin dpn => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
sabtu mlm => Sat 28 Nov 2026 19.00~
jam 9 besok => Wed 25 Nov 2026 09.00
besok jam 9an => Wed 25 Nov 2026 09.00~
bsk pg => Wed 25 Nov 2026 09.00~
mgg dpn hari selasa => Tue 1 Dec 2026 09.00*
lusa abis dzuhur => Thu 26 Nov 2026 12.45~
sesuk => Wed 25 Nov 2026 09.00*
sesuk isuk => Wed 25 Nov 2026 09.00~
isuk => ? which_date | Wed 25 Nov 2026 09.00~
isuk jam 9 => Wed 25 Nov 2026 09.00
enjing => ? which_date | Wed 25 Nov 2026 09.00~
énjing => ? which_date | Wed 25 Nov 2026 09.00~
isukan => Wed 25 Nov 2026 09.00*
benjing => Wed 25 Nov 2026 09.00*
sesuk esuk => Wed 25 Nov 2026 09.00~
wingi => x past
mengko sore => Tue 24 Nov 2026 16.00~
mengko bengi => Tue 24 Nov 2026 19.00~
sesuk bengi => Wed 25 Nov 2026 19.00~
sesuk sonten => Wed 25 Nov 2026 16.00~
engke sonten => Tue 24 Nov 2026 16.00~
pageto => Thu 26 Nov 2026 09.00*
saiki => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
minggu ngarep => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
3 dino maneh => x unknown
bakdo magrib => Tue 24 Nov 2026 18.30~
bar isya => Tue 24 Nov 2026 19.45~
bsokpagi => Wed 25 Nov 2026 09.00~
besokpagi => Wed 25 Nov 2026 09.00~
bskpg => Wed 25 Nov 2026 09.00~
bsksore => Wed 25 Nov 2026 16.00~
malamminggu => ? which_date | Sat 28 Nov 2026 19.00~ | Sun 29 Nov 2026 19.00~
hariini => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
senindepan => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
minggudepan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
mggdpn => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
harisenin => Mon 30 Nov 2026 09.00*
abismagrib => Tue 24 Nov 2026 18.30~
badaisya => Tue 24 Nov 2026 19.45~
pagi2 => ? which_hour
besok pagi2 => ? which_hour
besok siang2 => Wed 25 Nov 2026 13.00~
kapan2 => x say_a_date
besok2 => x say_a_date
besok 2 des => ? which_one | Wed 25 Nov 2026 09.00* | Wed 2 Dec 2026 09.00*
besok pagi 2 des => ? which_one | Wed 25 Nov 2026 09.00~ | Wed 2 Dec 2026 09.00~
snn => Mon 30 Nov 2026 09.00*
snn dpn => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
jmt sre => Fri 27 Nov 2026 16.00~
bsok sng => Wed 25 Nov 2026 13.00~
ntr sore => Tue 24 Nov 2026 16.00~
tar sore => Tue 24 Nov 2026 16.00~
nnt mlm => Tue 24 Nov 2026 19.00~
jemuah => Fri 27 Nov 2026 09.00*
jumuah => Fri 27 Nov 2026 09.00*
2 mgu lagi => Tue 8 Dec 2026 09.00*
2 oct => x past
5 aug => Thu 5 Aug 2027 09.00*
besok jam setengah9 => Wed 25 Nov 2026 08.30
besok jam 1/2 9 => Wed 25 Nov 2026 08.30
jam 1/2 9 pagi => Wed 25 Nov 2026 08.30
besok 1/2 9 => Wed 25 Nov 2026 08.30
1/2 8 pagi => ? date_or_time | Wed 25 Nov 2026 07.30 | Mon 1 Feb 2027 08.00
senin yang akan datang => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
senin yg akan datang => ? which_week | Mon 30 Nov 2026 09.00* | Mon 7 Dec 2026 09.00*
minggu yg akan datang => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* |
    Wed 2 Dec 2026 09.00* | Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* |
    Sun 6 Dec 2026 09.00*
5 januari tahun depan => Tue 5 Jan 2027 09.00*
tanggal 27 bulan sebelas => Fri 27 Nov 2026 09.00*
sekarang juga => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
besok juga => Wed 25 Nov 2026 09.00*
besok y => Wed 25 Nov 2026 09.00*
besok lah => Wed 25 Nov 2026 09.00*
besok kak => Wed 25 Nov 2026 09.00*
sabtu besok => ? which_one | Wed 25 Nov 2026 09.00* | Sat 28 Nov 2026 09.00*
senin besok => ? which_one | Wed 25 Nov 2026 09.00* | Mon 30 Nov 2026 09.00*
rabu besok jam 9 => Wed 25 Nov 2026 09.00
tgl tua => x say_a_date
liburan => x say_a_date
cuti bersama => x say_a_date
libur sekolah => x say_a_date
besok jm9 pg => Wed 25 Nov 2026 09.00
bsk jam9 => Wed 25 Nov 2026 09.00
besok jam 9:00 => Wed 25 Nov 2026 09.00
besok jam 09.00 wib => Wed 25 Nov 2026 09.00
tgl5 jam9 => Sat 5 Dec 2026 09.00
jam 9 pagi bsk ya bu => Wed 25 Nov 2026 09.00
27-11 jam 9 => Fri 27 Nov 2026 09.00
27 nov 2026 => Fri 27 Nov 2026 09.00*
27-11-2026 => Fri 27 Nov 2026 09.00*
27.11.2026 => Fri 27 Nov 2026 09.00*
27.11.26 jam 9 => Fri 27 Nov 2026 09.00
27/11/26 => Fri 27 Nov 2026 09.00*
2–8 Nov => x past
30 Nov–6 Des => ? which_one | Mon 30 Nov 2026 09.00* | Sun 6 Dec 2026 09.00*
5-7 desember => ? which_one | Sat 5 Dec 2026 09.00* | Mon 7 Dec 2026 09.00*
jumat, 4 des => Fri 4 Dec 2026 09.00*
hr jmat tgl 4 => Fri 4 Dec 2026 09.00*
jumat tgl 5 => ? which_one | Fri 27 Nov 2026 09.00* | Sat 5 Dec 2026 09.00*
lusa jam 10 pagi ya => Thu 26 Nov 2026 10.00
minggu depan aja => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* |
    Wed 2 Dec 2026 09.00* | Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* |
    Sun 6 Dec 2026 09.00*
minggu dpn senin => Mon 30 Nov 2026 09.00*
senin mgg dpn => Mon 30 Nov 2026 09.00*
senin minggu dpn jam 9 => Mon 30 Nov 2026 09.00
2 hr lg => Thu 26 Nov 2026 09.00*
1 mgg lg => Tue 1 Dec 2026 09.00*
sebulan lg => Thu 24 Dec 2026 09.00*
3 bln lg => Wed 24 Feb 2027 09.00*
jam 7 malam nanti => Tue 24 Nov 2026 19.00
nanti malem abis isya => Tue 24 Nov 2026 19.45~
besok sblm dzuhur => Wed 25 Nov 2026 11.45~
besok pas magrib => Wed 25 Nov 2026 18.30~
lusa subuh => Thu 26 Nov 2026 05.15~
hari ini sore => Tue 24 Nov 2026 16.00~
hari ini abis ashar => Tue 24 Nov 2026 15.45~
hr ini => ? which_hour | Tue 24 Nov 2026 12.00 | Tue 24 Nov 2026 16.00 | Tue 24 Nov 2026 19.00
mlm ini => Tue 24 Nov 2026 19.00~
nanti mlm => Tue 24 Nov 2026 19.00~
besok mlm => Wed 25 Nov 2026 19.00~
besok jam 8 mlm => Wed 25 Nov 2026 20.00
besok sekitar jam 10 => Wed 25 Nov 2026 10.00~
besok jam 10 kurang 15 => Wed 25 Nov 2026 09.45
besok jam 10 lewat 15 menit => Wed 25 Nov 2026 10.15
kamis => Thu 26 Nov 2026 09.00*
kms => Thu 26 Nov 2026 09.00*
kamis jam 3 sore => Thu 26 Nov 2026 15.00
kamis ini => Thu 26 Nov 2026 09.00*
kamis minggu ini => Thu 26 Nov 2026 09.00*
besok kamis => ? which_one | Wed 25 Nov 2026 09.00* | Thu 26 Nov 2026 09.00*
lusa kamis => Thu 26 Nov 2026 09.00*
bulan 12 tgl 5 => Sat 5 Dec 2026 09.00*
12 desember => Sat 12 Dec 2026 09.00*
12/12 => Sat 12 Dec 2026 09.00*
12.12 => ? date_or_time | Tue 24 Nov 2026 12.12 | Sat 12 Dec 2026 09.00*
12-12-26 => Sat 12 Dec 2026 09.00*
tgl 1 => Tue 1 Dec 2026 09.00*
tgl 31 => Thu 31 Dec 2026 09.00*
akhir tahun => x say_a_date
awal desember => x say_a_date
pertengahan bulan => x say_a_date
jangan besok => x unknown
besok jangan => x unknown
bukan besok senin => x unknown
besok kalo bisa => x unknown
kapan aja => x unknown
terserah => x unknown
jam 9 di sel => x unknown
jam 9 bu jum => x unknown
bu jum 27 nov => x unknown
bu jum, 27 nov => x unknown
di sel 1 des => x unknown
Min, jam 9 => x unknown
sel jam 9 => x unknown
Jum, 27 Nov => Fri 27 Nov 2026 09.00*
Sel, 1 Des => Tue 1 Dec 2026 09.00*
Min, 29 Nov => Sun 29 Nov 2026 09.00*
Jum, 27 Nov, 09.00 => Fri 27 Nov 2026 09.00
Jum, 9 Okt, 09.10 => x past
Sab, 27 Nov 2027 => Sat 27 Nov 2027 09.00*
Rab, 25 Nov, 09.00 => Wed 25 Nov 2026 09.00
Jum 27/11 => Fri 27 Nov 2026 09.00*
jum tgl 27 => Fri 27 Nov 2026 09.00*
27 Nov => Fri 27 Nov 2026 09.00*
Jumat, 27 November 2026 pukul 09.00 WIB => Fri 27 Nov 2026 09.00
8 Juni 2027 => Tue 8 Jun 2027 09.00*
5 des 5.12 => Sat 5 Dec 2026 17.12
5 des 5.12 jam 9 => Sat 5 Dec 2026 09.00
1/2 jam lagi => Tue 24 Nov 2026 10.30
1/2 jam => Tue 24 Nov 2026 10.30
jam 1/2 => x unknown
1/2 jam 9 => Mon 1 Feb 2027 09.00
1/2 minggu => ? which_one | Sun 29 Nov 2026 09.00* | Mon 1 Feb 2027 09.00*
tgl 1/2 => Mon 1 Feb 2027 09.00*
1/2 jam 9 besok => x unknown
besok 17 nov => ? which_one | Wed 25 Nov 2026 09.00*
mbesuk senin => x unknown
besuk 3 hari lagi => Fri 27 Nov 2026 09.00*
suk senin => x unknown
hari minggu 2 minggu lagi => ? which_one | Sun 29 Nov 2026 09.00* | Tue 8 Dec 2026 09.00*
senin 2 minggu lagi => ? which_one | Mon 30 Nov 2026 09.00* | Tue 8 Dec 2026 09.00*
2 minggu senin => x unknown
tgl 5 atau 2 minggu => ? which_one | Sat 5 Dec 2026 09.00* | Tue 8 Dec 2026 09.00*
2 minggu atau tgl 5 => ? which_one | Sat 5 Dec 2026 09.00* | Tue 8 Dec 2026 09.00*
2 minggu jam 9 atau 10 => ? which_one | Tue 8 Dec 2026 09.00 | Tue 8 Dec 2026 10.00
2 minggu atau sebulan => ? which_one | Tue 8 Dec 2026 09.00* | Thu 24 Dec 2026 09.00*
5 atau 6 jam => ? which_one | Tue 24 Nov 2026 15.00 | Tue 24 Nov 2026 16.00
jam 5 atau 6 hari minggu => x unknown
2,3 hari => x unknown
2 s/d 3 hari => x unknown
2 sampai 3 hari => x unknown
3 hari sore => x unknown
3 hari malam => x unknown
pagi pak 2 minggu lagi => Tue 8 Dec 2026 09.00~
pagi pak 2 minggu => x unknown
2 minggu ya bu, makasih => Tue 8 Dec 2026 09.00*
minggu 2 => x unknown
5 minggu pagi => x unknown
tgl 5 minggu pagi => ? which_one | Sun 29 Nov 2026 09.00~ | Sat 5 Dec 2026 09.00~
5 des minggu => ? which_one | Sun 29 Nov 2026 09.00* | Sat 5 Dec 2026 09.00*
6 des minggu => Sun 6 Dec 2026 09.00*
jam 2 minggu => Sun 29 Nov 2026 14.00
jam 2 minggu depan => ? which_day | Mon 30 Nov 2026 14.00 | Tue 1 Dec 2026 14.00 | Wed 2 Dec 2026 14.00 |
    Thu 3 Dec 2026 14.00 | Fri 4 Dec 2026 14.00 | Sat 5 Dec 2026 14.00 | Sun 6 Dec 2026 14.00
setelah 2 minggu => x unknown
habis 2 minggu => x unknown
dua tiga hari lagi => x unknown
dua-tiga hari lagi => x unknown
dua mingguan => x unknown
1 bulan 2 minggu => x unknown
2 minggu 3 hari => Fri 11 Dec 2026 09.00*
hubungi 2 minggu => x unknown
hubungi 2 minggu lagi => Tue 8 Dec 2026 09.00*
ingatkan 3 hari => Fri 27 Nov 2026 09.00*
saya 2 minggu di luar kota => x unknown
100 minggu => x too_far
60 minggu => x too_far
5.12 des => x unknown
5 desember 26 jam => x unknown
27 nov 26 => Fri 27 Nov 2026 09.00*
27 nov 26 nov => ? which_one | Thu 26 Nov 2026 09.00* | Fri 27 Nov 2026 09.00*
27 nov 26 atau 27 => x unknown
5 desember 2026 tanggal 6 => ? which_one | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
desember 5 => x unknown
28 Des 2026–3 Jan 2027 => ? which_one | Mon 28 Dec 2026 09.00* | Sun 3 Jan 2027 09.00*
2-8 nov => x past
26-28 nov => ? which_one | Thu 26 Nov 2026 09.00* | Sat 28 Nov 2026 09.00*
tgl 5-7 desember => ? which_one | Sat 5 Dec 2026 09.00* | Mon 7 Dec 2026 09.00*
senin-rabu => ? which_one | Wed 25 Nov 2026 09.00* | Mon 30 Nov 2026 09.00*
5-12-2026 - 7-12-2026 => ? which_one | Sat 5 Dec 2026 09.00* | Mon 7 Dec 2026 09.00*
natal tahun depan => ? which_date
tahun baru tahun depan => ? which_date
natal 2026 => Fri 25 Dec 2026 09.00*
malam natal jam 7 => Thu 24 Dec 2026 19.00
malem taun baru => x unknown
tahun baruan => x unknown
habis natal jam 9 => x say_a_date
1 muharram => x unknown
17 agustus 2027 => Tue 17 Aug 2027 09.00*
tgl 17an => Thu 17 Dec 2026 09.00~*
senin ke-2 desember jam 9 => x say_a_date
kedua => x unknown
ke 5 => x unknown
hari ke-3 => x unknown
jumat ke 2 => x say_a_date
h+7 => x say_a_date
h 3 => x unknown
jam 9 h+1 => x say_a_date
2 orang besok => x unknown
h-3 => x say_a_date
H+3 jam 9 => x say_a_date
mgg => Sun 29 Nov 2026 09.00*
mg depan => ? which_day | Mon 30 Nov 2026 09.00* | Tue 1 Dec 2026 09.00* | Wed 2 Dec 2026 09.00* |
    Thu 3 Dec 2026 09.00* | Fri 4 Dec 2026 09.00* | Sat 5 Dec 2026 09.00* | Sun 6 Dec 2026 09.00*
8-mei-2027 jam 9 => Sat 8 May 2027 09.00
8 - mei - 2027 => Sat 8 May 2027 09.00*
8/5/2027 => Sat 8 May 2027 09.00*
8-mie-2027 => x unknown
mei-8-2027 => x unknown
8-mei/2027 => x unknown
08-Des-2026 09.00 => Tue 8 Dec 2026 09.00
Sel 1/12 => Tue 1 Dec 2026 09.00*
Min 29 Nov 2026 => Sun 29 Nov 2026 09.00*
hari Sel, 1 Des => Tue 1 Dec 2026 09.00*
di sel 1/12 => x unknown
Kam, 26 Nov, 08.12 => Thu 26 Nov 2026 08.12
Jum, 4 Des, 12.04 => Fri 4 Dec 2026 12.04
Kam, 12 Nov 2026, 09.00 => x past
Rab, 25 Nov, 00.00 => ? which_date | Wed 25 Nov 2026 00.00 | Thu 26 Nov 2026 00.00
Sab, 28 Nov, 24.00 => ? which_date | Sat 28 Nov 2026 00.00 | Sun 29 Nov 2026 00.00
2 hari jam => x unknown
sore2 => Tue 24 Nov 2026 16.00~
malam2 => x unknown
pagi2 jam 5 => ? which_hour | Tue 24 Nov 2026 17.00 | Wed 25 Nov 2026 05.00
besok pagi2 jam 5 => Wed 25 Nov 2026 05.00
besok2 jam 9 => x say_a_date
nanti2 => x say_a_date
jam2 => Tue 24 Nov 2026 14.00
tgl2 => Wed 2 Dec 2026 09.00*
jam2 siang => Tue 24 Nov 2026 14.00
3 hr kedepan => Fri 27 Nov 2026 09.00*
bulan 13 tgl 5 => x no_such_date
bulan 12 => x unknown
desember tgl 40 => x no_such_date
tgl 31 bulan depan => Thu 31 Dec 2026 09.00*
tgl 31 ini => x no_such_date
bulan ini => ? which_date
bulan depan => Thu 24 Dec 2026 09.00*
bln dpn tgl 5 jam 9 => Sat 5 Dec 2026 09.00
januari => ? which_date
awal jan => x say_a_date
akhir januari 2027 => x unknown
lusa isuk => Thu 26 Nov 2026 09.00~
senin isuk => Mon 30 Nov 2026 09.00~
isuk sore => Wed 25 Nov 2026 16.00~
isuk-isuk => x unknown
sesuk jemuah => ? which_one | Wed 25 Nov 2026 09.00* | Fri 27 Nov 2026 09.00*
sabtu wage => x unknown
hari natal jam 9 pagi => Fri 25 Dec 2026 09.00
besok malam minggu => ? which_one | Wed 25 Nov 2026 19.00~ | Sat 28 Nov 2026 19.00~ | Sun 29 Nov 2026 19.00~
nantimalam => Tue 24 Nov 2026 19.00~
nantisore => Tue 24 Nov 2026 16.00~
abis isya nantimalam => Tue 24 Nov 2026 19.45~
senini => Mon 30 Nov 2026 09.00*
seninpagi => Mon 30 Nov 2026 09.00~
jumatsiang => Fri 27 Nov 2026 13.00~
habisjumat => ? which_date | Fri 27 Nov 2026 13.30~ | Sat 28 Nov 2026 09.00*
abisjumatan => Fri 27 Nov 2026 13.30~
jangan besokpagi => x unknown
jgn 2 minggu => x unknown
bukan 3 hari => x unknown
kalau 2 minggu => x unknown
gak 2 minggu => x unknown
mungkin seminggu => x unknown
paling seminggu => x unknown
maksimal 2 minggu => x unknown
seminggu maksimal => x unknown
seminggu ke depan => Tue 1 Dec 2026 09.00*
seminggu kedepan => Tue 1 Dec 2026 09.00*
seminggu yang akan datang => x unknown
minggu yang lalu => x past
senin yg lalu => x past
2 minggu yang lalu => x past
setengah tahun lagi => x unknown
satu setengah jam lagi => x unknown
seminggu lagi jam 9 pagi => Tue 1 Dec 2026 09.00
"""
# Friday, 1 January 2027, 08.00: a weekday tells the coming November from the one just gone by.
JANUARY = """
3 Nov => x past
Rab, 3 Nov => Wed 3 Nov 2027 09.00*
Selasa, 3 Nov => x past
tahun baru => Fri 1 Jan 2027 09.00*
malam tahun baru => x past
natal => x past
Desember 2026 => x past
5 januari tahun ini => Tue 5 Jan 2027 09.00*
"""


FURTHER = """
nanti hari jumat => Fri 27 Nov 2026 09.00*
nanti besok => Wed 25 Nov 2026 09.00*
nanti jumat jam 9 => Fri 27 Nov 2026 09.00
pekan ke-2 => x say_a_date
pekan ke 2 desember => x say_a_date
sejam jam 9 => x unknown
jam 9 atau 10 atau 2 hari => ? which_one | Thu 26 Nov 2026 09.00 | Thu 26 Nov 2026 10.00
8-mei-27/9 => x unknown
besok sblmmagrib => Wed 25 Nov 2026 17.30~
"""


@pytest.mark.parametrize("table", [DISTANCES, TYPED, FURTHER])
def test_every_phrase_comes_to_exactly_this(table: str) -> None:
    expected = dict(lines(table))
    assert {phrase: answer(read(phrase, TUESDAY, JAKARTA), JAKARTA) for phrase in expected} == expected


def test_in_january() -> None:
    now = datetime(2027, 1, 1, 8, tzinfo=JAKARTA)
    expected = dict(lines(JANUARY))
    assert {phrase: answer(read(phrase, now, JAKARTA), JAKARTA) for phrase in expected} == expected


@pytest.mark.parametrize(
    "turn", ["jangan", "bukan", "kalau", "mungkin", "tiap", "selama", "maksimal", "habis", "untuk"]
)
@pytest.mark.parametrize("length", ["2 minggu", "seminggu", "3 hari", "2mgg", "sebulan", "30 menit"])
def test_a_word_beside_a_bare_distance_ends_the_reading(turn: str, length: str) -> None:
    assert answer(read(f"{turn} {length}", TUESDAY, JAKARTA), JAKARTA) == "x unknown"


@pytest.mark.parametrize("after", ["sekali", "2x", "ini", "kerja", "di rumah sakit", "lebih", "senin", "kunjungi"])
def test_a_word_after_a_bare_distance_ends_the_reading(after: str) -> None:
    assert answer(read(f"2 minggu {after}", TUESDAY, JAKARTA), JAKARTA) == "x unknown"
