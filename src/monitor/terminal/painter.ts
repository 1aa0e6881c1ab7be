import type { Size } from '../screen/look.ts';
import { cut, type Line } from '../screen/text.ts';
import { type Abilities, sgrOf } from './abilities.ts';

/** Turns screens into what a terminal obeys: of each only the lines that changed. */
export interface Painter {
  /** What makes this screen of the last one; empty where nothing changed. */
  paint(lines: readonly Line[], size: Size): string;
  /** The next screen is drawn whole. */
  forget(): void;
}

export function createPainter(abilities: Abilities): Painter {
  let shown: string[] | undefined;
  return {
    paint(lines, { columns, rows }) {
      const next = Array.from({ length: rows }, (_, row) => written(lines[row] ?? [], columns, abilities));
      const before = shown;
      shown = next;
      // Erased first: behind the last column it would take the last character away.
      const changed = next.flatMap((text, row) =>
        text === before?.[row] ? [] : `\x1b[${row + 1};1H\x1b[K${text}`,
      );
      return `${before === undefined ? '\x1b[2J' : ''}${changed.join('')}`;
    },
    forget() {
      shown = undefined;
    },
  };
}

const written = (line: Line, columns: number, abilities: Abilities): string =>
  cut(line, columns)
    .map(({ text, style }) => {
      const sgr = sgrOf(style, abilities);
      return sgr === '' ? text : `\x1b[${sgr}m${text}\x1b[m`;
    })
    .join('');
