import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { runIn, startIn } from './stage/trap-stage.ts';

const program = [process.execPath, fileURLToPath(new URL('./stage/lock-host.js', import.meta.url))];

e2e(
  'one lock a network namespace; the second learns the pid of the first, and a killed one leaves none',
  async () => {
    const net = network('host', 'attacker');
    const { host, attacker } = net.hosts;
    const folder = mkdtempSync(join(tmpdir(), 'portjail-lock-'));
    net.onTeardown(() => rmSync(folder, { recursive: true }));
    try {
      const first = startIn(net, host, [...program, folder]);
      await first.waitFor('locked');
      assert.match(runIn(host, [...program, folder]), new RegExp(`runs .* as process ${first.pid}: `));
      const elsewhere = startIn(net, attacker, [...program, folder]);
      await elsewhere.waitFor('locked');
      assert.equal(readdirSync(folder).length, 2);
      await first.stop('SIGKILL');
      await startIn(net, host, [...program, folder]).waitFor('locked');
    } finally {
      await net.teardown();
    }
  },
);

e2e('another user can neither lock the file nor put one in its place', async () => {
  const net = network('host', 'attacker');
  const { host } = net.hosts;
  const folder = mkdtempSync(join(tmpdir(), 'portjail-lock-'));
  net.onTeardown(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  try {
    const first = startIn(net, host, [...program, folder]);
    await first.waitFor('locked');
    await first.stop();
    const [file = ''] = readdirSync(folder);
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const attempts = [
      `flock --nonblock ${folder}/${file} true && echo taken`,
      `mv ${folder}/${file} ${folder}/x && echo taken`,
      `ln -s /dev/null ${folder}/x && echo taken`,
    ];
    for (const attempt of attempts)
      assert.doesNotMatch(runIn(host, [...asNobody, 'sh', '-c', attempt]), /^taken/m, attempt);
    // One that it may lock, if it were in the way: the sentry opens its own.
    await startIn(net, host, [...program, folder]).waitFor('locked');
    // The program may stand in a folder that is root's alone.
    const mayRead = ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search'];
    const said = runIn(host, [...asNobody, ...mayRead, ...program, folder]);
    assert.match(said, /EACCES/);
  } finally {
    await net.teardown();
  }
});
