import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { type TestContext, test } from 'node:test';
import { formatAddress } from '../../src/net/address.ts';
import type { Probe } from '../../src/probe.ts';
import { whyNoTrap } from '../../src/sentry/trap/kernel/refusal.ts';
import { openTrap } from '../../src/sentry/trap/trap.ts';
import { startTraps, type TrapSentry, type TrapSettings } from '../../src/sentry/traps.ts';
import { freePort } from '../commands/touch.ts';
import { until } from '../support/until.ts';

const settings: TrapSettings = {
  ports: { tcp: [], udp: [] },
  interfaces: ['*'],
  banner: '',
  loopback: true,
  landings: [],
  unused: new Set(),
  leftOut: [],
};
const ascending = (a: number, b: number): number => a - b;
const skip = whyNoTrap();
const trapTest = (name: string, body: (context: TestContext) => Promise<void>): void =>
  void test(name, { skip }, body);

async function listenOn(port: number, host?: string): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

async function withTraps(
  extra: Partial<TrapSettings>,
  body: (probes: Probe[], traps: TrapSentry) => Promise<void>,
): Promise<void> {
  const probes: Probe[] = [];
  const trap = openTrap();
  try {
    const traps = startTraps(trap, { ...settings, ...extra }, probe => probes.push(probe));
    await body(probes, traps);
    traps.stop();
  } finally {
    trap.stop();
  }
}

/** What is read from a port until its end; the errno's name where it is refused. */
async function told(port: number, host = '127.0.0.1'): Promise<string> {
  const socket = connect(port, host);
  let text = '';
  socket.on('data', data => {
    text += String(data);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    text += error.code;
  });
  await new Promise(resolve => socket.once('close', resolve));
  return text;
}

const shown = ({
  time: _time,
  device: _device,
  sourcePort: _sourcePort,
  source,
  target,
  ...rest
}: Probe) => ({
  source: formatAddress(source),
  target: formatAddress(target),
  ...rest,
});

trapTest('startTraps() reports a finished handshake and a datagram as real sockets do', async () => {
  const port = await freePort();
  await withTraps({ ports: { tcp: [port], udp: [port] }, banner: 'go away' }, async (probes, traps) => {
    assert.deepEqual(traps.counts().sockets, { tcp: 1, udp: 1 });
    assert.equal(await told(port), 'go away');
    const client = createSocket('udp6');
    client.send('?', port, '::1');
    await until(() => probes.length === 2, 'both');
    client.close();
    assert.deepEqual(probes.map(shown), [
      {
        source: '127.0.0.1',
        target: '127.0.0.1',
        protocol: 'tcp',
        port,
        kind: 'connect',
        evidence: 'handshake',
      },
      {
        source: '::1',
        target: '::1',
        protocol: 'udp',
        port,
        kind: 'udp',
        evidence: 'packet',
        isAnswer: false,
      },
    ]);
  });
});

trapTest('startTraps() leaves a port to the service that has it, and to one that comes', async () => {
  const [taken, port] = [await freePort(), await freePort()];
  const before = await listenOn(taken);
  await withTraps({ ports: { tcp: [taken, port], udp: [] } }, async (probes, traps) => {
    assert.deepEqual(traps.counts().sockets, { tcp: 1, udp: 0 });
    const service = await listenOn(port);
    service.on('connection', socket => socket.end('service'));
    assert.equal(await told(port), 'service');
    assert.deepEqual(traps.counts().sockets, { tcp: 0, udp: 0 }, 'at once');
    service.close();
    before.close();
    await Promise.all([once(service, 'close'), once(before, 'close')]);
    // A look costs so much, and then there is none for fifty times as long.
    const resting = (): number[] => {
      traps.refresh();
      return traps.resting().map(rest => rest.port);
    };
    await until(() => resting().length === 2, 'both ports to rest');
    assert.deepEqual(resting().sort(ascending), [taken, port].sort(ascending));
    assert.equal(await told(port), 'ECONNREFUSED');
    assert.deepEqual(probes, []);
  });
});

trapTest('startTraps() watches other ports after an update, and none of the old', async () => {
  const [first, second] = [await freePort(), await freePort()];
  await withTraps({ ports: { tcp: [first], udp: [] } }, async (probes, traps) => {
    traps.update({ ...settings, ports: { tcp: [second], udp: [] }, banner: 'x' });
    assert.equal(await told(first), 'ECONNREFUSED');
    assert.equal(await told(second), 'x');
    await until(() => probes.length === 1, 'the second port');
    assert.equal(probes[0]?.port, second);
  });
});

trapTest('startTraps() passes what comes from this host itself unless that counts', async () => {
  const port = await freePort();
  await withTraps({ ports: { tcp: [port], udp: [] }, loopback: false }, async (probes, traps) => {
    assert.equal(await told(port), 'ECONNREFUSED');
    assert.equal(await told(port, '::1'), 'ECONNREFUSED');
    assert.deepEqual(traps.counts().sockets, { tcp: 1, udp: 0 });
    assert.deepEqual(probes, []);
  });
});

trapTest('startTraps() leaves the ports alone that redirected packets come out at', async () => {
  const [port, other] = [await freePort(), await freePort()];
  const here = { host: '127.0.0.1', from: [], ports: [[port, port] as const] };
  const elsewhere = { host: '192.0.2.99', from: [], ports: [[other, other] as const] };
  const ports = { tcp: [port, other], udp: [] };
  await withTraps({ ports, landings: [here, elsewhere] }, async (_probes, traps) => {
    assert.deepEqual(
      [port, other].map(one => traps.isOwn('tcp', one)),
      [false, true],
    );
  });
});

trapTest('startTraps() recalls what services held before a restart', async () => {
  const port = await freePort();
  const held = { tcp: [{ port, inside: false, age: 0 }], udp: [] };
  const trap = openTrap();
  const ports = { tcp: [port], udp: [] };
  const traps = startTraps(trap, { ...settings, ports }, () => {}, undefined, held);
  assert.deepEqual(traps.counts().sockets, { tcp: 0, udp: 0 });
  traps.stop();
  trap.stop();
});
