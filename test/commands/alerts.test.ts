import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAlerts, mostAlerts } from '../../src/commands/alerts.ts';
import type { LogSink } from '../../src/log/sink.ts';
import type { Probe } from '../../src/probe.ts';
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
