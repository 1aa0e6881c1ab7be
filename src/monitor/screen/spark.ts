import { blocks } from './text.ts';

const asciiBars = '.:-=+*#@';

/** A bar for each number, as high as it is among them; nothing for 0. */
export function spark(numbers: readonly number[], isUtf8: boolean, most = Math.max(...numbers)): string {
  const bars = isUtf8 ? blocks : asciiBars;
  return numbers.map(number => (number === 0 ? ' ' : (bars[heightOf(number, most)] ?? ' '))).join('');
}

const heightOf = (number: number, most: number): number => Math.min(7, Math.ceil((number / most) * 8) - 1);
