import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { createNeighbours } from '../../../src/sentry/listen/neighbours.ts';
import { homesOutside } from '../../../src/sentry/listen/places.ts';
import { type Place, wildcard } from '../../../src/sentry/listen/sockaddr.ts';
import { address } from '../../detect/helpers.ts';
import { bound, closed, listening } from '../../sys/sockets.ts';

const at = (text: string, port: number): Place => ({ address: address(text), port, scope: 0 });
const shown = (places: readonly Place[]): string[] =>
  places.map(place => `${formatAddress(place.address)} ${place.port}`);
/** What is left of the wildcard, of loopback, and of one address in each family. */
const left = (neighbours: ReturnType<typeof createNeighbours>, port: number): string[][] =>
  [
    { address: wildcard, port, scope: 0 },
    at('127.0.0.1', port),
    at('192.0.2.1', port),
    at('2001:db8::1', port),
  ]
    .map(place => neighbours.leave(place))
    .map(shown);
const single = (port: number): string[][] => [[`192.0.2.1 ${port}`], [`2001:db8::1 ${port}`]];
const outside = (port: number): string[] => shown(homesOutside().map(home => ({ ...home, port })));

test('leave() keeps away from a service in both families, but from one on loopback there alone', async context => {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
    const neighbours = createNeighbours('tcp');
    const { server, port } = await listening({ host, ipv6Only: true });
    context.after(() => server.close());
    neighbours.look([], 0);
    const isInside = host.endsWith('1');
    const expected = isInside ? [outside(port), [], ...single(port)] : [[], [], [], []];
    assert.deepEqual(left(neighbours, port), expected, host);
    assert.equal(neighbours.isShared(port), true);
    await closed(server);
    neighbours.look([], quietTime - 1);
    assert.deepEqual(left(neighbours, port), expected, `${host}, while it restarts`);
    neighbours.look([], quietTime);
    assert.deepEqual(left(neighbours, port), [[`:: ${port}`], [`127.0.0.1 ${port}`], ...single(port)], host);
    assert.equal(neighbours.isShared(port), false);
  }
});

test('leave() keeps a listener of one interface from a service on loopback by the addresses of that interface', async context => {
  const neighbours = createNeighbours('tcp');
  const { server, port } = await listening({ host: '127.0.0.1' });
  context.after(() => server.close());
  neighbours.look([], 0);
  for (const name of [...Object.keys(networkInterfaces()), 'none']) {
    const place = { address: wildcard, port, scope: 0, device: { name, index: 1 } };
    const homes = homesOutside(name).map(home => ({ ...home, port }));
    assert.deepEqual(shown(neighbours.leave(place)), shown(homes), name);
    assert.ok(homes.length < outside(port).length || name !== 'none');
  }
  const elsewhere = { address: wildcard, port: port + 1, scope: 0, device: { name: 'lo', index: 1 } };
  assert.deepEqual(neighbours.leave(elsewhere), [elsewhere]);
});

test('leave() tells our own sockets from those of a service', async context => {
  const neighbours = createNeighbours('udp');
  const { socket, port } = await bound('127.0.0.1');
  context.after(() => socket.close());
  neighbours.look([at('127.0.0.1', port)], 0);
  assert.deepEqual(left(neighbours, port)[1], [`127.0.0.1 ${port}`]);
  neighbours.look([{ address: wildcard, port, scope: 0 }], 1);
  assert.deepEqual(left(neighbours, port)[0], [`:: ${port}`]);
  neighbours.look([at('192.0.2.1', port)], 2);
  assert.deepEqual(left(neighbours, port), [outside(port), [], ...single(port)]);
});
