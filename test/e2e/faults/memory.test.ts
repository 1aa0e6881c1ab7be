import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { prepareCrowd, startCrowd } from '../packets/crowd.ts';

/** Lets a process grow by no byte from now on; what Node.js keeps for itself has to do. */
function limit(pid: number): void {
  const size = Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  execFileSync('prlimit', ['--pid', `${pid}`, `--as=${size}:`]);
}

/** Has strangers come until there are so many more lines, each of them whole (see `entries()`), or the sentry is over. */
async function meet(stage: Watching, from: number, more: number): Promise<void> {
  const { hosts, sentry } = stage;
  const target = hosts.host.ipv4;
  startCrowd(hosts.attacker, {
    manner: 'reset',
    target,
    connections: 20_000,
    ports: [23, 23],
    sources: 20_000,
    from,
  });
  const before = stage.entries().length;
  await until(
    () => stage.entries().length > before + more || !existsSync(`/proc/${sentry.pid}`),
    () => `more lines: ${sentry.output().slice(-3000)}`,
  );
}

e2e(
  'a sentry that gets no more address space goes on, or is ended by Node.js and comes back; every line is whole',
  () =>
    watching(
      {
        config: { tcp: { ports: '23' }, udp: { mode: 'off' } },
        prepare: ({ hosts: { attacker, host } }) => prepareCrowd(attacker, host),
      },
      async stage => {
        await meet(stage, 0, 10);
        limit(stage.sentry.pid);
        await meet(stage, 100_000, 50);
        // As systemd would, if it is over.
        await stage.restart();
        await meet(stage, 200_000, 50);
        assert.ok(existsSync(`/proc/${stage.sentry.pid}`), stage.sentry.output());
      },
    ),
);
