import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configFile, directory, startRun } from '../../commands/program.ts';
import { shippedTo } from '../../support/built.ts';
import { hearAt } from '../../support/manager.ts';
import { until } from '../../support/until.ts';
import { e2e, lackOf } from '../hosts/require.ts';

/** A copy of the program, beside which there is no node_modules to find koffi in. */
function withoutKoffi(): string {
  const copy = directory();
  for (const part of ['dist', 'package.json'])
    cpSync(join(shippedTo, part), join(copy, part), { recursive: true });
  return join(copy, 'dist/cli.js');
}

/** A sentry without koffi that serves stealth mode, by a tcpdump child. */
async function startWithout(config: Record<string, unknown>, ...variables: readonly string[]) {
  const { file } = configFile({ tcp: { mode: 'stealth', ports: '23' }, ...config });
  chmodSync(dirname(file), 0o755);
  const instead = `shift 2; exec "${process.execPath}" "${withoutKoffi()}" "$@"`;
  const daemon = await startRun(['-c', file], ['env', ...variables, 'sh', '-c', instead, 'sh']);
  assert.match(daemon.stderr(), /packets come from a tcpdump child, .*: koffi does not load/);
  assert.match(daemon.stderr(), /1 TCP and 0 UDP ports are watched without being opened/);
  return daemon;
}

/** How a sentry without koffi ends by itself, and what it has said, once nothing of its process group is left. */
async function endWithout(config: Record<string, unknown>): Promise<{ code: number | null; said: string }> {
  const { file } = configFile(config);
  chmodSync(dirname(file), 0o755);
  const env = { ...process.env, RUNTIME_DIRECTORY: directory() };
  const child = spawn(process.execPath, [withoutKoffi(), 'run', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
    detached: true,
  });
  const { pid = 0 } = child;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    await until(
      () => child.stderr.closed && !signalGroup(pid, 0),
      () => `the end of all that it started; it says: ${said}`,
    );
  } finally {
    signalGroup(pid, 'SIGKILL');
  }
  return { code: child.exitCode, said };
}

/** False when nobody is left in the group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** Node's own calls always throw with the libuv of Debian 13, and then nothing but koffi can change the user. */
const asked = spawnSync(process.execPath, ['-e', 'process.setgroups([])'], { encoding: 'utf8' });
const nodeChangesUser = !asked.stderr.includes('setgroups() disabled: io_uring may be enabled');

e2e('without koffi a tcpdump child serves stealth mode', async () => {
  const daemon = await startWithout({});
  assert.equal(await daemon.end(), 0);
});

e2e(
  'without koffi root is given up all the same, or a sentence says why not and nothing is left',
  async () => {
    if (!nodeChangesUser) {
      const { code, said } = await endWithout({ tcp: { mode: 'stealth', ports: '23' }, user: 'nobody' });
      assert.equal(code, 1, said);
      assert.match(
        said,
        /^portjail: error: cannot become the user "nobody": koffi does not load: .*, and this build of Node.js .*: run "make install"/m,
      );
      assert.doesNotMatch(said, /now active|^ +at /m);
      return;
    }
    const daemon = await startWithout({ user: 'nobody' });
    try {
      const status = readFileSync(`/proc/${daemon.child.pid}/status`, 'latin1');
      assert.match(status, /^Uid:\s+65534\s/m);
      assert.match(status, /^CapEff:\s+0{16}$/m);
    } finally {
      assert.equal(await daemon.end(), 0);
    }
  },
);

e2e(
  'without koffi a systemd-notify child tells the service manager, and no other child could',
  async () => {
    const socket = `@portjail-${process.pid}`;
    const heard = hearAt(socket);
    const daemon = await startWithout({}, `NOTIFY_SOCKET=${socket}`, 'WATCHDOG_USEC=60000000');
    try {
      await until(
        () => heard.all().includes(ready),
        () => `${heard.all().join('\n')}\n${daemon.stderr()}`,
      );
      const children = readFileSync(`/proc/${daemon.child.pid}/task/${daemon.child.pid}/children`, 'utf8');
      const [tcpdump = ''] = children.split(' ');
      assert.doesNotMatch(readFileSync(`/proc/${tcpdump}/environ`, 'latin1'), /NOTIFY_SOCKET|WATCHDOG/);
      daemon.child.kill('SIGTERM');
      await until(() => heard.all().includes('STOPPING=1'), 'the word that it stops');
      // A second signal would end it as it is, and leave its child.
      await until(() => daemon.child.exitCode === 0, 'its end');
    } finally {
      await daemon.end();
      heard.close();
    }
  },
  lackOf('systemd-notify'),
);

const ready =
  'READY=1\nWATCHDOG=1\nSTATUS=1 TCP and 0 UDP ports watched without being opened; written: 0 scans, 0 observations';

e2e('without koffi decoys cannot be opened, and the sentry ends with nothing left of it', async () => {
  const { code, said } = await endWithout({ tcp: { mode: 'stealth', ports: '23', decoys: '2323' } });
  assert.equal(code, 1, said);
  assert.match(said, /error: no port can be listened on: koffi does not load/);
});
