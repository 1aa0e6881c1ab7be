import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { lackOf } from '../e2e/hosts/require.ts';

/** What can be booted: a folder, and why it cannot be. */
export interface Root {
  readonly path: string;
  readonly lacking: string | undefined;
}

/** systemd, and what its tools need to ask it. */
const needed = ['usr/lib/systemd/systemd', 'usr/bin/systemctl', 'usr/bin/dbus-daemon'];

const rootAt = (path: string, mend: string): Root => {
  const absent = needed.filter(file => !existsSync(resolve(path, file)));
  const lacking = absent.length > 0 ? `needs ${absent.join(', ')} (${mend})` : lackOfBoot();
  return { path, lacking };
};

/** What booted.ts does first, in a mount namespace that is gone at once. */
const trial = `mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root /mnt/group &&
  mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root &&
  mount -t cgroup2 cgroup2 /mnt/group && mkdir "/mnt/group/$1" && rmdir "/mnt/group/$1"`;

function lackOfBoot(): string | undefined {
  const absent = lackOf('unshare', 'nsenter', 'setpriv', 'tar');
  if (absent !== undefined) return absent;
  const name = `pj${process.pid}-probe`;
  const shell = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', trial, 'sh', name];
  const { status, stderr } = spawnSync('env', shell, { encoding: 'utf8' });
  return status === 0 ? undefined : `needs overlays and control groups: ${stderr.split('\n')[0]}`;
}

/** The machine's own. */
export const thisMachine = rootAt('/', 'apt-get install systemd systemd-sysv dbus');

export const debian13 = rootAt(resolve('var/debian13'), 'make tools-long');

/** Bare ones, with what apt would fetch for the package: test/package/bare-root.sh. */
export const bareDebian12 = rootAt(resolve('var/bare/debian12'), 'make tools-long');
export const bareDebian13 = rootAt(resolve('var/bare/debian13'), 'make tools-long');
/** The first with that installed. */
export const readyDebian12 = rootAt(resolve('var/bare/debian12-ready'), 'make tools-long');
