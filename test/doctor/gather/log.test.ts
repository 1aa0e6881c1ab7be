import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copiesAndTruncates } from '../../../src/doctor/gather/log.ts';

test('copiesAndTruncates() knows names, quotes, wildcards and comments of logrotate', () => {
  const part = (names: string, options = 'copytruncate') =>
    copiesAndTruncates(`weekly\n${names} {\n  daily\n  ${options}\n}\n`, '/var/log/portjail/portsentry.log');
  assert.ok(part('/var/log/portjail/*.log'));
  assert.ok(part('/var/log/x "/var/log/portjail/portsentry.log"'));
  assert.ok(!part('/var/log/*.log'));
  assert.ok(!part('/var/log/portjail/*.log', '# copytruncate'));
  assert.ok(!part('/var/log/portjail/*.log', 'create 0640'));
});
