import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { portsOfOthers, socketRows } from '../../../src/sys/ports/port-holders.ts';

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

test('socketRows() leaves out what is no row', () => {
  const row = (state: string): string =>
    `   0: 0100007F:0016 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100`;
  const text = `  sl  local_address rem_address   st\n${row('0A')}\n${row('01')}\nnonsense\n`;
  assert.deepEqual(
    socketRows(text).map(({ port, state, inode }) => [port, state, inode]),
    [
      [22, '0A', '4711'],
      [22, '01', '4711'],
    ],
  );
});

test('socketRows() reads port, state and inode, and whether others are served', () => {
  for (const [local, isInside] of [
    ['0100007F', true],
    ['3500007F', true],
    ['0000000000000000FFFF00000100007F', true],
    ['00000000000000000000000001000000', true],
    ['00000000', false],
    ['00000000000000000000000000000000', false],
    ['0A02007E', false],
    ['7F00000A', false],
    ['0000000000000000000000000000007F', false],
  ] as const) {
    const row = `   0: ${local}:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4321 1 x`;
    assert.deepEqual(socketRows(`  sl  local\n${row}\n`), [
      { port: 8080, state: '0A', inode: '4321', isInside },
    ]);
  }
});
