/** Numbers, times and lists in the manner of one language. All durations and moments are milliseconds. */
export type Formats = {
  number: (value: number) => string;
  /** A share between 0 and 1 as whole percent, rounded down so that 100 % means done. */
  percent: (share: number) => string;
  date: (atMs: number) => string;
  /** "November 2026" */
  month: (atMs: number) => string;
  /** Date, time and zone. */
  dateTime: (atMs: number) => string;
  relative: (atMs: number, nowMs: number) => string;
  /** The two largest units: "3 minutes, 5 seconds". */
  duration: (ms: number) => string;
  list: (items: string[]) => string;
  bytes: (count: number) => string;
};

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** The formats of a language. `translate` says what Intl has no words for; `timeZone` is an IANA name. */
export function createFormats(language: string, translate: (key: string) => string, timeZone: string): Formats {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const date = new Intl.DateTimeFormat(language, { timeZone, day: 'numeric', month: 'long', year: 'numeric' });
  const month = new Intl.DateTimeFormat(language, { timeZone, month: 'long', year: 'numeric' });
  const dateTime = new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language);
  const duration = new Intl.DurationFormat(language, { style: 'long' });
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(Math.floor(share * 100) / 100),
    date: (atMs) => date.format(atMs),
    month: (atMs) => month.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
    relative: (atMs, nowMs) => {
      const distance = atMs - nowMs;
      const [unit, size] = units.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', 1000] as const);
      return relative.format(Math.trunc(distance / size), unit);
    },
    duration: (ms) => (ms < 1000 ? translate('units.underASecond') : duration.format(largestTwo(ms))),
    list: (items) => list.format(items),
    bytes: (count) => formatBytes(language, count),
  };
}

function largestTwo(ms: number): Record<string, number> {
  const first = units.findIndex(([, size]) => ms >= size);
  let rest = ms;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    return [`${unit}s`, whole] as const;
  });
  return Object.fromEntries(parts.filter(([, whole]) => whole > 0));
}

/** A size in the unit that fits it. */
export function formatBytes(language: string, count: number): string {
  const power = Math.min(Math.floor(Math.log(Math.max(count, 1)) / Math.log(1000)), sizes.length - 1);
  const options = {
    style: 'unit',
    unit: sizes[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(language, options).format(count / 1000 ** power);
}
