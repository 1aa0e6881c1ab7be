import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedLine } from '../../src/doctor/marked-line.ts';
import { parseLine } from '../../src/log/line.ts';
import { isMarked, markedPattern, randomMarked } from '../../src/log/marked.ts';
import { formatAddress, parseAddress } from '../../src/net/address.ts';

const entryOf = (line: string) => parseLine(line) ?? assert.fail(line);

test('isMarked() is true for the lines of the doctor, IPv4 and IPv6', () => {
  for (const family of [4, 6] as const) {
    const source = randomMarked(family);
    assert.ok(isMarked(entryOf(markedLine(source, 'packet', 'portjail'))), formatAddress(source));
    assert.match(formatAddress(source), new RegExp(`^${markedPattern}`));
  }
});

test('isMarked() is false for a source that touched another address, and for any other source', () => {
  const line = markedLine(parseAddress('253.194.87.7') ?? assert.fail(), 'handshake', 'portjail');
  assert.ok(!isMarked(entryOf(line.replace('dst=253.194.87.7', 'dst=253.194.87.8'))));
  assert.ok(!isMarked(entryOf(line.replaceAll('253.194.87.7', '203.0.113.7'))));
});

test('randomMarked() gives no network or broadcast address, and hardly ever the same one twice', () => {
  const all = Array.from({ length: 1000 }, () => formatAddress(randomMarked(4)));
  assert.ok(!all.includes('253.194.87.0') && !all.includes('253.194.87.255'));
  assert.ok(new Set(all).size > 200);
});
