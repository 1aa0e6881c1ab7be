import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as immediately } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { alive, objectsOf } from './stage/bpf-objects.ts';
import { connectFrom, runIn, sendTo, startTrap, withTrap } from './stage/trap-stage.ts';

const none = { programs: [], maps: [], links: [] };

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)
  e2e(`nothing of it is left in the kernel after ${signal}`, () =>
    withTrap(async ({ trap, host, attacker }) => {
      const objects = objectsOf(trap.pid);
      // The lookup, two hooks for bind and one for listen; eight tables and the sockets.
      assert.deepEqual([objects.programs.length, objects.links.length, objects.maps.length], [4, 4, 9]);
      assert.deepEqual(alive(objects), objects);
      await trap.arm('tcp', 1, 65_535);
      assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
      await trap.kill(signal);
      // The kernel frees a program a moment (one grace period of RCU) after its last user.
      await until(() => Object.values(alive(objects)).flat().length === 0, 'the kernel to free all');
      assert.deepEqual(alive(objects), none);
      assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
    }),
  );

e2e('stop() reports what has arrived and leaves nothing, while the process lives on', () =>
  withTrap(async ({ trap, host, attacker }) => {
    const objects = objectsOf(trap.pid);
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 1, 1023);
    process.kill(trap.pid, 'SIGSTOP');
    const client = `
      let left = 100;
      for (let port = 1; port <= 100; port++)
        require('node:net').connect(port, '${host.ipv4}', () => --left || process.exit());`;
    runIn(attacker, [process.execPath, '-e', client]);
    sendTo(attacker, host.ipv4, 161);
    const stopped = trap.ask({ what: 'stop' });
    process.kill(trap.pid, 'SIGCONT');
    await stopped;
    assert.equal(trap.seen.length, 101);
    await until(() => Object.values(alive(objects)).flat().length === 0, 'the kernel to free all');
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
  }),
);

/** Every capability but those. */
const withRights = (...kept: string[]): string[] => {
  const set = ['-all', ...kept.map(name => `+${name}`)].join();
  return ['setpriv', `--bounding-set=${set}`, '--inh-caps=-all', '--no-new-privs'];
};

e2e('it is loaded with CAP_BPF and CAP_NET_ADMIN alone', () =>
  withTrap(
    async ({ trap, host, attacker }) => {
      const effective = /CapEff:\s+(\w+)/.exec(readFileSync(`/proc/${trap.pid}/status`, 'latin1'))?.[1];
      assert.equal(BigInt(`0x${effective}`), (1n << 12n) | (1n << 39n));
      assert.deepEqual(trap.hooks, { bind: true, listen: true });
      await trap.arm('tcp', 23);
      assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
    },
    { prefix: withRights('bpf', 'net_admin') },
  ),
);

e2e('without a right in any thread ports are switched, taken back and seen', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.ask({ what: 'drop' });
    for (const thread of readdirSync(`/proc/${trap.pid}/task`)) {
      const status = readFileSync(`/proc/${trap.pid}/task/${thread}/status`, 'latin1');
      assert.match(status, /^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
      assert.match(status, /^CapEff:\s+0{16}$/m);
    }
    await trap.arm('tcp', 1, 65_535);
    await trap.arm('udp', 161);
    assert.equal(connectFrom(attacker, host.ipv6, 1), 'open');
    sendTo(attacker, host.ipv4, 161);
    await trap.sees(`${attacker.ipv4} ${host.ipv4} udp 161`);
    await trap.ask({ what: 'disarm', protocol: 'tcp', port: 1 });
    assert.equal(connectFrom(attacker, host.ipv6, 1), 'ECONNREFUSED');
    await trap.ask({ what: 'watch', interfaces: ['lo'], loopback: false });
    assert.equal(connectFrom(attacker, host.ipv6, 2), 'ECONNREFUSED');
    assert.equal((await trap.state(1)).drops, 0);
  }),
);

e2e('two traps in one network namespace both see, the first one first; each disarms for itself', async () => {
  const net = network('host', 'attacker');
  const { host, attacker } = net.hosts;
  try {
    const first = await startTrap(net, host);
    const second = await startTrap(net, host);
    await first.arm('tcp', 1, 100);
    await second.arm('tcp', 1, 200);
    assert.equal(connectFrom(attacker, host.ipv4, 23), 'open');
    assert.equal(connectFrom(attacker, host.ipv4, 123), 'open');
    await first.sees(`${attacker.ipv4} ${host.ipv4} tcp 23`);
    await second.sees(`${attacker.ipv4} ${host.ipv4} tcp 123`);
    assert.deepEqual(
      [first.seen.length, second.seen.length],
      [1, 1],
      'the second is not asked for what the first took',
    );
    await first.kill('SIGKILL');
    assert.equal(connectFrom(attacker, host.ipv4, 24), 'open');
    await second.sees(`${attacker.ipv4} ${host.ipv4} tcp 24`);
  } finally {
    await net.teardown();
  }
});

e2e('no table is ever half written for a packet', () =>
  withTrap(async ({ trap, host, attacker }) => {
    await trap.arm('tcp', 23);
    const rewriting = trap.ask({ what: 'rewrite', times: 1000, port: 23 });
    let done = false;
    void rewriting.then(() => {
      done = true;
    });
    const client = `
      const net = require('node:net');
      let [open, refused] = [0, 0];
      const next = left => {
        if (left === 0) return console.log(open + ' ' + refused);
        const socket = net.connect(23, '${host.ipv4}');
        socket.on('connect', () => { open++; }).on('error', error => { if (error.code === 'ECONNREFUSED') refused++; });
        socket.on('connect', () => socket.resetAndDestroy()).on('close', () => next(left - 1));
      };
      next(300);`;
    let [open, refused] = [0, 0];
    do {
      const said = runIn(attacker, [process.execPath, '-e', client]).trim().split(' ').map(Number);
      open += said[0] ?? 0;
      refused += said[1] ?? 0;
      await immediately();
    } while (!done);
    await rewriting;
    assert.ok(open > 0);
    assert.equal(refused, 0, 'a port that is always armed is always ours');
    await until(() => trap.seen.length >= open, 'what was seen');
  }),
);
