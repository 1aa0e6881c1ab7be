import { execFileSync } from 'node:child_process';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from '../hosts/hosts.ts';
import type { Names } from '../hosts/watching.ts';

/** Without loop devices, as in most containers, a tmpfs is the disk: it cannot make a file immutable, nor fail. */
export const hasLoop = existsSync('/dev/loop-control');

/** A small real disk (ext4 on a loop device) where the log stands, of the user nobody. */
export interface Disk {
  /** Where it is mounted. */
  readonly folder: string;
  mount(): void;
  /** Takes it away from everybody; who has a file of it open keeps that. */
  detach(): void;
}

const mebibytes = 4;

/** Makes the disk and mounts it on the folder. It goes with the network. */
export function makeDisk(net: Network<Names>, image: string, folder: string): Disk {
  const disk = hasLoop ? loopDevice(net, image) : ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs'];
  const mount = (): void => {
    run('mkdir', '-p', folder);
    run('mount', ...disk, folder);
    run('chown', 'nobody', folder);
  };
  mount();
  onEnd(net, () => run('umount', '-l', folder));
  return { folder, mount, detach: () => void run('umount', '-l', folder) };
}

/** What mount(8) takes for it. */
function loopDevice(net: Network<Names>, image: string): string[] {
  writeFileSync(image, '');
  truncateSync(image, mebibytes * 2 ** 20);
  // Without blocks for root alone: full is full for everybody.
  run('mkfs.ext4', '-q', '-m', '0', '-O', '^has_journal', image);
  const device = run('losetup', '--find', '--show', image).trim();
  // The device goes when nobody has the disk mounted or a file of it open.
  onEnd(net, () => run('losetup', '-d', device));
  return ['-o', 'errors=remount-ro', device];
}

/** Fills it to the last byte. */
export function fill({ folder }: Disk): void {
  const big = join(folder, 'big');
  for (const size of ['64k', '1k', '1'])
    execFileSync('sh', [
      '-c',
      `dd if=/dev/zero of=${big} oflag=append conv=notrunc bs=${size} 2>/dev/null; true`,
    ]);
}

export const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** With the network, or with the process: a test that was interrupted comes to no teardown. */
export function onEnd(net: Pick<Network<string>, 'onTeardown'>, step: () => unknown): void {
  let isDone = false;
  const once = (): void => {
    if (!isDone) step();
    isDone = true;
  };
  net.onTeardown(once);
  process.once('exit', once);
}
