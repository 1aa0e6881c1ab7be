import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from '../../../support/until.ts';
import { type Stage, watched } from '../stage.ts';
import type { Product } from './product.ts';
import { linesOf } from './text.ts';

/** The whole sentry, in stealth mode, with what the unit sets for it. */
export const portjail: Product = {
  name: 'portjail',
  prepare: () => {},
  start: async stage => {
    const log = join(stage.folder, 'log');
    const status = await startSentry(stage, log);
    return {
      lines: () => linesOf(log),
      names: (line, source) => line.includes(`: scan src=${source} `),
      unseen: async () => {
        const { probes = Number.NaN, dropped = Number.NaN } = await status();
        return { dropped, of: probes + dropped, isTold: true };
      },
    };
  },
};

type Counters = Readonly<Record<string, number>>;

async function startSentry(stage: Stage, log: string): Promise<() => Promise<Counters>> {
  const [config, run] = [join(stage.folder, 'portjail.json'), join(stage.folder, 'run')];
  const modes = { tcp: { mode: 'stealth', ports: `1-${watched}` }, udp: { mode: 'off' } };
  writeFileSync(config, JSON.stringify({ ...modes, log: { file: log } }));
  mkdirSync(run);
  const command = [process.execPath, resolve('dist/cli.js'), 'run', '-c', config];
  const sentry = stage.start('env', ...unitEnvironment(), `RUNTIME_DIRECTORY=${run}`, ...command);
  await stage.listens(sentry);
  return async () => {
    const asked = Date.now();
    for (const pid of stage.processes()) process.kill(pid, 'SIGUSR1');
    return await until(() => {
      const { time, counters } = JSON.parse(readFileSync(join(run, 'status.json'), 'utf8'));
      return time >= asked && counters;
    }, 'the status');
  };
}

const unitEnvironment = (): string[] =>
  [...readFileSync('templates/portjail.service', 'utf8').matchAll(/^Environment=(.*)$/gm)].map(
    ([, setting = '']) => setting,
  );
