import { argument, escaped } from './text.ts';

/** A man page: its name, its section of the manual, one line about it, and its parts in order, which may be empty. */
export interface Page {
  readonly name: string;
  readonly section: 5 | 8;
  readonly summary: string;
  readonly parts: readonly Part[];
}

/** A part of a page, by its heading, in source lines. */
export type Part = readonly [heading: string, lines: readonly string[]];

/** When the words of the pages were last gone over; not when they were made: the same sources make the same bytes. */
const edition = 'November 29, 2026';

/** The source of a page, as mdoc(7) wants it. */
export function pageText({ name, section, summary, parts }: Page): string {
  const lines = [
    '.\\" Made from the sources of portjail; not to be edited.',
    `.Dd ${edition}`,
    `.Dt ${argument(name.toUpperCase())} ${section}`,
    '.Os',
    '.Sh NAME',
    `.Nm ${argument(name)}`,
    `.Nd ${escaped(summary)}`,
    ...parts
      .filter(([, text]) => text.length > 0)
      .flatMap(([heading, text]) => [`.Sh ${escaped(heading)}`, ...text]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Other pages, as `name(section)`. */
export const seeAlso = (pages: readonly string[]): Part => {
  const refs = [...pages].sort(bySection).map(text => /^(.*)\((\d)\)$/.exec(text) ?? []);
  return [
    'SEE ALSO',
    refs.map(([, name = '', section], at) => `.Xr ${name} ${section}${at < refs.length - 1 ? ' ,' : ''}`),
  ];
};

/** By the section, then by the name, as mandoc's lint wants it. */
const bySection = (one: string, other: string): number => {
  const key = (text: string): string => text.slice(-2) + text;
  return key(one) < key(other) ? -1 : 1;
};
