import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { forEver } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';

e2e('createWatch() follows the services and redirections of a host', () => {
  const program = fileURLToPath(new URL('./ports-host.js', import.meta.url));
  const said = execFileSync('unshare', ['--net', process.execPath, program], {
    encoding: 'utf8',
    timeout: forEver,
  });
  assert.deepEqual(JSON.parse(said), {
    before: true,
    'started just now': false,
    'its ACK': false,
    'another address': false,
    'the other family': false,
    restarting: false,
    restarted: false,
    'stopped nearly ten minutes': false,
    'stopped ten minutes': true,
    'its late ACK': true,
    'local service': [true, false],
    redirected: false,
    blind: [],
  });
});
