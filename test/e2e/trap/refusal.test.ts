import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { e2e } from '../hosts/require.ts';

const file = fileURLToPath(new URL('../../../src/sentry/trap/kernel/refusal.js', import.meta.url));
const program = `import(${JSON.stringify(file)}).then(({ whyNoTrap }) => console.log(whyNoTrap() ?? 'it can be had'))`;

function saidUnder(...prefix: string[]): string {
  const command = [...prefix, process.execPath, '-e', program];
  const { stdout, stderr } = spawnSync('env', command, { encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
}

e2e('whyNoTrap() knows what this process may', () => {
  assert.equal(saidUnder(), 'it can be had');
  const rights = (set: string): string[] => ['setpriv', `--bounding-set=${set}`, '--inh-caps=-all'];
  assert.equal(saidUnder(...rights('-all,+bpf,+net_admin')), 'it can be had');
  for (const set of ['-all', '-all,+bpf', '-all,+net_admin'])
    assert.match(saidUnder(...rights(set)), /needs the rights CAP_BPF and CAP_NET_ADMIN .*: start as root$/);
  // The program may stand in a folder that is root's alone.
  const mayRead = ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'];
  assert.match(saidUnder('setpriv', '--reuid=65534', '--clear-groups', ...mayRead), /start as root$/);
  assert.match(saidUnder('unshare', '--user', '--map-root-user'), /^a user namespace /);
});
