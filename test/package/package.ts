import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../e2e/hosts/hosts.ts';

/** What `make deb` and `npm pack` read, beside node_modules. */
const sources = [
  ...['Makefile', 'package.json', 'package-lock.json', 'LICENSE', 'README.md', 'CHANGELOG.md'],
  ...['src', 'templates', 'fail2ban', 'docs'],
];

/** A folder of its own, gone when the tests of this process have run. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-package-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the checkout in which nothing is built yet: other tests use what is built in this one meanwhile. */
export function ownCheckout(): string {
  const folder = ownFolder();
  run(['cp', '-a', ...sources, folder], 'success');
  run(['ln', '-s', resolve('node_modules'), folder], 'success');
  return folder;
}

/** The path of the package that `make deb` makes in a checkout; `sh` is a shell's words before it. */
export function debMadeIn(checkout: string, sh = ''): string {
  run(['sh', '-c', `cd ${checkout} && ${sh} make -s deb`], 'success');
  const name = readdirSync(checkout).find(file => file.endsWith('.deb'));
  return join(checkout, name ?? 'no package');
}

/** The same package as of an earlier version. */
export function olderThan(deb: string): string {
  const folder = ownFolder();
  const older = join(folder, 'portjail_older.deb');
  const version = "sed -i 's/^Version: /&0~/'";
  run(['sh', '-c', `dpkg-deb -R ${deb} ${folder}/all && ${version} ${folder}/all/DEBIAN/control`], 'success');
  run(['dpkg-deb', '--root-owner-group', '-Znone', '--build', `${folder}/all`, older], 'success');
  return older;
}
