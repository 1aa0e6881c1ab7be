import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseLine } from '../../../src/log/line.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { prepareCrowd, startCrowd } from '../packets/crowd.ts';

e2e('a sentry that gets no more address space goes on, and every line is whole', () =>
  watching(
    {
      config: { tcp: { ports: '23' }, udp: { mode: 'off' } },
      prepare: ({ hosts: { attacker, host } }) => prepareCrowd(attacker, host),
    },
    async stage => {
      const { sentry, hosts } = stage;
      const crowd = {
        target: hosts.host.ipv4,
        connections: 60_000,
        ports: [23, 23],
        sources: 60_000,
      } as const;
      startCrowd(hosts.attacker, { manner: 'reset', ...crowd });
      await until(() => stage.entries().length > 10, 'lines');
      const size =
        Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${sentry.pid}/status`, 'utf8'))?.[1]) * 1024;
      execFileSync('prlimit', ['--pid', `${sentry.pid}`, `--as=${size}:`]);
      // It may not grow by a byte; what Node.js keeps for itself has to do.
      const before = stage.entries().length;
      await until(
        () => stage.entries().length > before + 50,
        () => `more lines: ${sentry.output().slice(-3000)}`,
      );
      const text = readFileSync(stage.log, 'utf8');
      assert.ok(
        text
          .trimEnd()
          .split('\n')
          .every(line => parseLine(line) !== undefined),
      );
    },
  ),
);
