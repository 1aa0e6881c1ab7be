import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { textOrNone } from '../util/files/read-file.ts';

/** What logrotate(8) is told to do with a log; it stands in many files, of other packages too. */

const main = '/etc/logrotate.conf';
const folder = '/etc/logrotate.d';

/** Its files, in the order in which it reads them. */
export function logrotateFiles(): string[] {
  try {
    return [
      main,
      ...readdirSync(folder)
        .sort()
        .map(name => join(folder, name)),
    ];
  } catch {
    return [main];
  }
}

/** What a file says outside of the braces, and inside those of this log. */
interface Said {
  readonly outside: string;
  readonly inside: readonly string[];
}

/** logrotate.conf(5): names, quoted or not, with wildcards, before the braces of their options. */
export function saidOf(text: string, log: string): Said {
  const plain = text.replace(/^[ \t]*#.*$/gm, '');
  const [outside, inside]: [string[], string[]] = [[], []];
  for (const part of plain.split('}')) {
    const [options, names = ''] = part.includes('{') ? part.split('{').reverse() : [undefined, part];
    outside.push(names);
    const patterns = (names.match(/"[^"]*"|'[^']*'|\/\S+/g) ?? []).map(name => name.replace(/["']/g, ''));
    if (options !== undefined && patterns.some(pattern => matches(pattern, log))) inside.push(options);
  }
  return { outside: outside.join('\n'), inside };
}

const literal = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** Bytes of a path, see limits.h: nothing that is longer names a file. */
const longest = 4096;

const matches = (pattern: string, path: string): boolean =>
  pattern.length < longest &&
  new RegExp(
    `^${pattern
      .split(/(\*+|\?)/)
      .map(part => (part.startsWith('*') ? '[^/]*' : part === '?' ? '[^/]' : literal(part)))
      .join('')}$`,
  ).test(path);

/** The folder to which the rotated files of a log go (`olddir`); undefined where that is its own. */
export function olddirOf(log: string, files: readonly string[] = logrotateFiles()): string | undefined {
  let [usual, own]: [string | undefined, string | undefined] = [undefined, undefined];
  for (const file of files) {
    const { outside, inside } = saidOf(textOrNone(file), log);
    usual = lastOlddir(outside, usual);
    for (const options of inside) own = lastOlddir(options, usual);
  }
  const found = own === undefined ? dirname(log) : resolve(dirname(log), own);
  return found === dirname(log) ? undefined : found;
}

function lastOlddir(text: string, before: string | undefined): string | undefined {
  const last = [...text.matchAll(/^[ \t]*(?:(no)olddir\b|olddir[ \t=]+"?([^\s"]+))/gm)].at(-1);
  return last === undefined ? before : last[2];
}
