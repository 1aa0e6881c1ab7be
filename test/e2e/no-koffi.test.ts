import assert from 'node:assert/strict';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shippedTo } from '../built.ts';
import { configFile, directory, startRun } from '../commands/program.ts';
import { e2e } from './require.ts';

e2e('without koffi a tcpdump child serves stealth mode, and root is given up all the same', async () => {
  // Beside this copy there is no node_modules to find koffi in.
  const copy = directory();
  for (const part of ['dist', 'package.json'])
    cpSync(join(shippedTo, part), join(copy, part), { recursive: true });
  const { file } = configFile({ tcp: { mode: 'stealth', ports: '23' }, user: 'nobody' });
  chmodSync(dirname(file), 0o755);
  const instead = `shift 2; exec "${process.execPath}" "${copy}/dist/cli.js" "$@"`;
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
