import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { portsInUse } from '../../../src/sys/ports/ports-in-use.ts';
import { bound, closed, listening } from '../sockets.ts';

test('portsInUse() holds services and live connections, not TIME_WAIT', async () => {
  const { server, port } = await listening({ host: '127.0.0.1' });
  const client = connect(port, '127.0.0.1');
  const [accepted] = await once(server, 'connection');
  const local = client.localPort ?? assert.fail();
  assert.deepEqual([portsInUse('tcp').has(port), portsInUse('tcp').has(local)], [true, true]);
  client.end();
  await once(accepted.resume(), 'close');
  await closed(server);
  assert.deepEqual([portsInUse('tcp').has(port), portsInUse('tcp').has(local)], [false, false]);
});

test('portsInUse() holds bound UDP ports, of UDP only', async () => {
  const { socket, port } = await bound('::1', 'udp6');
  assert.deepEqual([portsInUse('udp').has(port), portsInUse('tcp').has(port)], [true, false]);
  await closed(socket);
  assert.equal(portsInUse('udp').has(port), false);
});
