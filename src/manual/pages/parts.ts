import type { Command } from '../../commands/command.ts';
import { optionTerm } from '../../commands/help/text.ts';
import { examples } from '../facts/examples.ts';
import { type FileName, files } from '../facts/files.ts';
import type { Part } from '../mdoc/page.ts';
import { optionMacros } from '../mdoc/synopsis.ts';
import { argument, escaped, filled, literal, tagged } from '../mdoc/text.ts';

/** Parts that several pages have. One without anything in it is left out of the page. */

/** Each option with what it does. */
export const optionList = (options: Command['options']): string[] =>
  tagged(
    Object.entries(options).map(([name, option]) => [
      optionMacros(optionTerm(name, option)),
      filled(escaped(option.what)),
    ]),
  );

export const filesPart = (names: readonly FileName[]): Part => [
  'FILES',
  tagged(names.map(name => [`Pa ${argument(files[name][0])}`, filled(`${escaped(files[name][1])}.`)])),
];

/** What the codes mean that a command ends with, from 0 on. */
export const exitPart = (codes: readonly string[]): Part => [
  'EXIT STATUS',
  tagged(codes.map((what, code) => [String(code), filled(`${escaped(what)}.`)])),
];

/** What people do with a command, or with `portjail`. */
export const examplesPart = (name: string): Part => [
  'EXAMPLES',
  paragraphs((examples[name] ?? []).map(([what, line]) => [...filled(escaped(what)), ...literal(line)])),
];

/** Source lines with the space of a paragraph between them. */
export const paragraphs = (parts: readonly (readonly string[])[]): string[] =>
  parts.flatMap((part, at) => (at > 0 ? ['.Pp', ...part] : part));

/** A text of paragraphs with an empty line between them, as a help has it. */
export const plain = (text: string): string[] =>
  text === '' ? [] : paragraphs(text.split('\n\n').map(part => filled(escaped(part))));
