import { readFileSync } from 'node:fs';
import { configSchema } from '../../config/schema/schema.ts';
import { fromMarkdown, spans } from '../mdoc/markdown.ts';
import { type Page, seeAlso } from '../mdoc/page.ts';
import { argument, escaped, filled, tagged } from '../mdoc/text.ts';
import { filesPart } from './parts.ts';

/** What this page reads of a node of the schema. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly expected?: string;
  readonly default?: unknown;
}

/** `portjail.json(5)`: the page of docs/ about the config, and every key of the schema. */
export function configPage(): Page {
  const [, about = ''] =
    /^# .*\n([\s\S]*?)<!-- config:begin -->/.exec(readFileSync('docs/config.md', 'utf8')) ?? [];
  return {
    name: 'portjail.json',
    section: 5,
    summary: 'the config of portjail',
    parts: [
      ['DESCRIPTION', fromMarkdown(about)],
      ['KEYS', tagged(keysOf(configSchema, []))],
      filesPart(['config', 'portsentry', 'ignore']),
      seeAlso(['portjail(8)', 'portjail-check(8)', 'portjail-import(8)', 'portjail-log(5)', 'jail.conf(5)']),
    ],
  };
}

function keysOf(node: Node, path: readonly string[]): [string, string[]][] {
  const children = Object.entries(node.properties ?? {});
  if (children.length > 0) return children.flatMap(([key, child]) => keysOf(child, [...path, key]));
  const { description, expected, default: usual } = node;
  const text = [
    ...(description === undefined ? [] : filled(`${escaped(description)}.`)),
    ...(expected === undefined ? [] : filled(`May be: ${escaped(expected)}.`)),
    ...(usual === undefined ? [] : filled(`Default: ${spans(`\`${JSON.stringify(usual)}\``)}`)),
  ];
  return [[`Va ${argument(path.join('.'))}`, text]];
}
