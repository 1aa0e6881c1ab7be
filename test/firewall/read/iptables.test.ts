import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIptables } from '../../../src/firewall/read/iptables.ts';

const rulesOf = (text: string): number =>
  [...parseIptables(text, 'ip').chains.values()].reduce((sum, { length }) => sum + length, 0);

test('parseIptables() never throws', () => {
  const piece = fc.constantFrom(
    ...[
      '*nat\n',
      ':PREROUTING ACCEPT [0:0]\n',
      '-A PREROUTING ',
      '-A a ',
      '-j DNAT',
      '-j a',
      '-g',
      '! ',
      '\n',
    ],
    ...['-d ', '192.0.2.1/33', '-p ', 'tcp', '--dports ', '1:2,', '70000', '-', '--comment ', '"', '\\', ' '],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map(parts => parts.join('')),
      ),
      text => {
        parseIptables(text, 'ip6');
      },
    ),
    { numRuns: 500 },
  );
});

test('parseIptables() takes rules, comments and lists of ports of any length', () => {
  const many = 100_000;
  assert.equal(rulesOf(`*nat\n${'-A PREROUTING -j DNAT\n'.repeat(many)}`), many);
  for (const text of ['a'.repeat(10_000_000), '\\"'.repeat(9_000_000)])
    assert.equal(rulesOf(`*nat\n-A PREROUTING -m comment --comment "${text}" -j DNAT\n`), 1);
  assert.equal(rulesOf(`*nat\n-A PREROUTING -p tcp ! --dports ${'1:2,'.repeat(many)}3 -j REDIRECT\n`), 1);
});

test('parseIptables() takes no number for a port that is none, which would be counted through', () => {
  const rule = (words: string) =>
    parseIptables(`*nat\n-A PREROUTING -p tcp ${words}\n`, 'ip').chains.get('ip nat PREROUTING')?.[0];
  const field = (words: string): string | undefined => rule(words)?.conditions.at(-1)?.field;
  assert.equal(field('-m multiport --dports 80,8000:8010 -j DROP'), 'port');
  for (const list of ['80,1e999', '1:70000', '80,', '-1', '1.5'])
    assert.equal(field(`-m multiport --dports ${list} -j DROP`), 'unknown', list);
  assert.deepEqual(rule('-j REDIRECT --to-ports 80-90')?.end, { kind: 'redirect', ports: [[80, 90]] });
  assert.deepEqual(rule(`-j REDIRECT --to-ports 80-${'9'.repeat(400)}`)?.end, { kind: 'redirect' });
});
