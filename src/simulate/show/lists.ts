import { numberText } from '../../report/show/words.ts';

/** Rows of a list; `--json` has more, `--csv` every ban. */
export const fewRows = 10;

/** A list, and how many more there are. */
export function listed(lines: readonly string[], count: number): string[] {
  const more = count - fewRows;
  return lines.length === 0 ? [] : [...lines, ...(more > 0 ? [`  and ${numberText(more)} more`] : [])];
}

/** Some names behind one another, and how many more there are. */
export function namesText(names: readonly string[], count: number): string {
  const shown = names.slice(0, 3 * fewRows);
  const more = count - shown.length;
  return `${shown.join(' ')}${more > 0 ? ` and ${numberText(more)} more` : ''}`;
}
