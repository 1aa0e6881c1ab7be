import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { connectFrom, runIn, startIn, withTrap } from './stage/trap-stage.ts';

const service = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));

/** TCP sockets of the host on that local port, by their state. */
const socketsOn = (host: Host, port: number): string[] =>
  runIn(host, ['ss', '-Htan', `sport = :${port}`])
    .split('\n')
    .filter(line => line !== '');

/** A client that connects, waits so many milliseconds and ends the connection itself; prints what it has read. */
const clientFor = (target: string, port: number, milliseconds: number, count = 1): readonly string[] => [
  process.execPath,
  '-e',
  `for (let i = 0; i < ${count}; i++) {
    const socket = require('node:net').connect(${port}, '${target}', () =>
      setTimeout(() => socket.end(), ${milliseconds}));
    socket.on('data', data => console.log(String(data))).on('error', () => {});
  }`,
];

e2e('a connection leaves nothing on its port, whoever ends it, also when the wire is slow', () =>
  withTrap(async ({ trap, host, attacker }) => {
    // What leaves the host waits its turn for some 30 ms: a FIN of ours would meet the peer's on its way.
    host.run([
      'tc',
      'qdisc',
      'add',
      'dev',
      'eth0',
      'root',
      'tbf',
      'rate',
      '20kbit',
      'burst',
      '100',
      'latency',
      '9s',
    ]);
    await trap.arm('tcp', 1, 1023);
    for (const [port, wait] of [
      [21, 0],
      [22, 1],
      [23, 2000],
    ] as const) {
      runIn(attacker, clientFor(host.ipv4, port, wait));
      await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp ${port}`);
      await until(
        () => socketsOn(host, port).length === 0 || /TIME/.test(socketsOn(host, port).join()),
        'the port to be left',
      );
      assert.deepEqual(socketsOn(host, port), [], `after ${wait} ms`);
    }
  }),
);

e2e('a service that sets no SO_REUSEADDR has its port right after a scan of it', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 65_535);
    for (const scan of [
      ['nmap', '-sT', '-Pn', '-n', '-p', '5432', host.ipv4],
      ['nmap', '-sV', '-Pn', '-n', '-p', '5432', host.ipv4],
      clientFor(host.ipv4, 5432, 0, 20),
    ]) {
      runIn(attacker, scan);
      await until(() => socketsOn(host, 5432).length === 0, 'the port to be left');
      const running = startIn(net, host, [process.execPath, service, 'tcp', '0.0.0.0', '5432']);
      await running.waitFor('open');
      await running.stop();
      await trap.arm('tcp', 5432);
    }
  }),
);

e2e('the banner is there at once, then the end, also for a peer that speaks first', () =>
  withTrap(
    async ({ trap, host, attacker }) => {
      await trap.arm('tcp', 1, 1023);
      assert.equal(connectFrom(attacker, host.ipv4, 21), 'open go away');
      const talker = `
        const socket = require('node:net').connect(22, '${host.ipv4}', () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
        socket.on('data', data => console.log('read ' + data)).on('end', () => console.log('end'));
        socket.on('error', error => console.log(error.code));`;
      assert.equal(runIn(attacker, [process.execPath, '-e', talker]), 'read go away\nend\n');
    },
    { banner: 'go away' },
  ),
);

/** Connects to ports from 1 on, or to one of them each time; prints how many ended well, how many by a reset, and the seconds. */
const crowd = (target: string, count: number, atOnce: number, ports: number): string => `
  const start = process.hrtime.bigint();
  let [ends, resets, next] = [0, 0, 0];
  const one = () => {
    if (next === ${count}) return;
    let ended = false;
    const socket = require('node:net').connect({ port: 1 + next++ % ${ports}, host: '${target}' });
    // A client too busy to see our end before the reset behind it is told EPIPE, and not ECONNRESET.
    socket.resume().on('end', () => { ended = true; }).on('error', ({ code }) => { ended ||= code === 'EPIPE'; });
    socket.on('close', () => {
      ended ? ends++ : resets++;
      if (ends + resets === ${count}) console.log(ends, resets, Number(process.hrtime.bigint() - start) / 1e9);
      one();
    });
  };
  for (let i = 0; i < ${atOnce}; i++) one();`;

e2e('of very many connections a hundred a second end well, the rest is reset, and none is left open', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 1, 1023);
    const said = runIn(attacker, [process.execPath, '-e', crowd(host.ipv4, 600, 600, 600)]);
    const [ends = 0, resets = 0, seconds = 0] = said.split(' ').map(Number);
    assert.equal(ends + resets, 600);
    assert.ok(ends <= 100 * (Math.ceil(seconds) + 1), said);
    await until(() => trap.seen.length === 600, 'what was seen');
    await until(() => !/ESTAB|FIN|CLOSE/.test(runIn(host, ['ss', '-Htan'])), 'every connection to end');
  }),
);

e2e('of many connections to one port most are reset, so that a service may have it in between', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 1);
    const said = runIn(attacker, [process.execPath, '-e', crowd(host.ipv4, 40, 1, 1)]);
    const [ends = 0, resets = 0, seconds = 0] = said.split(' ').map(Number);
    assert.equal(ends + resets, 40);
    assert.ok(ends > 0 && ends <= 3 * (Math.ceil(seconds / 4) + 1), said);
    await until(() => trap.seen.length === 40, 'what was seen');
  }),
);

e2e('who holds ten thousand connections open holds nothing of ours', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 65_535);
    const holder = `
      const net = require('node:net');
      let open = 0;
      for (let i = 0; i < 10000; i++) {
        const socket = net.connect({ port: 1 + i, host: '${host.ipv4}', allowHalfOpen: true });
        const tell = () => { if (++open === 10000) console.log('all tried'); };
        socket.once('connect', tell).once('error', tell).on('error', () => {});
      }
      setInterval(() => {}, 1 << 30);`;
    const crowd = startIn(net, attacker, [
      'sh',
      '-c',
      `ulimit -n 20000; exec "$0" -e "$1"`,
      process.execPath,
      holder,
    ]);
    await crowd.waitFor('all tried');
    await until(() => trap.seen.length >= 10_000, 'what was seen');
    await until(() => !/ESTAB|FIN|CLOSE/.test(runIn(host, ['ss', '-Htan'])), 'every connection to end');
    // On a busy machine more may come at once than the kernel lets wait; it says so, and they come again.
    await trap.state(1);
    assert.match(connectFrom(attacker, host.ipv4, 20_001), /^open/);
    await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp 20001`);
    assert.equal((await trap.state(1)).drops, 0);
  }),
);
