import { counted, minuteText, numberText } from '../show/words.ts';
import { percent } from './scale.ts';

/** A table as `templates/report/table.hbs` draws it: every cell by what it holds. */
export interface Table {
  /** What it is a table of, for who cannot see where it stands. Each on the page is another. */
  readonly label: string;
  readonly columns: readonly { readonly head: string; readonly isNumber: boolean; readonly isBar: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

type Cell =
  | { readonly text: string; readonly isNumber?: true }
  /** Addresses and the like; the words of a file or of another program. */
  | { readonly code: string; readonly isHead?: true }
  | { readonly head: string; readonly color?: string; readonly isHead: true }
  | { readonly marks: readonly Mark[] }
  | { readonly bar: Bar };

/** What a source is, besides: a word, and how it is coloured. */
export interface Mark {
  readonly word: string;
  readonly tone: 'bad' | 'good' | 'plain';
}

interface Bar {
  readonly title: string;
  readonly scans: string;
  readonly observed: string;
}

export const text = (words: string): Cell => ({ text: words });
/** Null is what is not known. */
export const number = (value: number | null): Cell => ({ text: numberText(value), isNumber: true });
export const numberWords = (words: string): Cell => ({ text: words, isNumber: true });
export const time = (at: number): Cell => ({ text: minuteText(at) });
export const code = (words: string): Cell => ({ code: words });
/** What the row is about. */
export const codeHead = (words: string): Cell => ({ code: words, isHead: true });
/** @param color the class of the part of the picture that the row is about */
export const head = (words: string, color?: string): Cell => ({
  head: words,
  isHead: true,
  ...(color !== undefined && { color }),
});
export const marks = (list: readonly Mark[]): Cell => ({ marks: list });

/** Scans and observations as one bar; the greatest of the table has all of the room. */
export const bar = (row: Counts, greatest: number): Cell => ({
  bar: {
    title: `${counted(row.scans, 'scan')}, ${numberText(row.observations)} observed`,
    scans: percent(row.scans, greatest),
    observed: percent(row.observations, greatest),
  },
});

interface Counts {
  readonly scans: number;
  readonly observations: number;
}

export const linesOf = ({ scans, observations }: Counts): number => scans + observations;

export const greatestOf = (rows: readonly Counts[]): number => Math.max(0, ...rows.map(linesOf));

/** Heads of columns; those that begin with `#` are of numbers, `|` is for bars. */
export const columns = (...heads: readonly string[]): Table['columns'] =>
  heads.map(words => ({
    head: words.replace(/^[#|]/, ''),
    isNumber: words.startsWith('#'),
    isBar: words === '|',
  }));
