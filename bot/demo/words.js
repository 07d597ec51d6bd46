// Indonesian dates and the few words that depend on them. Everybody in the demo lives in WIB.

const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const MONTHS = [
  "Januari", "Februari", "Maret", "April", "Mei", "Juni",
  "Juli", "Agustus", "September", "Oktober", "November", "Desember",
];
const WIB = 7 * 3600 * 1000; // no daylight saving time, so arithmetic is enough

function parts(iso) {
  const at = new Date(Date.parse(iso) + WIB);
  const two = (number) => String(number).padStart(2, "0");
  return {
    day: DAYS[at.getUTCDay()],
    date: at.getUTCDate(),
    month: MONTHS[at.getUTCMonth()],
    year: at.getUTCFullYear(),
    time: `${two(at.getUTCHours())}.${two(at.getUTCMinutes())}`,
  };
}

export function moment(iso) {
  const { day, date, month, year, time } = parts(iso);
  return `${day}, ${date} ${month} ${year} pukul ${time} WIB`;
}

export function shortMoment(iso) {
  const { day, date, month, time } = parts(iso);
  return `${day.slice(0, 3)}, ${date} ${month.slice(0, 3)} · ${time} WIB`;
}

export function wholeDay(iso) {
  const { day, date, month, year } = parts(iso);
  return `${day}, ${date} ${month} ${year}`;
}

export function time(iso) {
  return parts(iso).time;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1).replace(".", ",")} MB`;
}
