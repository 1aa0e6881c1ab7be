import assert from 'node:assert/strict';
import { formatScan, formatSeen, type Why } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import type { Kind } from '../../../src/probe.ts';

/** Some minutes ago, at a time that leaves the lines of one group in one minute. */
const group = (minutes: number): number => (Math.floor(Date.now() / 60_000) - minutes) * 60_000 + 1_000;

export function line(
  source: string,
  time: number,
  port: number,
  kind: Kind,
  hits: number,
  why?: Why,
): string {
  const probe = {
    time,
    source: parseAddress(source) ?? assert.fail(source),
    target: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol: kind === 'udp' ? 'udp' : 'tcp',
    port,
    kind,
    evidence: kind === 'connect' ? 'handshake' : 'packet',
  } as const;
  const tally = { hits, ports: hits };
  return why === undefined ? formatScan(probe, tally, 1) : formatSeen(probe, tally, why, 1);
}

/** Two scanners, one of them with packets only, a lone touch, a protected host and an ignored one. */
export function lines(): string[] {
  const [first, then] = [group(6), group(3)];
  return [
    line('198.51.100.9', first, 23, 'connect', 1),
    line('198.51.100.9', first + 5_000, 2323, 'connect', 2),
    line('2001:db8:1234:5678:9abc:def0:1234:5678', first + 6_000, 69, 'udp', 1, 'below-trigger'),
    line('198.51.100.20', first + 7_000, 445, 'syn', 4),
    line('198.51.100.9', then, 3389, 'connect', 3),
    line('192.0.2.77', then + 1_000, 23, 'connect', 1, 'protected'),
    line('127.0.0.1', then + 2_000, 23, 'connect', 1, 'ignored'),
    line('198.51.100.20', then + 3_000, 139, 'fin', 8),
  ];
}
