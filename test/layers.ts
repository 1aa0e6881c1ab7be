import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The rooms of src. Imports point down this list; names on one line never import each other. */
const layers: readonly (readonly string[])[] = [
  ['cli.ts', 'manual'],
  ['commands'],
  ['setup'],
  ['daemon'],
  ['doctor'],
  ['simulate'],
  ['monitor', 'report', 'why', 'metrics'],
  ['events'],
  ['status'],
  ['fleet'],
  ['pipeline.ts'],
  ['sentry'],
  ['state'],
  ['jails'],
  ['capture'],
  ['detect'],
  ['firewall'],
  ['fail2ban', 'follow'],
  ['log'],
  ['names'],
  ['config'],
  ['probe.ts'],
  ['sys'],
  ['net'],
  ['util'],
];

/** One file imports another, a type or a value. Both are named as they stand below the folder that was read. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The source files below a folder. */
export const sourcesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(ts|js)$/.test(file))
    .sort();

/** More files than these in one folder are a list that nobody reads. */
const mostFiles = 16;

/** The folders below this one that hold more source files than one folder should, each as `folder: count`. */
export function crowded(root: string): string[] {
  const counts = new Map<string, number>();
  for (const file of sourcesIn(root)) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > mostFiles).map(([folder, count]) => `${folder}: ${count}`);
}

/** Every import of a file by another, in the files below a folder. */
export const arrowsIn = (root: string): Arrow[] =>
  sourcesIn(root).flatMap(from =>
    importsIn(readFileSync(join(root, from), 'utf8')).map(name => ({ from, to: join(dirname(from), name) })),
  );

/** Of `import ... from`, `export ... from`, `import '...'` and `import('...')`: types are imported in the same words. */
const importsIn = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(match => match[1] ?? '');

const roomOf = (file: string): string => file.split('/')[0] ?? '';
const levelOf = (file: string): number => layers.findIndex(names => names.includes(roomOf(file)));

/** The files whose room is not in the list. */
export const homeless = (files: readonly string[]): string[] => files.filter(file => levelOf(file) < 0);

/** The imports that point up or sideways, as `from -> to`. */
export const wrongWays = (arrows: readonly Arrow[]): string[] =>
  arrows.filter(isBetweenRooms).filter(isWrong).map(written);

const isBetweenRooms = ({ from, to }: Arrow): boolean => roomOf(from) !== roomOf(to);
const isWrong = ({ from, to }: Arrow): boolean => levelOf(to) <= levelOf(from);
const written = ({ from, to }: Arrow): string => `${from} -> ${to}`;

/** For each file that imports itself by way of others, the shortest such circle, as `a -> b -> a`, each once. */
export function circles(arrows: readonly Arrow[]): string[] {
  const targets = grouped(arrows);
  const ways = [...targets.keys()].map(file => wayBack(file, targets)).filter(way => way !== undefined);
  return [...new Set(ways.map(closed))];
}

type Targets = ReadonlyMap<string, readonly string[]>;

function grouped(arrows: readonly Arrow[]): Targets {
  const targets = new Map<string, string[]>();
  for (const { from, to } of arrows) {
    const known = targets.get(from);
    if (known === undefined) targets.set(from, [to]);
    else known.push(to);
  }
  return targets;
}

/** The shortest way from a file back to itself, without its end; undefined when there is none. */
function wayBack(file: string, targets: Targets): readonly string[] | undefined {
  const ways = new Map([[file, [file]]]);
  // A map is walked in the order in which it grows: the nearest first.
  for (const [here, way] of ways)
    for (const next of targets.get(here) ?? []) {
      if (next === file) return way;
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  return undefined;
}

/** A circle is the same from wherever it is walked: it begins at the name that sorts first. */
function closed(way: readonly string[]): string {
  const start = way.indexOf([...way].sort()[0] ?? '');
  const turned = [...way.slice(start), ...way.slice(0, start)];
  return [...turned, turned[0]].join(' -> ');
}

/** Each room that has files, from the top down, with the rooms that it imports, in lines of at most 100 characters. */
export function picture(root: string): string {
  const between = arrowsIn(root).filter(isBetweenRooms);
  const here = new Set(sourcesIn(root).map(roomOf));
  const rooms = layers.flat().filter(room => here.has(room));
  const width = Math.max(...rooms.map(room => room.length));
  const importsOf = (room: string): string[] => {
    const imported = new Set(between.filter(({ from }) => roomOf(from) === room).map(({ to }) => roomOf(to)));
    return rooms.filter(other => imported.has(other));
  };
  return rooms.flatMap(room => linesFor(room.padEnd(width), importsOf(room))).join('');
}

/** `room -> these rooms`, continued below the first of them where the line is full. */
function linesFor(room: string, imported: readonly string[]): string[] {
  const lines = [imported.length > 0 ? `${room} ->` : room.trimEnd()];
  for (const name of imported) {
    const longer = `${lines.at(-1)} ${name}`;
    if (longer.length <= 100) lines[lines.length - 1] = longer;
    else lines.push(`${' '.repeat(room.length)}    ${name}`);
  }
  return lines.map(line => `${line}\n`);
}
