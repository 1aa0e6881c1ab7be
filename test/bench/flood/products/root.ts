import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Packages of Debian with the libraries that they need, unpacked and not installed. */
export interface Packages {
  readonly name: string;
  readonly suite: string;
  readonly packages: readonly string[];
}

const placeOf = ({ name }: Packages): string => resolve('var/flood', name);

/** Fetches them where that was not done before. Throws where they are not to be had. */
export function fetchRoot(packages: Packages): void {
  const place = placeOf(packages);
  if (existsSync(place)) return;
  execFileSync('sh', ['test/unpack-debian.sh', packages.suite, place, ...packages.packages], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** A root of its own for one run, to be written to. */
export function copyRoot(packages: Packages, folder: string): string {
  const root = join(folder, 'root');
  cpSync(placeOf(packages), root, { recursive: true, verbatimSymlinks: true });
  for (const path of ['dev', 'tmp', 'var/log', 'var/lib/portsentry', 'run/scanlogd/empty'])
    mkdirSync(join(root, path), { recursive: true });
  // As base-files makes them where packages hold their files below /usr alone.
  for (const name of ['lib', 'lib64'])
    if (!existsSync(join(root, name))) symlinkSync(`usr/${name}`, join(root, name));
  return root;
}
