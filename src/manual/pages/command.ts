import { readFileSync } from 'node:fs';
import type { Command, Help } from '../../commands/command.ts';
import { usualExit } from '../../commands/help/text.ts';
import { related } from '../facts/related.ts';
import { fromMarkdown, sectionsOf } from '../mdoc/markdown.ts';
import { type Page, seeAlso } from '../mdoc/page.ts';
import { synopsis } from '../mdoc/synopsis.ts';
import { escaped, filled, tagged } from '../mdoc/text.ts';
import { examplesPart, exitPart, filesPart, optionList, paragraphs, plain } from './parts.ts';

/** A command with all that is told of it. */
export interface Told extends Pick<Command, 'help' | 'options'> {
  readonly name: string;
  readonly summary: string;
}

/** The page of one command, `portjail-NAME(8)`: from its help, its options, and what docs/ says about it. */
export function commandPage({ name, summary, help, options }: Told): Page {
  const { files, commands, others = [], more } = related[name] ?? { files: [], commands: [] };
  const { forms, about, more: end = '', signals = {}, exit = usualExit } = help;
  return {
    name: `portjail-${name}`,
    section: 8,
    summary,
    parts: [
      ['SYNOPSIS', forms.flatMap(form => synopsis(name, form))],
      ['DESCRIPTION', plain(about)],
      ['OPTIONS', paragraphs([optionList(options), plain(end)].filter(part => part.length > 0))],
      ['SIGNALS', signalList(signals)],
      ['IN DETAIL', more === undefined ? [] : detailsOf(...more)],
      filesPart(files),
      exitPart(exit),
      examplesPart(name),
      seeAlso([
        'portjail(8)',
        ...commands.map(other => `portjail-${other}(8)`),
        ...(files.includes('config') ? ['portjail.json(5)'] : []),
        ...(files.includes('log') ? ['portjail-log(5)'] : []),
        ...others,
      ]),
    ],
  };
}

const signalList = (signals: NonNullable<Help['signals']>): string[] =>
  tagged(Object.entries(signals).map(([signal, what]) => [`Dv ${signal}`, filled(escaped(what))]));

/** A part of a page of docs/, or all of it with its headings. */
function detailsOf(path: string, heading?: string): string[] {
  const sections = sectionsOf(readFileSync(path, 'utf8'));
  if (heading === undefined)
    return [...sections].flatMap(([title, text]) => [
      ...(title === '' ? [] : [`.Ss ${escaped(title)}`]),
      ...fromMarkdown(text),
    ]);
  const text = sections.get(heading);
  if (text === undefined) throw new Error(`${path} has no heading "${heading}"`);
  return fromMarkdown(text);
}
