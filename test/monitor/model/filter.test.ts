import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Touch } from '../../../src/events/event.ts';
import { parseFilter } from '../../../src/monitor/model/filter.ts';
import { touchOf } from '../touches.ts';

const takes = (text: string, touch: Touch): boolean => {
  const filter = parseFilter(text);
  assert.ok('takes' in filter, text);
  return filter.takes(touch);
};

test('parseFilter() takes lines by source, network, port, kind and evidence', () => {
  const touch = touchOf('203.0.113.7', { port: 445, kind: 'syn', evidence: 'packet' });
  for (const text of ['203.0.113.7', '203.0.113.0/24', '445', '445/tcp', 'syn', 'packet', ''])
    assert.equal(takes(text, touch), true, text);
  for (const text of ['203.0.113.8', '203.0.112.0/24', '44', '445/udp', 'fin', 'handshake', '2001:db8::/32'])
    assert.equal(takes(text, touch), false, text);
});

test('parseFilter() takes what all of its words take, and says its words with single blanks', () => {
  const touch = touchOf('203.0.113.7');
  assert.equal(takes(' 203.0.113.0/24   23 ', touch), true);
  assert.equal(takes('203.0.113.0/24 packet', touch), false);
  const filter = parseFilter('  23   connect ');
  assert.ok('text' in filter);
  assert.equal(filter.text, '23 connect');
});

test('parseFilter() takes a network that is named by a line, by an address of it', () => {
  assert.equal(takes('2001:db8::5', touchOf('2001:db8::/64')), true);
  assert.equal(takes('2001:db9::5', touchOf('2001:db8::/64')), false);
});

test('parseFilter() returns the word that means nothing', () => {
  for (const word of ['65536', '203.0.113', 'SYN', '23/icmp', '1.2.3.4/33', '\u001b[2J'])
    assert.deepEqual(parseFilter(`23 ${word}`), { mistake: word });
});
