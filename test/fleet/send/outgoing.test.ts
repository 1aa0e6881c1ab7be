import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutgoing } from '../../../src/fleet/send/outgoing.ts';
import { formatAgain, formatHeld, formatScan, formatSeen } from '../../../src/log/line.ts';
import { formatAddress, maskAddress, parseAddress } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const probe = (source: string, change: Partial<Probe> = {}): Probe => ({
  time: 1_795_334_454_123,
  source: address(source),
  target: address('192.0.2.10'),
  protocol: 'tcp',
  port: 23,
  kind: 'connect',
  evidence: 'handshake',
  ...change,
});
const tally = { hits: 3, ports: 2 };
const scan = (source: string, change: Partial<Probe> = {}): string =>
  formatScan(probe(source, change), tally, 1);

/** What of some lines is to be told: source, time and port. */
const told = (lines: readonly string[], outgoing = createOutgoing()): string[] => {
  for (const line of lines) outgoing.add(line);
  return outgoing.due().map(({ source, port }) => `${formatAddress(source)} ${port}`);
};

test('createOutgoing() tells of single hosts that finished a handshake, and of nothing else', () => {
  const { time } = probe('203.0.113.7');
  const network = { prefix: 64, source: maskAddress(address('2001:db8::'), 64) };
  assert.deepEqual(
    told([
      scan('203.0.113.7'),
      scan('2001:db8::5'),
      scan('203.0.113.20', { evidence: 'packet', kind: 'syn' }),
      scan('203.0.113.21', { evidence: 'packet', kind: 'udp', protocol: 'udp' }),
      scan('2001:db8::', network),
      formatSeen(probe('203.0.113.22'), tally, 'below-trigger', 1),
      formatHeld(time, { reason: 'flood', lines: 1, sources: 1, since: time }, 1),
      formatAgain(time, 3, 1),
      // The doctor's, and what another host cannot have met.
      scan('253.194.87.5', { target: address('253.194.87.5') }),
      scan('127.0.0.1'),
      scan('fe80::5'),
      'Nov 22 08:00:58 host evil[1]: scan src=203.0.113.23',
      '',
    ]),
    ['203.0.113.7 23', '2001:db8::5 23'],
  );
});

test('createOutgoing() tells the last of a source, and then no more of it for a minute', () => {
  const outgoing = createOutgoing();
  const { time } = probe('203.0.113.7');
  const at = (later: number, port: number): string => scan('203.0.113.7', { time: time + later, port });
  assert.deepEqual(told([at(0, 23), at(1, 24), at(2, 25)], outgoing), ['203.0.113.7 25']);
  for (const event of outgoing.due()) outgoing.told(event);
  assert.deepEqual(told([at(2, 25), at(60_001, 26)], outgoing), []);
  assert.deepEqual(told([at(60_002, 27)], outgoing), ['203.0.113.7 27']);
});

test('createOutgoing() keeps the newest sources where there are too many, and counts the others', () => {
  const outgoing = createOutgoing(2);
  assert.deepEqual(
    told(
      ['203.0.113.1', '203.0.113.2', '203.0.113.1', '203.0.113.3'].map(one => scan(one)),
      outgoing,
    ),
    ['203.0.113.1 23', '203.0.113.3 23'],
  );
  assert.equal(outgoing.left, 1);
});
