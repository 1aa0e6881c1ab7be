import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A Node.js other than the one that runs the tests. */
export interface OtherNode {
  readonly name: string;
  /** What is put before the command of a program runs it in this Node.js instead. */
  readonly prefix: readonly [string, ...string[]];
  /** Why it cannot be tried; undefined when it can. */
  readonly lacking: string | undefined;
}

/** Those that the program takes: the oldest, and each that has a longer life than the one of the tests. */
export const supported = ['debian12', '18.19.0', '22.23.5', '24.22.3'] as const;

/** One that `test/nodes/fetch.sh` has unpacked. */
export function otherNode(name: string): OtherNode {
  const folder = resolve('var/nodes', name);
  const lacking = existsSync(folder) ? undefined : `needs Node.js ${name} (make tools)`;
  return {
    name,
    lacking,
    prefix: name === 'debian12' ? overlaid(folder) : ['sh', '-c', instead, `${folder}/node`],
  };
}

/** The first word of the command is the path of the Node.js that is not wanted. */
const instead = 'shift && exec "$0" "$@"';

/** Debian's Node.js finds its libraries and modules in /usr: it lies over the machine's own for this process alone. */
const overlaid = (folder: string): OtherNode['prefix'] => [
  ...(['unshare', '--mount', '--propagation', 'private', 'sh', '-c'] as const),
  'mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr && shift && exec /usr/bin/node "$@"',
  folder,
];

/** Its own number, such as v18.19.0. */
export const versionOf = ({ prefix: [program, ...words] }: OtherNode): string =>
  execFileSync(program, [...words, process.execPath, '--version'], { encoding: 'utf8' }).trim();
