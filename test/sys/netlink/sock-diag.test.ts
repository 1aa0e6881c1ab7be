import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { findCgroupRoot } from '../../../src/sentry/trap/kernel/cgroup.ts';
import { states } from '../../../src/sys/netlink/inet-diag.ts';
import { openSockDiag, type SockDiag } from '../../../src/sys/netlink/sock-diag.ts';
import { arrival, bound, closed, ipv4, listening, localhost, localhost6 } from '../sockets.ts';

async function withDiag(body: (diag: SockDiag) => Promise<void>): Promise<void> {
  const diag = openSockDiag() ?? assert.fail('this kernel has sock_diag');
  try {
    await body(diag);
  } finally {
    diag.close();
  }
}

test('owned() finds a listener on the addresses that it is bound to and no others', async () => {
  await withDiag(async diag => {
    const here = await listening({ host: '127.0.0.1' });
    assert.equal(diag.owned('tcp', arrival(here.port)), true);
    assert.equal(diag.owned('tcp', arrival(here.port, { target: ipv4(127, 0, 0, 2) })), false);
    assert.equal(diag.owned('udp', arrival(here.port)), false);
    await closed(here.server);
    assert.equal(diag.owned('tcp', arrival(here.port)), false);
  });
});

test('owned() knows which families a wildcard listener takes', async () => {
  await withDiag(async diag => {
    const ipv6 = { target: localhost6, source: localhost6 };
    for (const [options, takes4, takes6] of [
      [{ host: '::' }, true, true],
      [{ host: '::', ipv6Only: true }, false, true],
      [{ host: '0.0.0.0' }, true, false],
    ] as const) {
      const { server, port } = await listening(options);
      assert.equal(diag.owned('tcp', arrival(port)), takes4);
      assert.equal(diag.owned('tcp', arrival(port, ipv6)), takes6);
      await closed(server);
    }
  });
});

test('owned() finds a connection by its four numbers, and TIME_WAIT too', async () => {
  await withDiag(async diag => {
    const { server, port } = await listening({ host: '127.0.0.1' });
    const client = connect(port, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    const local = client.localPort ?? assert.fail();
    const toClient = { source: localhost, sourcePort: port };
    assert.equal(diag.owned('tcp', arrival(local, toClient)), 'talks');
    assert.equal(diag.owned('tcp', arrival(local, { ...toClient, sourcePort: port ^ 1 })), false);
    assert.equal(diag.owned('tcp', arrival(local)), false);
    // Who closes first stays in TIME_WAIT.
    client.end();
    await once(accepted.resume(), 'close');
    await closed(server);
    assert.equal(diag.owned('tcp', arrival(local, toClient)), 'talks');
    assert.equal(diag.connectionPorts(states.timeWait, []).has(local), true);
  });
});

test('owned() finds an unconnected UDP socket for all and a connected one for its peer only', async () => {
  await withDiag(async diag => {
    const { socket, port } = await bound('127.0.0.1');
    assert.equal(diag.owned('udp', arrival(port)), true);
    assert.equal(diag.owned('udp', arrival(port, { target: ipv4(127, 0, 0, 2) })), false);
    socket.connect(53, '127.0.0.1');
    await once(socket, 'connect');
    assert.equal(diag.owned('udp', arrival(port)), false);
    assert.equal(diag.owned('udp', arrival(port, { source: localhost, sourcePort: 53 })), 'talks');
    const [entry] = diag.holders('udp').filter(candidate => candidate.port === port);
    assert.deepEqual([entry?.peer, entry?.peerPort], [localhost, 53]);
    await closed(socket);
    assert.equal(diag.owned('udp', arrival(port, { source: localhost, sourcePort: 53 })), false);
  });
});

test('connectedWith() finds the peers of both families, in either role, and not the closed ones', async () => {
  await withDiag(async diag => {
    for (const [host, bind, peer] of [
      ['127.0.0.7', '0.0.0.0', ipv4(127, 0, 0, 7)],
      // An IPv4 peer of an IPv6 socket.
      ['127.0.0.8', '::', ipv4(127, 0, 0, 8)],
      ['::1', '::1', localhost6],
    ] as const) {
      const { server, port } = await listening({ host: bind });
      const target = host === '::1' ? '::1' : '127.0.0.1';
      const client = connect({ port, host: target, localAddress: host });
      const [accepted] = await once(server, 'connection');
      assert.equal(diag.connectedWith(peer), true, host);
      assert.equal(diag.connectedWith(ipv4(192, 0, 2, 99)), false);
      assert.ok(
        diag.peers().some(words => words.join() === peer.join()),
        host,
      );
      client.destroy();
      await once(accepted.resume(), 'close');
      await closed(server);
      if (host !== '::1') assert.equal(diag.connectedWith(peer), false, host);
    }
  });
});

test('connectionsWith() has both ends, and isEstablished() tells when a connection has ended', async () => {
  await withDiag(async diag => {
    for (const [host, bind, peer] of [
      ['127.0.0.7', '0.0.0.0', ipv4(127, 0, 0, 7)],
      ['127.0.0.8', '::', ipv4(127, 0, 0, 8)],
      ['::1', '::1', localhost6],
    ] as const) {
      const { server, port } = await listening({ host: bind });
      const client = connect({ port, host: host === '::1' ? '::1' : '127.0.0.1', localAddress: host });
      const [accepted] = await once(server, 'connection');
      const found = diag.connectionsWith(peer).filter(connection => connection.port === port);
      const [connection = assert.fail(host)] = found;
      assert.equal(found.length, 1);
      assert.deepEqual([connection.source, connection.sourcePort], [peer, client.localPort]);
      assert.equal(diag.isEstablished(connection), true);
      // A listener would take its next packet.
      assert.equal(diag.isEstablished({ ...connection, sourcePort: connection.sourcePort ^ 1 }), false);
      // Who closes first stays in TIME_WAIT.
      accepted.end();
      await once(client.resume(), 'close');
      assert.equal(diag.isEstablished(connection), false);
      await closed(server);
    }
  });
});

test('holders() says address, port and whether :: takes IPv4', async () => {
  await withDiag(async diag => {
    const services = [
      await listening({ host: '127.0.0.1' }),
      await listening({ host: '::1' }),
      await listening({ host: '::' }),
      await listening({ host: '::', ipv6Only: true }),
    ];
    const found = diag.holders('tcp');
    const shown = services.map(({ port }) =>
      found
        .filter(entry => entry.port === port)
        .map(({ address, v6only }) => `${address.join(' ')} ${v6only}`),
    );
    for (const { server } of services) await closed(server);
    const expected = ['0 0 65535 2130706433 false', '0 0 0 1 true', '0 0 0 0 false', '0 0 0 0 true'];
    expected.forEach((entry, i) => {
      assert.deepEqual(shown[i], [entry]);
    });
  });
});

test('connections() says both ends of what is wanted, in either role, and leaves services out', async () => {
  await withDiag(async diag => {
    const { server, port } = await listening({ host: '127.0.0.1' });
    const client = connect(port, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    const local = client.localPort ?? assert.fail();
    const found = diag.connections([port], other => other === local || other === port);
    assert.deepEqual(
      found.map(({ address, port: from, peer, peerPort }) => [address, from, peer, peerPort]),
      [[localhost, local, localhost, port]],
    );
    assert.deepEqual(
      diag.connections([], () => false),
      [],
    );
    assert.equal(diag.connections([], other => other === port).length, 1, 'the accepted one');
    client.destroy();
    accepted.destroy();
    await closed(server);
  });
});

test('connectionPorts() lets the kernel leave out the ports of services', async () => {
  await withDiag(async diag => {
    const { server, port } = await listening({ host: '127.0.0.1' });
    const client = connect(port, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    const local = client.localPort ?? assert.fail();
    const all = diag.connectionPorts(states.all, []);
    assert.deepEqual([all.has(port), all.has(local)], [true, true]);
    const others = diag.connectionPorts(states.all, [port]);
    assert.deepEqual([others.has(port), others.has(local)], [false, true]);
    client.destroy();
    accepted.destroy();
    await closed(server);
  });
});

test('cgroups() holds that of a program which listens', async context => {
  const root = findCgroupRoot();
  const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1'))?.[1];
  if (root === undefined || own === undefined) return context.skip('no cgroup v2 here');
  await withDiag(async diag => {
    const { server } = await listening();
    const { ino } = statSync(`${root.path}${own}`, { bigint: true });
    assert.ok(diag.cgroups().has(ino), `${ino} is one of ${[...diag.cgroups()].join()}`);
    await closed(server);
  });
});
