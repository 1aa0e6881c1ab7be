import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Takes, tryFilter } from '../../../src/doctor/gather/trial.ts';
import { fail2banVersion } from '../../../src/fail2ban/client.ts';
import { datePattern, failRegex, formatScan, prefixFailRegex } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

const line = (source: string, evidence: Probe['evidence'], prefix?: number): string => {
  const from = parseAddress(source) ?? assert.fail(source);
  const kind = evidence === 'handshake' ? 'connect' : 'syn';
  const probe = { time: Date.now(), source: from, target: from, protocol: 'tcp', port: 23, kind } as const;
  return formatScan(
    { ...probe, evidence, ...(prefix !== undefined && { prefix }) },
    { hits: 4, ports: 4 },
    1,
  );
};

const regexes = {
  handshake: failRegex('handshake'),
  packet: failRegex('packet'),
  network: prefixFailRegex(),
};

const lines = [
  line('192.0.2.1', 'handshake'),
  line('192.0.2.2', 'packet'),
  line('2001:db8:1:2::', 'handshake', 64),
  line('198.51.100.0', 'handshake', 96 + 24),
];

/** Without what is made up, which comes last. */
const tried = (takes: Takes, ignored: string[] = []) => {
  const filter = { regexes: [`^${regexes[takes]}`], ignored, datePattern };
  const { expected, found } = tryFilter(filter, takes, 'portjail', lines);
  return {
    expected: expected.slice(0, takes === 'network' ? -1 : -2),
    missed: expected.length - found.length,
  };
};

test('tryFilter() tries each filter with the lines that it takes: networks are for one of them, and those of IPv4 for none', {
  skip,
}, () => {
  assert.deepEqual(tried('handshake'), { expected: ['192.0.2.1'], missed: 0 });
  assert.deepEqual(tried('packet'), { expected: ['192.0.2.2'], missed: 0 });
  assert.deepEqual(tried('network'), { expected: ['2001:db8:1:2::/64'], missed: 0 });
});

test('tryFilter() minds what a filter is not to match', { skip }, () => {
  assert.equal(tried('handshake', ['dport=23']).missed, 3);
});
