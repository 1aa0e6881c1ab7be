import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { quietTime } from '../../src/detect/watch/quarantine.ts';
import { formatAddress } from '../../src/net/address.ts';
import type { Probe } from '../../src/probe.ts';
import { type ConnectSettings, startConnect } from '../../src/sentry/connect.ts';
import { until } from '../support/until.ts';

const settings: ConnectSettings = {
  tcpPorts: '',
  udpPorts: '',
  interfaces: ['*'],
  banner: '',
  udpBanner: false,
};

async function listenAnywhere(host?: string): Promise<[Server, number]> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const place = server.address();
  assert.ok(typeof place === 'object' && place !== null);
  return [server, place.port];
}

/** A port that was free just now. */
async function freePort(): Promise<number> {
  const [server, port] = await listenAnywhere();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a sentry for the length of a test, with what it reported. */
async function withSentry(
  extra: Partial<ConnectSettings>,
  body: (probes: Probe[], sentry: ReturnType<typeof startConnect>) => Promise<void>,
): Promise<void> {
  const probes: Probe[] = [];
  const sentry = startConnect({ ...settings, ...extra }, probe => probes.push(probe));
  try {
    await body(probes, sentry);
  } finally {
    sentry.stop();
  }
}

const shown = ({ time: _time, source, target, ...rest }: Probe) => ({
  source: formatAddress(source),
  target: formatAddress(target),
  ...rest,
});

test('startConnect() knows the peer of every connection, reset at once as by nmap -sT', async () => {
  const port = await freePort();
  await withSentry({ tcpPorts: String(port) }, async probes => {
    const from = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const socket = connect(port, i % 2 === 0 ? '127.0.0.1' : '::1');
      // In a storm our reset can be there before the client has noticed that it was connected.
      await once(socket, 'connect').catch(() => {});
      if (socket.localPort !== undefined) from.add(`${socket.localAddress} ${socket.localPort}`);
      socket.resetAndDestroy();
    }
    await until(() => probes.length >= 200, '200 probes');
    assert.equal(probes.length, 200);
    const hosts = new Map<string, number>();
    for (const probe of probes) {
      const { source, sourcePort, ...rest } = shown(probe);
      from.delete(`${source} ${sourcePort}`);
      hosts.set(source, (hosts.get(source) ?? 0) + 1);
      const facts = { target: source, protocol: 'tcp', port, kind: 'connect', evidence: 'handshake' };
      assert.deepEqual(rest, facts);
    }
    assert.deepEqual(Object.fromEntries(hosts), { '127.0.0.1': 100, '::1': 100 });
    assert.deepEqual([...from], [], 'clients that came from another port than was told');
  });
});

test('startConnect() has one socket an interface and port, for whatever address it has', async () => {
  const [port, other] = [await freePort(), await freePort()];
  const ports = { tcpPorts: `${port},${other}`, udpPorts: `${port}` };
  await withSentry({ ...ports, interfaces: ['lo', 'none'] }, async (probes, sentry) => {
    assert.deepEqual(sentry.counts().sockets, { tcp: 2, udp: 1 });
    const targets = ['127.0.0.1', '127.0.0.77', '::1'];
    for (const host of targets)
      await once(
        connect(port, host).on('error', () => {}),
        'connect',
      );
    const socket = createSocket('udp4');
    socket.send('?', port, '127.0.0.78');
    await until(() => probes.length >= 4, 'four probes');
    socket.close();
    assert.deepEqual(
      new Set(probes.map(({ target }) => formatAddress(target))),
      new Set([...targets, '127.0.0.78']),
    );
    sentry.update({ ...settings, ...ports, interfaces: ['none'] });
    assert.deepEqual(sentry.counts().sockets, { tcp: 0, udp: 0 });
  });
});

test('startConnect() reports a datagram with its true destination and answers nothing', async () => {
  const port = await freePort();
  await withSentry({ udpPorts: String(port), banner: 'hello' }, async probes => {
    const answers: string[] = [];
    for (const [family, host] of [
      ['udp4', '127.0.0.5'],
      ['udp6', '::1'],
    ] as const) {
      const socket = createSocket(family).on('message', message => answers.push(String(message)));
      socket.send(Buffer.alloc(0), port, host);
      socket.send('x'.repeat(9000), port, host);
      await until(
        () => probes.filter(probe => formatAddress(probe.target) === host).length === 2,
        'both datagrams',
      );
      socket.close();
    }
    assert.deepEqual(answers, []);
    assert.deepEqual(
      probes.map(probe => shown(probe).source),
      ['127.0.0.1', '127.0.0.1', '::1', '::1'],
    );
    const facts = {
      target: '127.0.0.5',
      device: 1,
      protocol: 'udp',
      port,
      kind: 'udp',
      evidence: 'packet',
      isAnswer: false,
    };
    assert.deepEqual({ ...shown(probes[0] ?? assert.fail()) }, { source: '127.0.0.1', ...facts });
  });
});

test('startConnect() sends the banner over TCP, and over UDP only when told to', async () => {
  const port = await freePort();
  const banner = 'go away\r\n';
  await withSentry({ tcpPorts: `${port}`, udpPorts: `${port}`, banner, udpBanner: true }, async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    socket.write('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    socket.on('data', (data: string) => {
      text += data;
    });
    await once(socket, 'close');
    assert.equal(text, banner);
    const asker = createSocket('udp4');
    const answered = once(asker, 'message');
    asker.send('?', port, '127.0.0.5');
    const [message, from]: [Buffer, { address: string }] = (await answered) as never;
    asker.close();
    assert.equal(String(message), banner);
    assert.equal(from.address, '127.0.0.5', 'the answer comes from the address that was asked');
  });
});

test('startConnect() leaves a port in use alone, and does not take it when its service stops', async () => {
  const [server, port] = await listenAnywhere();
  const other = await freePort();
  await withSentry({ tcpPorts: `${port},${other}` }, async (_probes, sentry) => {
    assert.deepEqual(sentry.counts().sockets, { tcp: 1, udp: 0 });
    server.close();
    await once(server, 'close');
    sentry.update({ ...settings, tcpPorts: `${port},${other}` });
    assert.deepEqual(sentry.counts().sockets, { tcp: 1, udp: 0 });
    const again = createServer().listen(port);
    await once(again, 'listening');
    again.close();
  });
});

test('startConnect() leaves ports to services that held them before a restart, for the rest of ten minutes', async () => {
  const [lately, over, udp, free] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const row = (port: number, age: number) => ({ port, inside: false, age });
  const held = { tcp: [row(lately, 1000), row(over, quietTime)], udp: [row(udp, 0)] };
  const wanted = { ...settings, tcpPorts: `${lately},${over},${free}`, udpPorts: `${udp}` };
  const sentry = startConnect(wanted, () => {}, held);
  try {
    assert.deepEqual(sentry.counts().sockets, { tcp: 2, udp: 0 });
    assert.ok(sentry.isOwn('tcp', over) && sentry.isOwn('tcp', free) && !sentry.isOwn('tcp', lately));
    const resting = sentry.resting();
    assert.deepEqual(
      resting.map(({ port }) => port),
      [lately, udp],
    );
    assert.ok(resting.every(({ left }) => 0 < left && left <= quietTime));
    const kept = sentry.services.tcp.ports(performance.now()).map(({ port }) => port);
    assert.ok(kept.includes(lately) && !kept.includes(free) && !kept.includes(over), 'for the next restart');
  } finally {
    sentry.stop();
  }
});

test('update() opens and closes only what changed', async () => {
  const [first, second] = [await freePort(), await freePort()];
  await withSentry({ tcpPorts: `${first}` }, async (probes, sentry) => {
    const open = connect(first, '127.0.0.1');
    open.on('error', () => {});
    sentry.update({ ...settings, tcpPorts: `${first},${second}`, udpPorts: `${second}` });
    assert.deepEqual(sentry.counts().sockets, { tcp: 2, udp: 1 });
    await until(() => probes.length === 1, 'the probe');
    sentry.update({ ...settings, tcpPorts: `${second}` });
    assert.deepEqual(sentry.counts().sockets, { tcp: 1, udp: 0 });
    const refused = connect(first, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });
});

test('startConnect() opens a port again right after a stop that left a TIME_WAIT', async () => {
  const port = await freePort();
  for (let round = 0; round < 2; round++) {
    await withSentry({ tcpPorts: `${port}` }, async (probes, sentry) => {
      assert.equal(sentry.counts().sockets.tcp, 1);
      const socket = connect(port, '127.0.0.1').resume();
      await once(socket, 'close');
      assert.equal(probes.length, 1);
    });
  }
});

test('startConnect() takes no datagrams away from a service that shares its port', async () => {
  const service = createSocket({ type: 'udp4', reuseAddr: true }).bind(0);
  await once(service, 'listening');
  await withSentry({ udpPorts: `${service.address().port}` }, async (_probes, sentry) => {
    assert.equal(sentry.counts().sockets.udp, 0);
  });
  service.close();
});

/** How the sentry ends so many connections that come at once. */
const endsOf = (port: number, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, '127.0.0.1').resume();
      return once(socket, 'end').then(
        () => 'end',
        () => 'reset',
      );
    }),
  );

test('startConnect() resets what comes after the first hundred connections of a second', async () => {
  const port = await freePort();
  await withSentry({ tcpPorts: `${port}` }, async probes => {
    const ends: string[] = [];
    // On a slow machine a burst may take more seconds than it has hundreds.
    while (!ends.includes('reset')) ends.push(...(await endsOf(port, 400)));
    const bySecond = new Map<number, number>();
    for (const { time } of probes) {
      const second = Math.floor(time / 1000);
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
    }
    const polite = [...bySecond.values()].reduce((sum, count) => sum + Math.min(count, 100), 0);
    assert.equal(ends.filter(end => end === 'end').length, polite);
  });
});

test('startConnect() tells at its end who has come until then', async () => {
  const port = await freePort();
  const probes: Probe[] = [];
  const sentry = startConnect({ ...settings, tcpPorts: String(port) }, probe => probes.push(probe));
  // Meanwhile the loop stands still: nobody is taken.
  execFileSync('bash', ['--norc', '-c', `for i in {1..40}; do : </dev/tcp/127.0.0.1/${port}; done`]);
  assert.equal(probes.length, 0);
  sentry.stop();
  assert.equal(probes.length, 40);
});
