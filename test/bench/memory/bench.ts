/**
 * `npm run bench memory`: what an idle `portjail run` has in memory, with the unit's environment, beside a Node.js that
 * has loaded koffi and does nothing. Needs root.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for every timer of the sentry's but those of an hour (milliseconds). */
const idle = 65_000;

const configs = {
  'stealth mode': { tcp: { mode: 'stealth', ports: '1-1023' }, udp: { mode: 'stealth', ports: '1-1023' } },
  'stealth mode with a port that answers': { tcp: { mode: 'stealth', ports: '1-1023', decoys: '2323' } },
  'connect mode': {},
};

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const bare = [
    '-e',
    `require(${JSON.stringify(resolve('node_modules/koffi'))});console.log();setInterval(()=>{},1e3)`,
  ];
  try {
    const sentries = Object.entries(configs).map(([name, config], i) => {
      const file = join(folder, `${i}.json`);
      writeFileSync(file, JSON.stringify({ ...config, log: { file: join(folder, `${i}.log`) } }));
      return { name, args: [resolve('dist/cli.js'), 'run', '-c', file], run: join(folder, `${i}`) };
    });
    // Side by side, each on a host of its own: idle ones do not disturb each other.
    const all = [{ name: 'Node.js with koffi', args: bare, run: join(folder, 'bare') }, ...sentries];
    const told = await Promise.all(all.map(measured));
    console.log(
      '| MB | resident | of it files and rings | its own | its share (Pss) |\n| --- | --- | --- | --- | --- |',
    );
    for (const line of told) console.log(line);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(what: { name: string; args: readonly string[]; run: string }): Promise<string> {
  const child = spawn('unshare', ['-n', process.execPath, ...what.args], {
    env: { PATH: process.env['PATH'], RUNTIME_DIRECTORY: what.run, ...unitEnvironment() },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    await sleep(idle);
    return rowOf(what.name, child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
  }
}

/** What the shipped unit sets. */
function unitEnvironment(): Record<string, string> {
  const line = /^Environment=(.*)$/m.exec(readFileSync('templates/portjail.service', 'utf8'))?.[1] ?? '';
  return Object.fromEntries(line.split(' ').map(word => word.split(/=(.*)/s).slice(0, 2)));
}

/** From /proc/PID/smaps_rollup (proc_pid_smaps(5)): a page that others map too counts by its share in Pss. */
function rowOf(name: string, pid: number): string {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const of = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  const [resident, own, share] = [of('Rss'), of('Anonymous'), of('Pss')];
  const cells = [resident, resident - own, own, share].map(bytes => (bytes / 1e6).toFixed(1));
  return `| ${name} | ${cells.join(' | ')} |`;
}
