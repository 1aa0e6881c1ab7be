import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findCgroupRoot } from '../../../src/sentry/trap/kernel/cgroup.ts';
import { until } from '../../support/until.ts';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { connectFrom, runIn, startIn, startTrap, withTrap } from './stage/trap-stage.ts';

const service = fileURLToPath(new URL('./stage/raw-service.js', import.meta.url));
const root = findCgroupRoot(readFileSync('/proc/self/mountinfo', 'utf8'));
const lacking =
  root?.isKernelRoot === true ? undefined : "needs a mount of the kernel's own root of cgroup v2";

/** Runs what follows with no cgroup v2 to be seen. */
const withoutCgroups = ['unshare', '--mount', 'sh', '-c', 'umount --all --types cgroup2; exec "$0" "$@"'];

e2e('without cgroup v2 a look alone disarms a port, and nobody is named then', () =>
  withTrap(
    async ({ trap, host, attacker, net }) => {
      assert.deepEqual(trap.hooks, { bind: false, listen: false, why: 'cgroup v2 is not mounted here' });
      await trap.arm('tcp', 1, 1023);
      const running = startIn(net, host, [process.execPath, service, 'tcp', '0.0.0.0', '80']);
      await running.waitFor('open');
      assert.equal((await trap.state(80)).armed[0], true, 'nobody has told');
      await trap.arm('tcp', 80);
      assert.equal((await trap.state(80)).armed[0], false);
      connectFrom(attacker, host.ipv4, 80);
      await running.waitFor('took');
      assert.equal(connectFrom(attacker, host.ipv4, 81), 'open');
      await trap.sees(`${attacker.ipv4} ${host.ipv4} tcp 81`);
      assert.equal(trap.seen.length, 1);
    },
    { prefix: withoutCgroups },
  ),
);

/** Runs what follows as in a container: in a cgroup of its own, which looks like the root to it. */
function contained(name: string, ...more: string[]): { folder: string; prefix: string[] } {
  const folder = `${root?.path}/${name}`;
  const enter = `echo $$ > ${folder}/cgroup.procs; exec "$0" "$@"`;
  const alone = `umount --all --types cgroup2; mount -t cgroup2 cgroup2 /mnt; exec "$0" "$@"`;
  return {
    folder,
    prefix: ['sh', '-c', enter, 'unshare', '--cgroup', '--mount', ...more, 'sh', '-c', alone],
  };
}

e2e(
  'in a cgroup of its own the hooks see the programs there, and a program outside is told of',
  async () => {
    const net = network('host', 'attacker');
    const { host } = net.hosts;
    const { folder, prefix } = contained(`pj${process.pid}-cgroup`);
    mkdirSync(folder);
    net.onTeardown(() => until(() => isRemoved(folder), 'the folder to go'));
    try {
      const alone = await startTrap(net, host, { prefix });
      assert.deepEqual(alone.hooks, { bind: true, listen: true });
      await alone.arm('tcp', 1, 1023);
      // Within.
      runIn(host, [
        'sh',
        '-c',
        `echo $$ > ${folder}/cgroup.procs; exec "$0" -e "$1"`,
        process.execPath,
        bindOnce(80),
      ]);
      assert.equal((await alone.state(80)).bound[0], true);
      // Outside: not seen.
      runIn(host, [process.execPath, '-e', bindOnce(81)]);
      assert.equal((await alone.state(81)).bound[0], false);
      const outside = startIn(net, host, [process.execPath, service, 'tcp', '0.0.0.0', '82']);
      await outside.waitFor('open');
      const beside = await startTrap(net, host, { prefix });
      assert.match(beside.hooks.why ?? '', new RegExp(`^process ${outside.pid} of .* is outside /mnt$`));
      // In a PID namespace of its own it is not even seen, but its socket is.
      const blind = await startTrap(net, host, {
        prefix: contained(`pj${process.pid}-cgroup`, '--pid', '--fork', '--kill-child', '--mount-proc')
          .prefix,
      });
      assert.match(blind.hooks.why ?? '', /^a socket .* belongs to a program outside \/mnt$/);
    } finally {
      await net.teardown();
    }
  },
  lacking,
);

const bindOnce = (port: number): string =>
  `const server = require('node:net').createServer().listen(${port}, () => server.close());`;

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

e2e(
  'hooks that tell another time than our clock are not believed',
  async () => {
    const net = network('host', 'attacker');
    try {
      const trap = await startTrap(net, net.hosts.host, {
        prefix: ['unshare', '--time', '--monotonic', '864000', '--fork', '--kill-child'],
      });
      assert.deepEqual(trap.hooks, {
        bind: false,
        listen: false,
        why: 'they do not see what this process binds',
      });
    } finally {
      await net.teardown();
    }
  },
  lacking,
);
