import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portjail } from './program.ts';

test('unban refuses what it does not understand with 2, before it asks anybody', () => {
  for (const [args, message] of [
    [[], /unban takes one address or network: see portjail unban --help/],
    [['192.0.2.1', '192.0.2.2'], /unban takes one address or network/],
    [['example.org'], /expected an address such as 192\.0\.2\.7/],
    [['192.0.2.7/24'], /write 192\.0\.2\.0\/24 for the network, or 192\.0\.2\.7 for the host/],
    [['192.0.2.1', '--all'], /Unknown option '--all'.*see portjail unban --help/],
  ] as const) {
    const { code, stderr } = portjail('unban', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
