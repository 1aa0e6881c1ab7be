import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLease } from '../../../../src/detect/spare/hosts/dhcp-servers.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { neverThrows } from './never-throws.ts';

const dhclient = `lease {
  interface "eth0";
  fixed-address 192.0.2.10;
  option routers 192.0.2.1;
  option dhcp-server-identifier 192.0.2.67;
}
`;
const networkd =
  '# This is private data. Do not parse.\nADDRESS=192.0.2.10\nROUTER=192.0.2.1\nSERVER_ADDRESS=192.0.2.68\n';

test('parseLease() takes the server of a lease of networkd, NetworkManager or dhclient', () => {
  assert.deepEqual(parseLease(dhclient + dhclient.replace('.67', '.69')).map(formatAddress), [
    '192.0.2.67',
    '192.0.2.69',
  ]);
  assert.deepEqual(parseLease(networkd).map(formatAddress), ['192.0.2.68']);
  assert.deepEqual(parseLease('SERVER_ADDRESS=\noption dhcp-server-identifier 1.2;'), []);
});

test('parseLease() never throws on any bytes', () =>
  neverThrows(parseLease, ['SERVER_ADDRESS=', '  option dhcp-server-identifier ', ';']));
