/**
 * The whole of `make unit e2e` in a booted Debian 13, with its own Node.js and Fail2ban. The checkout lies over its root
 * before it boots, node_modules and what `make tools` has fetched included: it reaches no network from there.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { network, run } from '../e2e/hosts/hosts.ts';
import { boot } from './booted.ts';
import { debian13 } from './roots.ts';

const place = 'root/portjail';
const made = new Set(['.git', 'build', 'dist', 'var']);
const roots = new Set(['bare', 'deb', 'debian13', 'debian13-tools']);
/** What stands there takes the place of what is Debian 12's. */
const own = 'var/debian13-tools';

/** A folder with the checkout at its place: what is written to it is written to the overlay. */
function layer(): string {
  const folder = mkdtempSync(resolve('var/layer-'));
  const to = join(folder, place);
  mkdirSync(join(to, 'var'), { recursive: true, mode: 0o755 });
  const copy = (from: string, how: string, wanted: (name: string) => boolean, into = from): unknown => {
    const names = readdirSync(from).filter(wanted);
    return run(['cp', how, ...names.map(name => join(from, name)), join(to, into)], 'success');
  };
  copy('.', '-a', name => !made.has(name) && name !== 'node_modules');
  // Nobody edits these, and they are large: hard links.
  copy('.', '-al', name => name === 'node_modules');
  const replaced = new Set(readdirSync(own));
  copy('var', '-al', name => !roots.has(name) && !replaced.has(name) && !name.startsWith('layer-'));
  copy(own, '-al', () => true, 'var');
  return folder;
}

async function play(goals: readonly string[]): Promise<number> {
  const net = network('host');
  const checkout = layer();
  net.onTeardown(() => rmSync(checkout, { recursive: true }));
  try {
    const host = await boot(net, net.hosts.host, `${checkout}:${debian13.path}`);
    const child = host.start(['sh', '-c', `cd /${place} && make ${goals.join(' ')}; echo "ended with $?"`]);
    for (let told = 0; ; await sleep(1000)) {
      const output = child.output();
      process.stdout.write(output.slice(told));
      told = output.length;
      const code = /^ended with (\d+)\n$/m.exec(output.slice(-20))?.[1];
      if (code !== undefined) return Number(code);
    }
  } finally {
    await net.teardown();
  }
}

if (debian13.lacking !== undefined) process.stderr.write(`SKIPPED Debian 13: ${debian13.lacking}\n`);
process.exitCode = debian13.lacking === undefined ? await play(process.argv.slice(2)) : 1;
