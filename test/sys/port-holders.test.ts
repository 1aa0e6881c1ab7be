import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { parseHolders, portsOfOthers } from '../../src/sys/port-holders.ts';

test('portsOfOthers() names the ports of listeners and datagram sockets', async () => {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const socket = createSocket('udp4').bind(0);
  await once(socket, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    assert.ok(portsOfOthers('tcp').includes(port));
    assert.ok(portsOfOthers('udp').includes(socket.address().port));
    assert.ok(!portsOfOthers('udp').includes(port));
  } finally {
    server.close();
    socket.close();
  }
});

test('parseHolders() reads listeners of TCP alone, and every socket of UDP', () => {
  const row = (state: string): string =>
    `   0: 0100007F:0016 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100`;
  const text = `  sl  local_address rem_address   st\n${row('0A')}\n${row('01')}\nnonsense\n`;
  assert.deepEqual(parseHolders(text, 'tcp'), [{ port: 22, inode: '4711' }]);
  assert.equal(parseHolders(text, 'udp').length, 2);
});
