import { fileURLToPath } from 'node:url';
import type { Child } from '../hosts/child.ts';
import type { Host } from '../hosts/hosts.ts';

/** One of 65,536 addresses that stand for strangers. */
export const crowdAddress = (i: number): string => `10.98.${i >> 8}.${i & 255}`;

/** Gives the first host all those addresses, and tells the second the way there. */
export function prepareCrowd(from: Host, to: Host): void {
  from.run(['ip', 'route', 'add', 'local', '10.98.0.0/16', 'dev', 'lo']);
  to.run(['ip', 'route', 'add', '10.98.0.0/16', 'via', from.ipv4]);
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
}

/** Opens connections; those that it holds end when it is stopped. */
export function startCrowd(from: Host, { manner, target, connections, ports, sources }: Crowd): Child {
  const program = fileURLToPath(new URL('./crowd-send.js', import.meta.url));
  const numbers = [connections, ...ports, sources].map(String);
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
