import type { Loaded } from '../load.ts';
import type { Draft } from '../read/draft.ts';
import { configSchema } from '../schema/schema.ts';
import { isRecord } from '../schema/validated.ts';
import { commentedJson, type Member, type Value } from './commented-json.ts';
import { nameOf } from './dialect.ts';
import { carriedEntries } from './import-ignore.ts';

/** A portjail.json that means what a portsentry.conf does. */
export interface Imported {
  readonly text: string;
  /** What became of the ignore files, in a sentence each. */
  readonly remarks: readonly string[];
}

/** Writes the config out; what changed its meaning stands beside its key. Reads the ignore files. */
export function importedConfig(draft: Draft, { config }: Loaded): Imported {
  const { addresses, files } = config.ignore;
  const { entries: carried, read, temporary, names } = carriedEntries(files, addresses);
  const tooMany = carried.length > mostCarried;
  const remarks = [
    ...ignoreRemarks(read, tooMany, carried.length),
    ...(tooMany ? [] : [...leftBehind(temporary), ...namesLeft(names)]),
  ];
  const items = [...addresses.map(text => ({ text, comments: [] })), ...carried];
  const special = (pointer: string): Member['value'] | 'default' | undefined => {
    if (pointer === '/ignore/addresses')
      return carried.length === 0 || tooMany ? 'default' : { kind: 'list', items };
    // Removing portsentry removes its files: our own ignore file goes on where they end.
    return pointer === '/ignore/files' && !tooMany ? 'default' : undefined;
  };
  const beside: Beside = { draft, config, special, ignoreComments: remarks };
  const members = [
    { key: '$schema', comments: [], value: plain('./portjail.schema.json') },
    ...membersOf(configSchema, '', beside),
  ];
  return { text: commentedJson(headOf(draft), members), remarks };
}

/** More than these are a list, which belongs into a file of its own: a config has an end, at 1 MiB. */
const mostCarried = 1000;

function ignoreRemarks(files: readonly string[], tooMany: boolean, count: number): string[] {
  if (files.length === 0) return [];
  const names = files.join(', ');
  if (tooMany)
    return [
      `${names}: ${count} entries are too many for a config: they are still read from there, keep them`,
    ];
  const entries = count === 1 ? '1 entry' : `${count === 0 ? 'no' : count} entries`;
  const [own] = configSchema.properties.ignore.properties.files.default;
  return [
    `${entries} carried over from ${names}, not read from there any more: new ones go here or into ${own}`,
  ];
}

const mostNamed = 8;

/** Of those that are ignored for a time only. */
const leftBehind = (temporary: readonly string[]): string[] =>
  temporary.length === 0
    ? []
    : [
        `ignored for a time, and not carried over: ${firstOf(temporary)}; "portjail ignore ADDRESS --for TIME" takes them`,
      ];

const namesLeft = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`names, and not carried over: ${firstOf(names)}; "portjail ignore NAME" takes them`];

const firstOf = (texts: readonly string[]): string =>
  texts.slice(0, mostNamed).join(', ') +
  (texts.length > mostNamed ? ` and ${texts.length - mostNamed} more` : '');

interface Beside {
  readonly draft: Draft;
  readonly config: Loaded['config'];
  /** The value to write for a pointer instead of the config's; `default`: none. */
  readonly special: (pointer: string) => Value | 'default' | undefined;
  readonly ignoreComments: readonly string[];
}

/** What this file reads of a node of the schema. */
interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly default?: unknown;
}

const plain = (value: unknown): Value => ({ kind: 'plain', value });

/** The keys that the file set, that differ from the default, or that something is to be said about. */
function membersOf(node: Node, path: string, beside: Beside): Member[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]): Member[] => {
    const pointer = `${path}/${key}`;
    if (child.properties === undefined) return leaf(key, pointer, child.default, beside);
    const members = membersOf(child, pointer, beside);
    const comments = pointer === '/ignore' ? beside.ignoreComments : [];
    return members.length === 0 ? [] : [{ key, comments, value: { kind: 'object', members } }];
  });
}

function leaf(key: string, pointer: string, standard: unknown, { draft, config, special }: Beside): Member[] {
  const other = special(pointer);
  if (other === 'default') return [];
  if (other !== undefined) return [{ key, comments: [], value: other }];
  const value = valueAt(config, pointer);
  const comments = commentsOn(draft, pointer);
  const differs = JSON.stringify(value) !== JSON.stringify(standard);
  const written = draft.settings.some(setting => setting.pointer === pointer && setting.place !== draft.file);
  const noted = draft.notes.some(note => note.pointers.includes(pointer));
  return differs || written || noted ? [{ key, comments, value: plain(value) }] : [];
}

function commentsOn({ file = '', settings, notes }: Draft, pointer: string): string[] {
  const setting = settings.findLast(candidate => candidate.pointer === pointer);
  const said = notes.filter(({ pointers }) => pointers[0] === pointer).map(({ text }) => text);
  if (setting === undefined) return said;
  if (setting.place === file) return [`${file} does not set it, which means none there`, ...said];
  return setting.place.startsWith(`${file}:`) ? said : [`from ${setting.place}`, ...said];
}

function valueAt(config: unknown, pointer: string): unknown {
  let value = config;
  for (const key of pointer.split('/').slice(1)) value = isRecord(value) ? value[key] : undefined;
  return value;
}

/** A file that is no config at all has a remark for each of its lines. */
const mostLost = 40;

function headOf({ file, dialect, notes }: Draft): string[] {
  const lost = notes.filter(({ pointers }) => pointers.length === 0).map(({ text }) => text);
  const more = lost.length > mostLost ? [`and ${lost.length - mostLost} more like these`] : [];
  return [
    `From ${file} (${nameOf(dialect ?? '2.x')}), by "portjail import": what changed its meaning stands beside its key.`,
    ...(lost.length === 0
      ? []
      : ['Not carried over:', ...lost.slice(0, mostLost).map(text => `- ${text}`), ...more]),
  ];
}
