import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { fail2banVersion } from '../../../src/fail2ban/client.ts';
import { findHosts } from '../../../src/fail2ban/regex.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { formatScan } from '../../../src/log/line.ts';
import { formatAddress, formatPrefix, isIPv4, maskAddress, parsePrefix } from '../../../src/net/address.ts';
import type { Evidence, Probe } from '../../../src/probe.ts';
import { configWith, stockWith, temporaryFolder } from '../fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

const word = fc.integer({ min: 0, max: 0xffffffff });
const anySource = fc.oneof(
  fc.tuple(word, word, word, word),
  fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0xffff), word),
);
const anyScan = fc
  .tuple(anySource, fc.integer({ min: 1, max: 128 }), fc.constantFrom<Evidence>('handshake', 'packet'))
  .map(([address, length, evidence]): Probe => {
    const source = maskAddress(address, length);
    const seen = { source, target: address, protocol: 'tcp', port: 23, kind: 'connect', evidence } as const;
    return { ...seen, time: 1_795_334_454_123, ...(length < 128 ? { prefix: length } : {}) };
  })
  // Fail2ban takes no bare `::`, from which nobody can send.
  .filter(({ source }) => formatAddress(source) !== '::');
/** Ours: Python writes some addresses in the mixed form. */
const plain = (text: string): string => formatPrefix(parsePrefix(text) ?? assert.fail(text));

test('filters: one takes IPv6 networks of 64 to 127 bits by handshakes, the others single addresses', {
  skip,
}, () => {
  const folder = stockWith(renderPack(configWith()));
  const scans = fc.sample(anyScan, 3_000);
  const log = join(temporaryFolder(), 'log');
  writeFileSync(log, scans.map(scan => `${formatScan(scan, { hits: 1, ports: 1 }, 7)}\n`).join(''));
  const expected = (takes: (scan: Probe, bits: number) => boolean): string[] =>
    scans
      .filter(scan => takes(scan, scan.prefix ?? 128))
      .map(({ source, prefix = 128 }) => formatPrefix({ address: source, length: prefix }));
  const found = (evidence: string): string[] =>
    findHosts(folder, log, `portjail[evidence=${evidence}]`).map(plain);
  const networks = expected(
    ({ evidence, source }, bits) =>
      evidence === 'handshake' && bits >= 64 && bits < 128 && !(isIPv4(source) && bits >= 96),
  );
  assert.ok(networks.length > 100);
  assert.deepEqual(found('prefix'), networks);
  for (const evidence of ['handshake', 'packet'])
    assert.deepEqual(
      found(evidence),
      expected((scan, bits) => scan.evidence === evidence && bits === 128),
    );
});
