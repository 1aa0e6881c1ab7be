import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { fail2banVersion } from '../../../src/fail2ban/client.ts';
import { findHosts } from '../../../src/fail2ban/regex.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { formatHistory } from '../../../src/log/history.ts';
import { formatScan, parseLine, stampPattern } from '../../../src/log/line.ts';
import { formatScanFrom, scanFromStampPattern } from '../../../src/log/scan-from.ts';
import type { Probe } from '../../../src/probe.ts';
import { configWith, stockWith, temporaryFolder } from '../fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

/** Clocks that a host may have: never set, before and behind each further digit of the epoch, and every year to 2100. */
const clocks = [
  0,
  1,
  7_042,
  ...[10, 11, 12].flatMap(digits => [10 ** digits - 1, 10 ** digits]),
  ...[30, 31, 32].map(bits => 2 ** bits * 1000),
  ...Array.from({ length: 131 }, (_, year) =>
    Date.UTC(1970 + year, year % 12, 1 + (year % 28), year % 24, 0, 59, 999),
  ),
];

const probe = (time: number, at: number): Probe => ({
  time,
  source: [0, 0, 0xffff, 0xcb007100 + at],
  target: [0, 0, 0xffff, 0xc000020a],
  protocol: 'tcp',
  port: 23,
  kind: 'connect',
  evidence: 'handshake',
});
const tally = { hits: 1, ports: 1 };
const hosts = clocks.map((_, at) => `203.0.113.${at}`);

/** Whom the real engine finds in one line for each clock. */
function found(write: (probe: Probe) => string, filter: string, format: Config['log']['format']): string[] {
  const pack = renderPack(configWith(config => ({ ...config, log: { ...config.log, format } })));
  const log = join(temporaryFolder(), 'log');
  writeFileSync(log, clocks.map((time, at) => `${write(probe(time, at))}\n`).join(''));
  return findHosts(stockWith(pack), log, filter);
}

test('filters: every line is found whatever the clock of the host says', { skip }, () => {
  assert.deepEqual(
    found(one => formatScan(one, tally, 7), 'portjail', 'portjail'),
    hosts,
  );
});

test("filters: in Portsentry 2's form too", { skip }, () => {
  assert.deepEqual(found(formatScanFrom, 'portjail', 'portsentry-2'), hosts);
});

test("filters: and so does Fail2ban's own for the history of Portsentry 1.2", { skip }, () => {
  assert.deepEqual(found(formatHistory, 'portsentry', 'portjail'), hosts);
});

test('filters: where the journal keeps the stamp in the line, its pattern takes every clock', () => {
  for (const [at, time] of clocks.entries()) {
    const line = formatScan(probe(time, at), tally, 7);
    assert.match(line, new RegExp(`^${stampPattern}portsentry`));
    assert.match(formatScanFrom(probe(time, at)), new RegExp(`^${scanFromStampPattern}Scan`));
    assert.equal(parseLine(line)?.time, time);
  }
});
