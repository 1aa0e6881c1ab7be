import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { format } from 'date-fns/format';
import { formatScan, formatSeen, type Why } from '../../src/log/line.ts';
import { parseAddress, parsePrefix } from '../../src/net/address.ts';

/** A line of the sentry's. */
export function line(source: string, time: number, why?: Why): string {
  const { address: from, length } = parsePrefix(source) ?? assert.fail(source);
  const probe = {
    time,
    source: from,
    ...(length < 128 && { prefix: length }),
    target: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
  } as const;
  const tally = { hits: 1, ports: 1 };
  return `${why === undefined ? formatScan(probe, tally, 1) : formatSeen(probe, tally, why, 1)}\n`;
}

/** A line of Fail2ban's. */
export const banLine = (time: number, said: string, name = 'actions', level = 'NOTICE'): string =>
  `${format(time, 'yyyy-MM-dd HH:mm:ss,SSS')} ${`fail2ban.${name}`.padEnd(24)}[321]: ${level.padEnd(7)} ${said}\n`;

/** A folder with a log of each, and the files that go into it, each with its last write (milliseconds since the epoch). */
export function logs(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-events-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [log, bans] = [join(folder, 'portsentry.log'), join(folder, 'fail2ban.log')];
  const put = (path: string, content: string | Buffer, written: number): void => {
    writeFileSync(path, content);
    utimesSync(path, written / 1000, written / 1000);
  };
  return {
    log,
    bans,
    put,
    places: { log: { kind: 'file', path: log }, bans: { kind: 'file', path: bans } } as const,
  };
}
