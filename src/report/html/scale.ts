/** Places and sizes in a picture: across in percent of its width, so that it fits every screen; down in pixels. */

/** `12.34%` of the whole; two digits are less than a pixel of any screen. */
export const percent = (part: number, whole: number): string =>
  `${whole <= 0 ? 0 : Math.round((part / whole) * 10_000) / 100}%`;

/** Pixels, with one digit. */
export const pixels = (length: number): number => Math.round(length * 10) / 10;

/** Round numbers from 0 to the first that is not below the greatest value: 4 at most beside the 0, whole ones. */
export function ticksFor(greatest: number): number[] {
  const rough = Math.max(1, greatest) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map(by => by * size).find(by => by >= rough) ?? rough);
  const count = Math.max(1, Math.ceil(greatest / step));
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** A number in few characters, for the inside of a picture: `0.4`, `37`, `1.2k`, `3.4M`. */
export function shortNumber(value: number): string {
  if (value >= 999_500) return `${shortened(value / 1_000_000)}M`;
  if (value >= 999.5) return `${shortened(value / 1000)}k`;
  return shortened(value);
}

const shortened = (value: number): string =>
  String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
