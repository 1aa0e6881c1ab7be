import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSession } from '../../../../src/detect/spare/logins/sessions.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { neverThrows } from '../hosts/never-throws.ts';

const session = (fields: Record<string, string>): string => {
  const all = { UID: '0', ACTIVE: '1', STATE: 'active', REMOTE: '1', REMOTE_HOST: '192.0.2.99', ...fields };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
};
const rows: readonly [fields: Record<string, string>, addresses: string[]][] = [
  [{}, ['192.0.2.99']],
  [{ STATE: 'online', REMOTE_HOST: '2001:db8::99' }, ['2001:db8::99']],
  [{ REMOTE_HOST: 'fe80::99%eth0' }, ['fe80::99']],
  [{ STATE: 'closing' }, []],
  [{ STATE: 'opening' }, []],
  [{ REMOTE: '0' }, []],
  [{ REMOTE_HOST: 'admin.example.org' }, []],
];

test('parseSession() takes the peer of a remote session in use', () => {
  for (const [fields, addresses] of rows)
    assert.deepEqual(parseSession(session(fields)).map(formatAddress), addresses, JSON.stringify(fields));
});

test('parseSession() never throws on any bytes', () =>
  neverThrows(parseSession, ['REMOTE=1\n', 'STATE=active\n', 'REMOTE_HOST=']));
