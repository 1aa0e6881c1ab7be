import { execFileSync } from 'node:child_process';
import type { Stage } from '../stage.ts';
import type { Unseen } from './product.ts';

/** What the kernel dropped before raw sockets for TCP, which see each packet: the last column of /proc/net/raw. */
export function unseenByRaw({ hosts }: Stage): Unseen {
  const rows = hosts.on(hosts.host, 'cat', '/proc/net/raw').trim().split('\n').slice(1);
  const dropped = rows.map(row => row.trim().split(/\s+/)).map(fields => Number(fields.at(-1)));
  return { dropped: dropped.reduce((sum, drops) => sum + drops, 0), of: undefined, isTold: false };
}

/** What it dropped before packet sockets of the product, which never asks. */
export function unseenByPacketSockets(stage: Stage): Unseen {
  const counts = stage.processes().map(pid =>
    execFileSync(stage.programs.packetStats, [String(pid)], { encoding: 'utf8' })
      .split(' ')
      .map(Number),
  );
  const sum = (at: number): number => counts.reduce((total, count) => total + (count[at] ?? 0), 0);
  return { dropped: sum(1), of: sum(0), isTold: false };
}
