import { formatAddress, parseAddress } from '../../net/address.ts';
import { parseHostName } from '../../net/host-name.ts';
import { UsageError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';
import { isHostName } from '../names.ts';

/** Who is in a fleet, as its admin has written it down. */
export interface Hosts {
  /** The names and addresses that hosts dial the hub by; the first is the one that the next steps name. */
  readonly hub: readonly string[];
  readonly hosts: readonly string[];
}

/** The line of the hub begins with it; no host can have it for a name, nor that of the folder of what was. */
export const hubWord = 'hub';
export const oldFolder = 'old';

/** So many take a config of some 40 MB; a bigger fleet wants the hub's own tokens (JWT). */
const mostHosts = 100_000;

/**
 * Reads `hub NAME-OR-ADDRESS...` and one host a line; `#` starts a comment. Throws UsageError with file, line and column,
 * and a system error for what cannot be read.
 */
export const readHosts = (path: string): Hosts => parseHosts(readWhole(path).toString('utf8'), path);

export function parseHosts(text: string, file: string): Hosts {
  const [hub, hosts] = [new Set<string>(), new Set<string>()];
  for (const [index, line] of text.split('\n').entries()) {
    const [first, ...rest] = wordsOf(line);
    if (first === undefined) continue;
    const fail = (word: Word, what: string): never => {
      throw new UsageError(
        `${file}:${index + 1}:${word.column}: ${what}; found ${JSON.stringify(word.text)}`,
      );
    };
    if (first.text === hubWord) for (const name of dialled(first, rest, fail)) hub.add(name);
    else hosts.add(hostIn(first, rest, hosts, fail));
  }
  if (hub.size === 0)
    throw new UsageError(`${file}: expected a line such as "hub hub.example.net": how hosts reach the hub`);
  if (hosts.size === 0)
    throw new UsageError(`${file}: expected the name of a host on a line, such as "web1"`);
  if (hosts.size > mostHosts)
    throw new UsageError(`${file}: ${hosts.size} hosts; one hub of this kind takes ${mostHosts} at most`);
  return { hub: [...hub], hosts: [...hosts] };
}

interface Word {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

const wordsOf = (line: string): Word[] =>
  [...line.replace(/#.*/, '').matchAll(/\S+/g)].map(({ 0: text, index }) => ({ text, column: index + 1 }));

type Fail = (word: Word, what: string) => never;

function dialled(first: Word, names: readonly Word[], fail: Fail): string[] {
  if (names.length === 0) fail(first, 'expected names or addresses of the hub behind it');
  return names.map(
    word => nameIn(word.text) ?? fail(word, 'expected a name such as hub.example.net, or an address'),
  );
}

/** A name of one label will do: it may stand in /etc/hosts. */
function nameIn(text: string): string | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return formatAddress(address);
  const name = text.toLowerCase();
  return /^[a-z][a-z0-9-]{0,62}$/.test(name) || parseHostName(name)?.name === name ? name : undefined;
}

function hostIn(first: Word, [more]: readonly Word[], before: ReadonlySet<string>, fail: Fail): string {
  const { text } = first;
  if (more !== undefined) fail(more, 'expected one host a line');
  if (!isHostName(text) || text === oldFolder || text.startsWith('-'))
    fail(
      first,
      'expected a name of at most 32 characters a-z, 0-9 and -, other than admin, collector and old',
    );
  if (before.has(text)) fail(first, 'each host has a line of its own: it stands here twice');
  return text;
}
