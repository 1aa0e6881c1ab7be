import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shippedTo } from '../built.ts';
import { configFile, directory, startRun } from '../commands/program.ts';
import { until } from '../until.ts';
import { e2e } from './require.ts';

/** A copy of the program, beside which there is no node_modules to find koffi in. */
function withoutKoffi(): string {
  const copy = directory();
  for (const part of ['dist', 'package.json'])
    cpSync(join(shippedTo, part), join(copy, part), { recursive: true });
  return join(copy, 'dist/cli.js');
}

e2e('without koffi a tcpdump child serves stealth mode, and root is given up all the same', async () => {
  const copy = withoutKoffi();
  const { file } = configFile({ tcp: { mode: 'stealth', ports: '23' }, user: 'nobody' });
  chmodSync(dirname(file), 0o755);
  const instead = `shift 2; exec "${process.execPath}" "${copy}" "$@"`;
  const daemon = await startRun(['-c', file], ['sh', '-c', instead, 'sh']);
  try {
    assert.match(daemon.stderr(), /packets come from a tcpdump child, .*: koffi does not load/);
    assert.match(daemon.stderr(), /1 TCP and 0 UDP ports are watched without being opened/);
    const status = readFileSync(`/proc/${daemon.child.pid}/status`, 'latin1');
    assert.match(status, /^Uid:\s+65534\s/m);
    assert.match(status, /^CapEff:\s+0{16}$/m);
  } finally {
    assert.equal(await daemon.end(), 0);
  }
});

e2e('without koffi decoys cannot be opened, and the sentry ends with nothing left of it', async t => {
  const { file } = configFile({ tcp: { mode: 'stealth', ports: '23', decoys: '2323' } });
  const env = { ...process.env, RUNTIME_DIRECTORY: directory() };
  const child = spawn(process.execPath, [withoutKoffi(), 'run', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until(
    () => child.exitCode !== null || child.signalCode !== null,
    () => `its end; it says: ${said}`,
  );
  assert.equal(child.exitCode, 1, said);
  assert.match(said, /error: no port can be listened on: koffi does not load/);
});
