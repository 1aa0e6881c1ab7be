import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { markedLine } from '../../src/doctor/marked-line.ts';
import { formatAgain, formatScan, formatSeen } from '../../src/log/line.ts';
import { randomMarked } from '../../src/log/marked.ts';
import type { LogSink } from '../../src/log/sink.ts';
import type { Probe } from '../../src/probe.ts';
import { createAlerts, lastScans, mostAlerts } from '../../src/status/alerts.ts';
import { directory } from '../commands/program.ts';
import { address } from '../detect/helpers.ts';

const probe = (port: number): Probe => ({
  // The kernel stamps packets to the nanosecond.
  time: 1000 + port + 0.25,
  source: address('::ffff:203.0.113.7'),
  target: address('192.0.2.1'),
  protocol: 'tcp',
  port,
  kind: 'connect',
  evidence: 'handshake',
});

test('createAlerts() hands every line on and keeps the last scans, newest first', () => {
  const passed: string[] = [];
  const alerts = createAlerts();
  const sink = alerts.heard<Pick<LogSink, 'scan' | 'seen'>>({
    scan: ({ port }) => void passed.push(`scan ${port}`),
    seen: ({ port }, _, why) => void passed.push(`seen ${port} ${why}`),
  });
  for (let port = 1; port <= mostAlerts + 2; port++) sink.scan(probe(port), { hits: port, ports: 1 });
  sink.seen(probe(99), { hits: 1, ports: 1 }, 'ignored');
  assert.equal(passed.length, mostAlerts + 3);
  assert.equal(passed.at(-1), 'seen 99 ignored');
  const last = alerts.last();
  assert.deepEqual(
    last.map(alert => alert.port),
    [12, 11, 10, 9, 8, 7, 6, 5, 4, 3],
  );
  const first = { source: '203.0.113.7', evidence: 'handshake', kind: 'connect', protocol: 'tcp' };
  assert.deepEqual(last[0], { time: 1012, ...first, port: 12, hits: 12, ports: 1 });
});

const dated = (port: number): Probe => ({ ...probe(port), time: 1_795_334_454_123 });
const line = (port: number): string => formatScan(dated(port), { hits: 1, ports: 1 }, 1);

test('lastScans() has the last scans of a long log, newest first, and nothing else of it', () => {
  const log = join(directory(), 'log');
  const seen = formatSeen(dated(9), { hits: 1, ports: 1 }, 'ignored', 1);
  const lines = Array.from({ length: 2_000 }, (_, i) => `${line(i)}\n${seen}\n\u001b[2J${line(i)}\n`);
  writeFileSync(log, lines.join(''));
  const found = lastScans(log).map(({ port }) => port);
  assert.deepEqual(
    found,
    Array.from({ length: mostAlerts }, (_, i) => 1_999 - i),
  );
});

test('lastScans() leaves the lines of the doctor out, for which nothing happened', () => {
  const log = join(directory(), 'log');
  const marked = ([4, 6] as const).map(family => markedLine(randomMarked(family), 'handshake', 'portjail'));
  writeFileSync(log, [marked[0], line(1), marked[1], ''].join('\n'));
  assert.deepEqual(
    lastScans(log).map(({ port }) => port),
    [1],
  );
});

test('lastScans() throws where there is no log, or something else in its place', () => {
  assert.throws(() => lastScans('/nowhere/log'), { code: 'ENOENT' });
  assert.throws(() => lastScans(directory()), { name: 'NoFile', code: 'EISDIR' });
});

test('lastScans() has each event once, also where only its second line is left or both are', () => {
  const log = join(directory(), 'log');
  const again = formatAgain(dated(1).time, 2, 1);
  writeFileSync(log, [again, line(1), line(2), line(3), again, line(2), line(3), ''].join('\n'));
  assert.deepEqual(
    lastScans(log).map(({ port }) => port),
    [3, 2, 1],
  );
});
