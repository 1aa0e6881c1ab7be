import { numberText } from '../show/words.ts';
import { pixels, ticksFor } from './scale.ts';

/** Where something stands across a picture, in percent. */
export interface Placed {
  readonly x: string;
  readonly width: string;
}

/** A strip of bars with a scale of its own. */
export interface Lane {
  readonly name: string;
  /** Above its highest line. */
  readonly nameAt: number;
  readonly top: number;
  readonly height: number;
  /** Where its bars stand on. */
  readonly base: number;
  readonly lines: readonly { readonly y: number; readonly text: string }[];
  readonly bars: readonly (Placed & {
    readonly y: number;
    readonly height: number;
    readonly color: string;
  })[];
  /** Of which nothing is known. */
  readonly gaps: readonly Placed[];
}

interface Stack extends Placed {
  /** From the bottom up. */
  readonly stack: readonly { readonly color: string; readonly count: number }[];
}

/** What is there is seen, however little it is beside the most. */
const least = 1.5;

export function lane(
  name: string,
  { top, height }: { readonly top: number; readonly height: number },
  stacks: readonly Stack[],
  gaps: readonly Placed[],
): Lane {
  const sum = ({ stack }: Stack): number => stack.reduce((all, { count }) => all + count, 0);
  const ticks = ticksFor(Math.max(0, ...stacks.map(sum)));
  const shown = height < 100 ? [ticks.at(-1) ?? 0] : ticks;
  const greatest = ticks.at(-1) ?? 1;
  return {
    name,
    nameAt: top - 9,
    top,
    height,
    base: top + height,
    lines: shown.map(tick => ({
      y: pixels(top + height * (1 - tick / greatest)),
      text: numberText(tick),
    })),
    bars: stacks.flatMap(stack => barsOf(stack, top + height, height / greatest)),
    gaps,
  };
}

/** @param scale pixels for each that is counted */
function barsOf({ x, width, stack }: Stack, base: number, scale: number): Lane['bars'] {
  let y = base;
  return stack
    .filter(({ count }) => count > 0)
    .map(({ color, count }) => {
      const height = Math.max(least, count * scale);
      y -= height;
      return { x, width, y: pixels(y), height: pixels(height), color };
    });
}
