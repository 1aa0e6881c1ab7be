import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import type { Host, Network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { connectFrom, runIn, sendTo, startIn, withTrap } from './stage/trap-stage.ts';

const file = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));

async function service(net: Network<string>, host: Host, ...args: readonly string[]): Promise<Child> {
  const child = startIn(net, host, [process.execPath, file, ...args]);
  await child.waitFor(args.includes('later') ? 'bound' : 'open');
  return child;
}

/** Waits until no connection is open there any more: one is enough to refuse the port to a bind without SO_REUSEADDR. */
const left = (host: Host, port: number): Promise<unknown> =>
  until(() => runIn(host, ['ss', '-Htan', `sport = :${port}`]) === '', 'the port to be left');

/** What a port of ours can be taken as; all of them have it at once, and their first client. */
const services: readonly (readonly string[])[] = [
  ['tcp', '0.0.0.0', '5432'],
  ['tcp', '0.0.0.0', '5432', 'reuse'],
  ['tcp', '::', '5432'],
  ['tcp', '::', '5432', 'reuse'],
  ['tcp', '10.99.0.1', '5432'],
  ['mptcp', '0.0.0.0', '5432'],
  ['mptcp', '::', '5432', 'reuse'],
  ['tcp', '0.0.0.0', '1'],
  ['tcp', '0.0.0.0', '65535'],
];

for (const args of services)
  e2e(`a service takes its port at once, and has its first client: ${args.join(' ')}`, () =>
    withTrap(async ({ trap, host, attacker, net }) => {
      const port = Number(args[2]);
      await trap.arm('tcp', 1, 65_535);
      // A connection of ours was open there a moment before.
      assert.equal(connectFrom(attacker, host.ipv4, port), 'open');
      await left(host, port);
      const running = await service(net, host, ...args);
      connectFrom(attacker, host.ipv4, port);
      await running.waitFor('took ');
      assert.deepEqual((await trap.state(port)).armed, [false, false]);
      await running.stop();
      assert.equal(connectFrom(attacker, host.ipv4, port), 'ECONNREFUSED', 'not ours before the next look');
      await trap.arm('tcp', port);
      assert.equal(connectFrom(attacker, host.ipv4, port), 'open');
      const line = `${attacker.ipv4} ${host.ipv4} tcp ${port}`;
      await until(() => trap.seen.length >= 2, 'what was seen');
      assert.deepEqual(trap.seen, [line, line], 'no client of the service is named');
    }),
  );

e2e('a connection that waits to be taken keeps no service from its port that sets SO_REUSEADDR', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 1023);
    process.kill(trap.pid, 'SIGSTOP');
    const client = startIn(net, attacker, [
      process.execPath,
      '-e',
      `require('node:net').connect(80, '${host.ipv4}', () => console.log('open'))`,
    ]);
    await client.waitFor('open');
    const plain = startIn(net, host, [process.execPath, file, 'tcp', '0.0.0.0', '80']);
    await until(() => plain.output() === 'bind: EADDRINUSE\n', 'the port to be refused');
    const running = await service(net, host, 'tcp', '0.0.0.0', '80', 'reuse');
    process.kill(trap.pid, 'SIGCONT');
    connectFrom(attacker, host.ipv4, 80);
    await running.waitFor('took');
    await running.stop();
    await left(host, 80);
    await service(net, host, 'tcp', '0.0.0.0', '80');
    assert.deepEqual(trap.seen, [], 'nor is whoever came before it named now');
  }),
);

e2e('a look does not take a port from a program that has bound it and listens later', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    const running = await service(net, host, 'tcp', '0.0.0.0', '5432', 'later');
    // It is in no table that a look could read.
    await trap.arm('tcp', 5432);
    assert.deepEqual((await trap.state(5432)).armed, [true, false]);
    assert.equal((await trap.state(5432)).bound[0], true, 'but the hook has seen it');
    process.kill(running.pid, 'SIGUSR1');
    await running.waitFor('open');
    connectFrom(attacker, host.ipv4, 5432);
    await running.waitFor('took');
    assert.deepEqual(trap.seen, []);
    assert.deepEqual((await trap.state(5432)).armed, [false, false], 'since the listen was seen too');
  }),
);

e2e('a program that listens without a bind has its port', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 65_535);
    const running = await service(net, host, 'tcp', '0.0.0.0', '0', 'unbound');
    const port = Number(/open (\d+)/.exec(running.output())?.[1]);
    const { armed, bound, listened } = await trap.state(port);
    assert.deepEqual([armed[0], bound[0], listened], [false, false, true]);
    connectFrom(attacker, host.ipv4, port);
    await running.waitFor(`took ${attacker.ipv4}`);
    assert.deepEqual(trap.seen, []);
  }),
);

e2e('a service for UDP takes its port at once, and has its first datagram', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('udp', 1, 32_767);
    for (const address of ['0.0.0.0', '::', host.ipv4]) {
      const running = await service(net, host, 'udp', address, '161');
      sendTo(attacker, host.ipv4, 161, 'question');
      await running.waitFor('took question');
      await running.stop();
      await trap.arm('udp', 161);
    }
    assert.deepEqual(trap.seen, []);
    sendTo(attacker, host.ipv4, 161);
    await trap.sees(`${attacker.ipv4} ${host.ipv4} udp 161`);
  }),
);

e2e('a service on loopback alone has its clients here, and leaves its port watched outside', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 65_535);
    for (const address of ['127.0.0.1', '::1']) {
      const running = await service(net, host, 'tcp', address, '6379');
      assert.deepEqual((await trap.state(6379)).armed, [true, false]);
      connectFrom(host, address, 6379);
      await running.waitFor('took');
      for (const [from, to] of [
        [attacker.ipv4, host.ipv4],
        [attacker.ipv6, host.ipv6],
      ] as const) {
        connectFrom(attacker, to, 6379);
        await trap.sees(`${from} ${to} tcp 6379`);
      }
      await running.stop();
    }
  }),
);

e2e('outgoing connections, and those of a running service, go their way while every port is armed', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    const outside = await service(net, attacker, 'tcp', '0.0.0.0', '80', 'reuse');
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 1, 32_767);
    for (let i = 0; i < 5; i++) connectFrom(host, attacker.ipv4, 80);
    await outside.waitFor(/(took 10\.99\.0\.1\n.*){5}/s);
    assert.deepEqual(trap.seen, []);
  }),
);

e2e('binds of others, in network namespaces of their own, disarm nothing', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 1, 32_767);
    const binds = `
      const { createServer } = require('node:net');
      const { createSocket } = require('node:dgram');
      let left = 2000;
      for (let port = 1; port <= 1000; port++) {
        const server = createServer().listen(port, () => server.close(() => --left || console.log('bound all')));
        const socket = createSocket('udp4').bind(port, () => socket.close(() => --left || console.log('bound all')));
      }`;
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const alone = ['unshare', '--user', '--map-root-user', '--net', process.execPath, '-e', binds];
    // From the host's own namespace, as a user of it would.
    assert.match(runIn(host, [...asNobody, ...alone]), /bound all/);
    const { armed, bound } = await trap.state(23);
    assert.deepEqual(
      [armed, bound],
      [
        [true, true],
        [false, false],
      ],
    );
    assert.equal(await trap.arm('tcp', 1), 65_535);
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
  }),
);
