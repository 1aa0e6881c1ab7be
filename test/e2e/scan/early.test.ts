import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { cli } from '../hosts/watching.ts';

const nobody = 65534;

e2e('no packet of a flood is written into a file of root, by whatever link the log leads there', async () => {
  const net = network('host', 'attacker');
  try {
    const { host, attacker } = net.hosts;
    const top = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
    net.onTeardown(() => rmSync(top, { recursive: true }));
    chmodSync(top, 0o755);
    const [log, secret, file] = [join(top, 'theirs/log'), join(top, 'secret'), join(top, 'portjail.json')];
    const config = { tcp: { mode: 'stealth', ports: '23' }, trigger: { packet: 1 }, user: 'nobody' };
    writeFileSync(file, JSON.stringify({ ...config, log: { file: log } }));
    writeFileSync(secret, 'root alone\n', { mode: 0o600 });
    mkdirSync(join(top, 'theirs'));
    chownSync(join(top, 'theirs'), nobody, nobody);
    attacker.start(['hping3', '-q', '-i', 'u1000', '-S', '--rand-source', '-p', '23', host.ipv4]);
    for (const put of [symlinkSync, linkSync]) {
      put(secret, log);
      const run = [process.execPath, cli, 'run', '-c', file].join(' ');
      const said = host.run(['sh', '-c', `RUNTIME_DIRECTORY=${top}/run ${run}; echo "exit $?"`]);
      assert.match(said, /^exit 1$/m);
      assert.match(said, /the log .* is a (?:hard )?link, /);
      assert.equal(readFileSync(secret, 'utf8'), 'root alone\n');
      rmSync(log);
    }
  } finally {
    await net.teardown();
  }
});
