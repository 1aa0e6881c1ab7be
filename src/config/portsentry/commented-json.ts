import { printable } from '../../util/print.ts';

/** JSON with comments, as people would write it. */

export interface Member {
  readonly key: string;
  readonly comments: readonly string[];
  readonly value: Value;
}

export type Value =
  | { readonly kind: 'plain'; readonly value: unknown }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

interface Item {
  readonly text: string;
  readonly comments: readonly string[];
}

/** The text of a file that holds one object; `comments` stand at its head. */
export function commentedJson(comments: readonly string[], members: readonly Member[]): string {
  return printable(`${block('{', '}', [...comments.map(commentLine), ...memberLines(members)])}\n`);
}

const block = (open: string, close: string, lines: readonly string[]): string =>
  [open, ...lines.map(line => (line === '' ? '' : `  ${line}`)), close].join('\n');

const memberLines = (members: readonly Member[]): string[] =>
  members.flatMap(({ key, comments, value }, index) => [
    ...comments.map(commentLine),
    ...`${JSON.stringify(key)}: ${textOf(value)}${index < members.length - 1 ? ',' : ''}`.split('\n'),
  ]);

function textOf(value: Value): string {
  if (value.kind === 'plain') return JSON.stringify(value.value);
  if (value.kind === 'object') return block('{', '}', memberLines(value.members));
  const lines = value.items.flatMap(({ text, comments }, index) => [
    ...comments.map(commentLine),
    `${JSON.stringify(text)}${index < value.items.length - 1 ? ',' : ''}`,
  ]);
  return block('[', ']', lines);
}

/** Longer ones are no comments. */
const longest = 300;

/** One line whatever the text holds: a line break in it would end the comment. */
function commentLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
  return `// ${line.length > longest ? `${line.slice(0, longest)}...` : line}`;
}
