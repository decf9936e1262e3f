const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, zone, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
  formats.set(key, known);
  return known;
}

/** Where and how times are written: a language and the site's IANA zone. */
export type Place = { language: string; zone: string };

// English means the British order of day and month: hospitals of three countries read it.
const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);

// Three letters for every English month: columns stay aligned.
const short = (text: string): string => text.replace('Sept', 'Sep');

export function clockTime(instant: Date, { language, zone }: Place): string {
  return format(locale(language), zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
}

/** `18 Nov`, with the year where it is not this one. */
export function dayOf(instant: Date, now: number, { language, zone }: Place): string {
  const day = { day: 'numeric', month: 'short' } as const;
  const year = format(locale(language), zone, { year: 'numeric' });
  const other = year.format(instant) !== year.format(now);
  return short(format(locale(language), zone, other ? { ...day, year: 'numeric' } : day).format(instant));
}

/** `09:11` today, else `18 Nov 09:11`. */
export function momentOf(instant: Date, now: number, place: Place): string {
  const today = dayOf(instant, now, place) === dayOf(new Date(now), now, place);
  return today ? clockTime(instant, place) : `${dayOf(instant, now, place)} ${clockTime(instant, place)}`;
}

/** `Wed 18-Nov-2026, 09:14 CET`: the one line that names the zone. */
export function longMoment(instant: number, { language, zone }: Place): string {
  const parts = format(locale(language), zone, {
    weekday: 'short', day: '2-digit', month: 'short', year: 'numeric',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
  }).formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')}-${short(of('month'))}-${of('year')}, ${of('hour')}:${of('minute')} ${of('timeZoneName')}`;
}

export function zoneName(zone: string, language: string, now: number): string {
  const parts = format(locale(language), zone, { timeZoneName: 'short' }).formatToParts(now);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** A calendar day with its month in letters, `12-Apr-1961`; anything else stays as it came. */
export function birthDay(text: string, language: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const [year, , day] = text.split('-');
  const month = short(format(locale(language), 'UTC', { month: 'short' }).format(new Date(`${text}T00:00:00Z`)));
  return `${day}-${month}-${year}`;
}

/** A length of time: seconds under an hour when `fine`, minutes under a day, then days and hours. */
export function span(ms: number, fine = false): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (fine && hours < 1) return minutes < 1 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
  if (hours < 1) return `${minutes} min`;
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;
const counters = new Map<string, Intl.NumberFormat>();

/** `3 minutes`; making a format is what costs, so that each is made once. */
function count(many: number, unit: string, language: string): string {
  const key = `${language} ${unit}`;
  const known = counters.get(key) ?? new Intl.NumberFormat(locale(language), { style: 'unit', unit, unitDisplay: 'long' });
  counters.set(key, known);
  return known.format(many);
}

/** A length of time as it is read aloud: `1 hour 6 minutes`; under a minute it is none. */
export function spoken(ms: number, language: string): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000) * 60_000;
  const first = UNITS.findIndex(([, size]) => minutes >= size);
  const [from, to] = first < 0 ? [2, 3] : [first, first + 2];
  let rest = minutes;
  const parts = UNITS.slice(from, to).map(([unit, size]) => {
    const many = Math.floor(rest / size);
    rest -= many * size;
    return many === 0 && first >= 0 ? '' : count(many, unit, language);
  });
  return parts.filter(Boolean).join(' ');
}
