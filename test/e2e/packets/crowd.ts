import { fileURLToPath } from 'node:url';
import type { Child } from '../hosts/child.ts';
import type { Host } from '../hosts/hosts.ts';

const strangers = '10.112.0.0/12';
/** One of the million addresses that stand for strangers. */
export const crowdAddress = (i: number): string => `10.${112 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;

/** Gives the first host all those addresses, and tells the second the way there. */
export function prepareCrowd(from: Host, to: Host): void {
  from.run(['ip', 'route', 'add', 'local', strangers, 'dev', 'lo']);
  to.run(['ip', 'route', 'add', strangers, 'via', from.ipv4]);
}

/** No reset reaches it: what it has opened it holds, whatever the other end does. */
export function holdOn(from: Host): void {
  from.run([
    'nft',
    `add table inet held; add chain inet held in { type filter hook input priority 0; };
     add rule inet held in tcp flags & rst == rst drop`,
  ]);
}

export interface Crowd {
  readonly manner: 'hold' | 'reset';
  readonly target: string;
  readonly connections: number;
  readonly ports: readonly [first: number, last: number];
  /** 0 for the host's own address. */
  readonly sources: number;
  /** The number of the first of them; 0 when it is left out. */
  readonly from?: number;
}

/** Opens connections; those that it holds end when it is stopped. */
export function startCrowd(from: Host, crowd: Crowd): Child {
  const { manner, target, connections, ports, sources, from: stranger = 0 } = crowd;
  const program = fileURLToPath(new URL('./crowd-send.js', import.meta.url));
  const numbers = [connections, ...ports, sources, stranger].map(String);
  const limit = ['sh', '-c', 'ulimit -n 65536; exec "$@"', 'sh'] as const;
  return from.start([...limit, process.execPath, program, manner, target, ...numbers]);
}

/** How many handshakes it has finished so far. */
export const finishedBy = (crowd: Child): number =>
  Number(
    crowd
      .output()
      .match(/finished (\d+)/g)
      ?.at(-1)
      ?.slice('finished '.length) ?? 0,
  );
