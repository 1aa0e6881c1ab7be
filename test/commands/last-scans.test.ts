import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mostAlerts } from '../../src/commands/alerts.ts';
import { lastScans } from '../../src/commands/last-scans.ts';
import { markedLine } from '../../src/doctor/marked-line.ts';
import { formatAgain, formatScan, formatSeen } from '../../src/log/line.ts';
import { randomMarked } from '../../src/log/marked.ts';
import type { Probe } from '../../src/probe.ts';
import { address } from '../detect/helpers.ts';
import { directory } from './program.ts';

const probe = (port: number): Probe => ({
  time: 1_795_334_454_123,
  source: address('203.0.113.7'),
  target: address('192.0.2.1'),
  protocol: 'tcp',
  port,
  kind: 'connect',
  evidence: 'handshake',
});
const line = (port: number): string => formatScan(probe(port), { hits: 1, ports: 1 }, 1);

test('lastScans() has the last scans of a long log, newest first, and nothing else of it', () => {
  const log = join(directory(), 'log');
  const seen = formatSeen(probe(9), { hits: 1, ports: 1 }, 'ignored', 1);
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
  const again = formatAgain(probe(1).time, 2, 1);
  writeFileSync(log, [again, line(1), line(2), line(3), again, line(2), line(3), ''].join('\n'));
  assert.deepEqual(
    lastScans(log).map(({ port }) => port),
    [3, 2, 1],
  );
});
