import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readInput } from '../../src/firewall/iptables-input.ts';

const saved = (policy: string, ...rules: string[]): string =>
  `*nat\n:INPUT DROP [0:0]\nCOMMIT\n*filter\n:INPUT ${policy} [0:0]\n${rules.map(rule => `-A ${rule}\n`).join('')}COMMIT\n`;

test('readInput() is closed by its policy, or by a rule for everybody', () => {
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
    assert.equal(readInput(saved(policy, ...rules)).closed, expected, rules.join());
  }
  assert.equal(readInput('').closed, false);
});

test('readInput() finds the place behind the bans, and before what turns away', () => {
  assert.equal(readInput('').position, 1);
  assert.equal(readInput(saved('DROP', 'INPUT -i lo -j ACCEPT')).position, 1);
  const ban = 'INPUT -p tcp -j f2b-sshd';
  assert.equal(readInput(saved('DROP', ban)).position, 2);
  assert.equal(readInput(saved('DROP', 'INPUT -i lo -j ACCEPT', ban, 'INPUT -j ACCEPT')).position, 3);
  assert.equal(readInput(saved('DROP', 'INPUT -j DROP', ban)).position, 1);
});

test('readInput() never throws, and looks at each chain once', () => {
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
        readInput(text);
      },
    ),
  );
  const many = 100_000;
  const deep = Array.from({ length: many }, (_, at) => `-A c${at} -j c${at + 1}\n`).join('');
  const withRules = (text: string) => readInput(`*filter\n:INPUT ACCEPT\n${text}COMMIT\n`);
  assert.equal(withRules(`-A INPUT -j c0\n${deep}`).closed, false);
  assert.equal(withRules(`-A INPUT -j c0\n${deep}-A c${many} -j DROP\n`).closed, true);
  const wide = ['-A INPUT -j a\n', '-A a -s 192.0.2.1 -j ACCEPT\n'].map(rule => rule.repeat(many));
  assert.deepEqual(withRules(wide.join('')), { closed: false, position: 1 });
  const long = `INPUT -m comment --comment "${'\\"'.repeat(9_000_000)}" -j DROP`;
  assert.equal(readInput(saved('ACCEPT', long)).closed, true);
});
