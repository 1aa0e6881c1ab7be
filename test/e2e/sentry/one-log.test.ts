import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../../support/built.ts';
import { until } from '../../support/until.ts';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';

const listening = 'portjail is now active and listening.';

e2e(
  'of two sentries in two networks with one log the second ends with 1 and says who the first is',
  async () => {
    const net = network('host', 'second');
    const { host, second } = net.hosts;
    const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
    net.onTeardown(() => rmSync(folder, { recursive: true }));
    chmodSync(folder, 0o755);
    const [log, file] = [join(folder, 'log/portsentry.log'), join(folder, 'portjail.json')];
    const config = { tcp: { ports: '23' }, udp: { mode: 'off' }, user: 'nobody' };
    const write = (path: string, extra = {}): void =>
      writeFileSync(file, JSON.stringify({ ...config, log: { file: path, ...extra } }));
    const command = (name: string): [string, ...string[]] => [
      'env',
      `RUNTIME_DIRECTORY=${folder}/run-${name}`,
      ...[process.execPath, cli, 'run', '-c', file],
    ];
    try {
      write(log);
      const first = host.start(command('first'));
      await first.waitFor(listening);
      const refused = new RegExp(`error: another sentry \\(process ${first.pid}\\) writes ${log}: `);
      const saidBy = (): string =>
        second.run(['sh', '-c', '"$@" 2>&1; echo "exit $?"', 'sh', ...command('second')], 'any');
      assert.match(saidBy(), refused);
      assert.match(saidBy(), /exit 1\n$/);

      // A rotation, and a reload of the first, leave it what it is.
      renameSync(log, `${log}.1`);
      write(log, { format: 'portsentry-2' });
      process.kill(first.pid, 'SIGHUP');
      await until(() => existsSync(log) && first.output().includes('reloaded'), 'the new file');
      assert.match(saidBy(), refused);

      // Nor may a reload take the log of another.
      write(`${log}2`);
      const other = second.start(command('second'));
      await other.waitFor(listening);
      process.kill(first.pid, 'SIGHUP');
      const stays = new RegExp(
        `the old config stays:\\n.*another sentry \\(process ${other.pid}\\) writes ${log}2`,
      );
      await until(
        () => stays.test(first.output()),
        () => first.output(),
      );
    } finally {
      await net.teardown();
    }
  },
);
