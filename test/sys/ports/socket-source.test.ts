import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openSocketSource, tableSockets } from '../../../src/sys/ports/socket-source.ts';
import { arrival, bound, closed, listening } from '../sockets.ts';

test('snapshot() and the text tables tell the same of services, connections and datagrams', async () => {
  const source = openSocketSource();
  const { server, port } = await listening({ host: '127.0.0.1' });
  const datagrams = await bound('127.0.0.1');
  const client = connect(port, '127.0.0.1');
  const [accepted] = await once(server, 'connection');
  const local = client.localPort ?? assert.fail();
  assert.equal(source.via(), 'sock_diag');
  for (const { tcp, udp, connections } of [source.snapshot(), tableSockets()]) {
    assert.equal(tcp.filter(entry => entry.port === port).length, 1);
    assert.equal(udp.filter(entry => entry.port === datagrams.port).length, 1);
    // A table that changes while it is read may show a row twice.
    const shown = connections.filter(entry => entry.port === local || entry.port === port);
    assert.deepEqual(
      [...new Set(shown.map(entry => `${entry.port} ${entry.peerPort}`))],
      [`${local} ${port}`],
    );
  }
  assert.deepEqual(
    source.snapshot(wanted => wanted !== local).connections.filter(({ port: from }) => from === local),
    [],
  );
  client.destroy();
  accepted.destroy();
  await Promise.all([closed(server), closed(datagrams.socket)]);
  source.close();
});

test('owned() cannot tell once the source is closed, and snapshot() goes on with the tables', async () => {
  const source = openSocketSource();
  const { server, port } = await listening({ host: '127.0.0.1' });
  assert.equal(source.owned('tcp', arrival(port)), true);
  source.close();
  assert.equal(source.via(), 'tables');
  assert.equal(source.owned('tcp', arrival(port)), undefined);
  assert.ok(source.snapshot().tcp.some(entry => entry.port === port));
  await closed(server);
});
