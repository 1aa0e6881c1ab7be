import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { closedChains, placeBehindBans } from '../../src/firewall/closed.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';

const isClosed = (text: string): boolean => closedChains(parseIptables(text, 'ip')).length > 0;
const position = (text: string): number => placeBehindBans(parseIptables(text, 'ip'));
const saved = (policy: string, ...rules: string[]): string =>
  `*nat\n:INPUT DROP [0:0]\nCOMMIT\n*filter\n:INPUT ${policy} [0:0]\n${rules.map(rule => `-A ${rule}\n`).join('')}COMMIT\n`;

test('closedChains() takes INPUT for by its policy, or by a rule for everybody', () => {
  for (const [expected, ...text] of [
    [false, 'ACCEPT'],
    [true, 'DROP'],
    [true, 'ACCEPT', 'INPUT -j REJECT --reject-with icmp-port-unreachable'],
    [true, 'ACCEPT', 'INPUT ! -i lo -p tcp -m comment --comment "the \\"rest\\"" -j DROP'],
    [true, 'ACCEPT', 'INPUT -i eth0 -j wan', 'wan -p tcp --dport 22 -j ACCEPT', 'wan -j DROP'],
    [
      false,
      'ACCEPT',
      'INPUT -s 192.0.2.1/32 -j DROP',
      'FORWARD -j DROP',
      'INPUT -m state --state INVALID -j DROP',
    ],
    [false, 'ACCEPT', 'INPUT -j a', 'a -j INPUT', 'a -j a'],
  ] as const) {
    const [policy, ...rules] = text;
    assert.equal(isClosed(saved(policy, ...rules)), expected, rules.join());
  }
  assert.equal(isClosed(''), false);
});

test('placeBehindBans() finds the place behind the bans, and before what turns away', () => {
  assert.equal(position(''), 1);
  assert.equal(position(saved('DROP', 'INPUT -i lo -j ACCEPT')), 1);
  const ban = 'INPUT -p tcp -j f2b-sshd';
  assert.equal(position(saved('DROP', ban)), 2);
  assert.equal(position(saved('DROP', 'INPUT -i lo -j ACCEPT', ban, 'INPUT -j ACCEPT')), 3);
  assert.equal(position(saved('DROP', 'INPUT -j DROP', ban)), 1);
});

test('closedChains() never throws, and looks at each chain once', () => {
  const piece = fc.constantFrom(
    ...['*filter\n', 'COMMIT\n', '-A INPUT ', '-A a ', '-j DROP', '-j a', '--comment ', '"', '\\', '\n', ' '],
    ':INPUT DROP',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map(parts => parts.join('')),
      ),
      text => {
        isClosed(text);
        position(text);
      },
    ),
  );
  const many = 100_000;
  const deep = Array.from({ length: many }, (_, at) => `-A c${at} -j c${at + 1}\n`).join('');
  const withRules = (text: string): string => `*filter\n:INPUT ACCEPT\n${text}COMMIT\n`;
  assert.equal(isClosed(withRules(`-A INPUT -j c0\n${deep}`)), false);
  assert.equal(isClosed(withRules(`-A INPUT -j c0\n${deep}-A c${many} -j DROP\n`)), true);
  const wide = ['-A INPUT -j a\n', '-A a -s 192.0.2.1 -j ACCEPT\n'].map(rule => rule.repeat(many));
  assert.deepEqual([isClosed(withRules(wide.join(''))), position(withRules(wide.join('')))], [false, 1]);
  const long = `INPUT -m comment --comment "${'\\"'.repeat(9_000_000)}" -j DROP`;
  assert.equal(isClosed(saved('ACCEPT', long)), true);
});
