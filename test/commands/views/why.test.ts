import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { touchLine } from '../../report/fixture.ts';
import { directory, portjail } from '../program.ts';

function logWith(...lines: string[]): string {
  const log = join(directory(), 'portsentry.log');
  writeFileSync(log, lines.join(''));
  return log;
}

const time = Date.now() - 60_000;

test('why tells the lines of one address, or of every address of a network, and nothing that was forged', () => {
  const log = logWith(
    touchLine('203.0.113.7', time),
    'forged \u001b[2J\u202e src=203.0.113.7 \n',
    touchLine('203.0.113.8', time + 1, { why: 'below-trigger' }),
    touchLine('203.0.114.7', time + 2),
  );
  const one = portjail('why', '203.0.113.7', '--log', log);
  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, /^203\.0\.113\.7\n/);
  assert.match(one.stdout, / scan: 23\/tcp.*trigger\.handshake 1 within 600 s reached\n/);
  assert.doesNotMatch(one.stdout, /forged|203\.0\.113\.8|203\.0\.114/);
  const network = portjail('why', '203.0.113.0/24', '--log', log).stdout;
  assert.match(network, / {2}203\.0\.113\.7 {2}scan: /);
  assert.match(network, / {2}203\.0\.113\.8 {2}seen, below-trigger: /);
  assert.doesNotMatch(network, /203\.0\.114/);
});

test('why says that nothing is known, and ends with 0', () => {
  const { code, stdout } = portjail('why', '2001:db8::7', '--log', logWith(touchLine('203.0.113.7', time)));
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^nothing is known of 2001:db8::7: (?:neither log names it|what can be read does not name it)$/m,
  );
  assert.match(stdout, /^to never ban it: {2}portjail ignore 2001:db8::7$/m);
});

test('why refuses what it does not understand with 2', () => {
  for (const [args, message] of [
    [[], /why takes one address or network: see portjail why --help/],
    [['192.0.2.1', '192.0.2.2'], /why takes one address or network/],
    [['example.org'], /expected an address such as 192\.0\.2\.7/],
    [['192.0.2.7/24'], /bits beyond its length/],
    [['192.0.2.0/24', '--dns'], /a network has none/],
  ] as const) {
    const { code, stderr } = portjail('why', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
