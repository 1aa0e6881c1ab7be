import assert from 'node:assert/strict';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debMadeIn, ownCheckout } from '../../package/package.ts';
import { cli } from '../../support/built.ts';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { debian13 } from '../../systemd/roots.ts';
import { startFail2ban } from '../hosts/fail2ban.ts';
import { network, run } from '../hosts/hosts.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e, lackOf } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { openPort } from '../hosts/stage.ts';

const unit = readFileSync('templates/container/portjail.container', 'utf8');
const settings = (key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
const [user = '', group = ''] = [...settings('User'), ...settings('Group')];

/** The unit as a command, as podman-systemd.unit(5) has it, with the host's folders below another one. */
const command = (root: string, folder: string): string[] => [
  ...[
    'env',
    `CONTAINERS_CONF=${folder}/containers.conf`,
    'podman',
    `--root=${folder}/store`,
    `--runroot=${folder}/runroot`,
    `--tmpdir=${folder}/tmp`,
  ],
  ...[
    'run',
    '--rm',
    '--log-driver=none',
    `--network=${settings('Network').join()}`,
    `--user=${user}:${group}`,
  ],
  ...settings('DropCapability').map(name => `--cap-drop=${name}`),
  ...settings('AddCapability').map(name => `--cap-add=${name}`),
  ...(settings('NoNewPrivileges').includes('true') ? ['--security-opt=no-new-privileges'] : []),
  ...(settings('ReadOnly').includes('true') ? ['--read-only'] : []),
  ...settings('Volume').map(volume => `--volume=${folder}${volume}`),
  // What a host in a container itself may lack the rights for.
  ...['--cgroups=disabled', '--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'],
  ...[`--rootfs`, root, '/usr/sbin/portjail', 'run'],
];

/** Runs in mounts of its own: the package in a Debian 13, as the Containerfile has it, and a tree of control groups. */
const inContainer = (folder: string): ['unshare', ...string[]] => {
  const root = join(folder, 'root');
  const layers = `lowerdir=${folder}/package:${debian13.path},upperdir=${folder}/upper,workdir=${folder}/work`;
  const script = `mount -t overlay overlay -o ${layers} ${root} && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"`;
  return ['unshare', '--mount', '--propagation=private', 'sh', '-ec', script, 'sh', ...command(root, folder)];
};

if (isLong)
  e2e(
    'the sentry in a container, with the right to read packets alone, has the Fail2ban of its host ban',
    async () => {
      const net = network('host', 'attacker', 'second');
      try {
        const { host, attacker, second } = net.hosts;
        const folder = mkdtempSync(join(tmpdir(), 'portjail-container-'));
        net.onTeardown(() => rmSync(folder, { recursive: true }));
        for (const part of [
          'root',
          'upper',
          'work',
          'package',
          ...settings('Volume').map(one => one.split(':')[0] ?? ''),
        ])
          mkdirSync(join(folder, part), { recursive: true });
        for (const [part = ''] of settings('Volume')
          .map(one => one.split(':'))
          .filter(one => one[2] !== 'ro'))
          chownSync(join(folder, part), Number(user), Number(group));
        run(['dpkg-deb', '-x', debMadeIn(ownCheckout()), join(folder, 'package')], 'success');
        run(['cp', 'templates/container/portjail.json', join(folder, 'etc/portjail')], 'success');
        // Its locks are not the machine's: one that a killed podman has left would be waited for.
        writeFileSync(join(folder, 'containers.conf'), '[engine]\nlock_type = "file"\n');
        const sentry = host.start(inContainer(folder));
        await sentry.waitFor('portjail is now active and listening.');
        const log = join(folder, 'var/log/portjail/portsentry.log');
        assert.equal(statSync(log).uid, Number(user));
        assert.doesNotMatch(sentry.output(), /nothing keeps a second sentry/);

        // The jails come from the host, by the same config but for where the log is in this test.
        const config = join(folder, 'host.json');
        const shipped = JSON.parse(
          readFileSync('templates/container/portjail.json', 'utf8').replaceAll(/^ *\/\/.*$/gm, ''),
        );
        writeFileSync(config, JSON.stringify({ ...shipped, log: { file: log } }));
        host.run([process.execPath, cli, 'render', '-c', config, '-o', join(folder, 'pack')]);
        const fail2ban = await startFail2ban(net, host, join(folder, 'pack'), [
          'portsentry',
          'portsentry-unverified',
        ]);
        await startService(host, openPort);
        nmap(second, host.ipv4, '-sS', '23,79,111,135,139');
        nmap(attacker, host.ipv4, '-sT', '2323');
        for (const [jail, source] of [
          ['portsentry', attacker],
          ['portsentry-unverified', second],
        ] as const) {
          await until(
            () => fail2ban.banned(jail).includes(source.ipv4),
            () => `the ban by ${jail}:\n${readFileSync(log, 'utf8')}${fail2ban.log()}`,
          );
          await until(() => !canReach(source, host.ipv4, openPort), `${source.name} kept out`);
        }
      } finally {
        await net.teardown();
      }
    },
    lackOf('podman') ?? debian13.lacking,
  );
