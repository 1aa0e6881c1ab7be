import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { address } from '../../sentry/trap/bpf/lookup-cases.ts';
import { until } from '../../support/until.ts';
import { arrival } from '../../sys/sockets.ts';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';
import { connectFrom, runIn, startIn, startTrap, withTrap } from './stage/trap-stage.ts';

const foreign = fileURLToPath(new URL('./stage/foreign-lookup.js', import.meta.url));

e2e('what another sk_lookup program has chosen before stays its own', async () => {
  const net = network('host', 'attacker');
  const { host, attacker } = net.hosts;
  try {
    const other = startIn(net, host, [process.execPath, foreign, '9999']);
    await other.waitFor('open');
    const trap = await startTrap(net, host);
    await trap.arm('tcp', 1, 1023);
    connectFrom(attacker, host.ipv4, 80);
    await other.waitFor('took');
    assert.equal(connectFrom(attacker, host.ipv4, 81), 'open');
    await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp 81`);
    assert.equal(trap.seen.length, 1);
  } finally {
    await net.teardown();
  }
});

e2e('one that comes later and insists (BPF_SK_LOOKUP_F_REPLACE) has its clients too', () =>
  withTrap(async ({ trap, host, attacker, net }) => {
    await trap.arm('tcp', 1, 1023);
    const other = startIn(net, host, [process.execPath, foreign, '9999', 'replace']);
    await other.waitFor('open');
    connectFrom(attacker, host.ipv4, 80);
    await other.waitFor('took');
    assert.deepEqual(trap.seen, []);
  }),
);

e2e('a forged SYN with data is no handshake, though every listener shall take TCP Fast Open', async () => {
  const net = network('host', 'attacker');
  const { host, attacker } = net.hosts;
  try {
    // 1 client, 2 server, 0x200 without a cookie, 0x400 for all listeners: it is looked at when one begins to listen.
    host.run(['sysctl', '-qw', 'net.ipv4.tcp_fastopen=1539']);
    const trap = await startTrap(net, host);
    await trap.arm('tcp', 1, 1023);
    // Nobody has this address, so nobody takes the answer.
    sendFrames(attacker, macOf(host), [
      packetBetween('10.99.0.66', host.ipv4, { port: 24, flags: 2, size: 23 }),
    ]);
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
    await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp 23`);
    assert.equal(trap.seen.length, 1);
  } finally {
    await net.teardown();
  }
});

e2e('what there is no room for is counted, and the rest is seen', () =>
  withTrap(async ({ trap, host, attacker }) => {
    host.run(['sysctl', '-qw', 'net.core.somaxconn=4096', 'net.ipv4.tcp_syncookies=0']);
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 1, 1023);
    process.kill(trap.pid, 'SIGSTOP');
    const crowd = `
      const net = require('node:net');
      let left = 6000;
      const done = () => --left || process.exit();
      setTimeout(() => process.exit(), 20000);
      for (let i = 0; i < 6000; i++) net.connect(1 + i, '${host.ipv4}').once('connect', done).once('error', done);`;
    runIn(attacker, ['sh', '-c', `ulimit -n 20000; exec "$0" -e "$1"`, process.execPath, crowd]);
    process.kill(trap.pid, 'SIGCONT');
    await until(() => trap.seen.length >= 4096, 'the queue');
    const { drops } = await trap.state(1);
    assert.ok(drops > 0, `${drops} drops of TCP`);
    assert.equal((await trap.state(1)).drops, 0, 'told once');
    process.kill(trap.pid, 'SIGSTOP');
    const datagrams = `
      const socket = require('node:dgram').createSocket('udp4');
      let left = 30000;
      const next = () => { for (let i = 0; i < 500 && left; i++) socket.send(Buffer.alloc(1000), left-- % 1000 + 1, '${host.ipv4}'); left ? setTimeout(next, 1) : socket.close(); };
      next();`;
    runIn(attacker, [process.execPath, '-e', datagrams]);
    const before = trap.seen.length;
    process.kill(trap.pid, 'SIGCONT');
    await until(async () => (await trap.state(1)).drops > 0, 'drops of UDP');
    assert.ok(trap.seen.length > before);
  }),
);

e2e('sock_diag still tells whose a port is', () =>
  withTrap(async ({ trap, host, net }) => {
    await trap.arm('tcp', 1, 1023);
    await trap.arm('udp', 1, 1023);
    const owned = (protocol: 'tcp' | 'udp', port: number, target = host.ipv4): Promise<boolean> =>
      trap.ask({
        what: 'owned',
        protocol,
        arrival: arrival(port, { target: address(target), source: address('203.0.113.7'), device: 2 }),
      });
    const service = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));
    for (const protocol of ['tcp', 'udp'] as const) {
      assert.equal(await owned(protocol, 80), false, 'armed');
      assert.equal(await owned(protocol, 2000), false, 'not armed');
      const running = startIn(net, host, [process.execPath, service, protocol, '10.99.0.1', '80']);
      await running.waitFor('open');
      // Whatever the tables say: the look may come late.
      await trap.ask({ what: 'rewrite', times: 1, port: 80 });
      assert.equal(await owned(protocol, 80), true, 'a service');
      assert.equal(await owned(protocol, 80, '10.99.0.9'), false, 'on its address alone');
    }
  }),
);
