import { spawnSync } from 'node:child_process';
import { everyCommand } from '../../src/manual/manual.ts';
import { pageText } from '../../src/manual/mdoc/page.ts';
import { lackOf } from '../e2e/hosts/require.ts';

/** Every command with its help and options. */
export const told = await everyCommand();

/** For tests that look at pages as people do. */
export const withMandoc = { skip: lackOf('mandoc') ?? false };

/** How a terminal is told of bold and of underlines: a sign, a step back, a sign. */
const overstruck = new RegExp(`.${String.fromCharCode(8)}`, 'gu');

/** What mandoc shows of a page's source, without bold and underlines. */
export function shown(source: string): string {
  const { stdout, stderr, status } = spawnSync('mandoc', ['-Tutf8', '-Owidth=78'], {
    input: source,
    encoding: 'utf8',
  });
  if (status === null || status > 2) throw new Error(`mandoc: ${stderr}`);
  return stdout.replaceAll(overstruck, '');
}

/** What it shows of source lines, in single blanks: without the page's head and foot. */
export function shownLines(lines: readonly string[]): string {
  const page = pageText({ name: 'a', section: 8, summary: 'b', parts: [['BODY', lines]] });
  return oneLine(bodyOf(shown(page), 'BODY'));
}

/** The text below a heading, up to the next one or the foot. */
export function bodyOf(text: string, heading: string): string {
  const [, body = ''] = new RegExp(`^${heading}\\n([\\s\\S]*?)(?=^\\S|$(?![\\s\\S]))`, 'm').exec(text) ?? [];
  return body;
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
