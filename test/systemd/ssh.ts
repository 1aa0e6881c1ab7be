import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Child } from '../e2e/hosts/child.ts';
import { type Host, run } from '../e2e/hosts/hosts.ts';
import { lackOf } from '../e2e/hosts/require.ts';
import { until } from '../support/until.ts';
import type { BootedStage } from './stage.ts';

/** sshd of a booted host, and a user who may log in by a key. */
export interface Ssh {
  /** Logs in and stays; whoever logs in logs out by stopping it. */
  login(from: Host, target: string): Promise<Child>;
  /** Tries to log in as somebody who has no key. */
  fail(from: Host, target: string, user: string): void;
}

/** Unpacked by `make tools`, since to install it would start it on this machine. */
const unpacked = resolve('var/sshd');

export const lackOfSsh = (): string | undefined =>
  lackOf('ssh', 'ssh-keygen') ??
  (existsSync(unpacked) || existsSync('/usr/sbin/sshd') ? undefined : 'needs openssh-server (make tools)');

const config = 'UsePAM yes\nPasswordAuthentication no\n';
const user = 'alice';

/** Starts sshd; its keys and the user's are gone with the test. */
export function startSsh({ host, net }: BootedStage): Ssh {
  if (host.run(['ls', '/usr/sbin/sshd'], 'any').includes('No such file')) host.unpack(unpacked);
  const folder = mkdtempSync(join(tmpdir(), 'portjail-boot-'));
  net.onTeardown(() => rmSync(folder, { recursive: true }));
  const key = join(folder, 'key');
  run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key], 'success');
  host.write('/etc/ssh/sshd_config', config);
  host.write(`/home/${user}/.ssh/authorized_keys`, readFileSync(`${key}.pub`, 'utf8'));
  host.sh(`id sshd || useradd --system --home-dir /run/sshd sshd
    useradd --shell /bin/sh --home-dir /home/${user} ${user} && chown -R ${user} /home/${user}
    ssh-keygen -A && systemctl daemon-reload && systemctl start ssh`);
  const command = (name: string, target: string): [string, ...string[]] => [
    'ssh',
    ...['-F', 'none', '-i', key, '-l', name],
    ...['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'].flatMap(text => [
      '-o',
      text,
    ]),
    target,
  ];
  return {
    login: async (from, target) => {
      const session = from.start([...command(user, target), 'echo logged in; exec cat /dev/zero >/dev/null']);
      await session.waitFor('logged in');
      return session;
    },
    fail: (from, target, name) => void from.run([...command(name, target), 'true'], 'any'),
  };
}

/** Holds a connection to sshd without logging in. */
export async function holdOpen(from: Host, target: string): Promise<Child> {
  const child = from.start([
    process.execPath,
    '-e',
    `require('node:net').connect(22, '${target}').on('data', data => console.log(String(data)));`,
  ]);
  await until(() => child.output().includes('SSH-2.0'), 'the greeting of sshd');
  return child;
}
