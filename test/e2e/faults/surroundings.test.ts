import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';
import { prepareCrowd } from '../packets/crowd.ts';
import { told, touch } from './strangers.ts';

const config = { tcp: { ports: '23' }, udp: { mode: 'off' }, user: 'nobody' };
const inMounts = (script: string, ...more: string[]): string[] => [
  'unshare',
  '--mount',
  ...more,
  'sh',
  '-c',
  `${script} && exec "$@"`,
  'sh',
];

/** Where a sentry may have to live, beside a whole Debian. Without hooks, in all of these: there is no cgroup to be seen. */
const places: readonly (Pick<Setting, 'prefix'> & { readonly name: string; readonly before?: string })[] = [
  {
    name: 'where /proc hides all processes of others (hidepid)',
    prefix: inMounts('mount -t proc -o hidepid=2 proc /proc'),
  },
  {
    name: 'without IPv6',
    before: 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1',
  },
  {
    name: 'in a container: processes, mounts, names and users of its own, no /sys, nothing to write but its log',
    prefix: inMounts(
      'mount -t proc proc /proc && mount -t tmpfs -o ro none /sys && mount -t tmpfs -o ro none /run && mount -t tmpfs -o ro none /var',
      ...['--pid', '--fork', '--kill-child', '--uts', '--ipc', '--cgroup'],
    ),
  },
];

/** By its own id: unshare(1) waits for its child and hears no SIGTERM. */
function end({ pid }: Watching['sentry']): void {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  process.kill(Number(child) || pid, 'SIGTERM');
}

for (const { name, prefix = [], before = 'true' } of places)
  e2e(`a sentry sees and writes ${name}`, () => {
    const prepare: Setting['prepare'] = ({ hosts: { attacker, host } }, folder) => {
      chmodSync(folder, 0o755);
      prepareCrowd(attacker, host);
      host.run(['sh', '-c', before]);
    };
    return watching({ config, prepare, prefix }, async stage => {
      touch(stage, 0);
      await until(
        () => told(stage).length === 1,
        () => `a line: ${stage.sentry.output()}`,
      );
      assert.doesNotMatch(stage.sentry.output(), /error:/);
      end(stage.sentry);
    });
  });
