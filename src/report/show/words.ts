import { format } from 'date-fns/format';

/** Numbers and times as people read them. */

export const notKnown = 'not known';

export const numberText = (value: number | null): string =>
  value === null ? notKnown : value.toLocaleString('en-US');

export const counted = (count: number, word: string): string =>
  `${numberText(count)} ${word}${count === 1 ? '' : 's'}`;

export const minuteText = (time: number): string => format(time, 'yyyy-MM-dd HH:mm');

/** `2.4 s`, `3.0 min`, `5.2 h`, `4.1 d`; of seconds. */
export function durationText(seconds: number): string {
  const [size, unit] = lengths.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${(seconds / size).toFixed(1)} ${unit}`;
}

const lengths = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

export const percentText = (share: number): string => `${(share * 100).toFixed(0)} %`;
