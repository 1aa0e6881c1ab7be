import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import { rendered } from '../../src/jails/pack/banaction.ts';
import type { JailName } from '../../src/jails/pack/names.ts';
import { answersPath } from '../../src/names/answers.ts';
import { writeAnswers } from '../../src/names/file.ts';
import type { PrefixSet } from '../../src/net/prefix-set.ts';
import type { Installed } from '../../src/simulate/installed.ts';
import { type Tried, tryConfigs } from '../../src/simulate/try-config.ts';
import { logs } from '../events/fixture.ts';
import { banned, day, now, touchLine } from '../report/fixture.ts';

/** A Fail2ban with its own defaults and a file for its log. */
export const stockHere = (ignoreips: Partial<Record<JailName, string[]>> = {}): Installed => ({
  host: { choice: rendered, banLog: '/var/log/fail2ban.log', banLogWhy: '' },
  purgeage: 86_400,
  ignoreips: new Map(Object.entries(ignoreips) as [JailName, string[]][]),
  completed: settings => [...settings],
  notesOn: () => [],
});

/** The defaults with some jails said otherwise. */
export function triedWith(jails: (jails: Config['jails']) => Config['jails'] = plain => plain): Tried {
  const loaded = loadConfig({ defaults: true });
  return {
    name: 'tried',
    loaded: { ...loaded, config: { ...loaded.config, jails: jails(loaded.config.jails) } },
  };
}

/** The defaults with a name in an ignore file, and the address that it has now where the answers stand. */
export function named(t: TestContext, name: string, address: string): Tried {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-simulate-'));
  const before = process.env['STATE_DIRECTORY'];
  process.env['STATE_DIRECTORY'] = join(folder, 'state');
  t.after(() => {
    if (before === undefined) delete process.env['STATE_DIRECTORY'];
    else process.env['STATE_DIRECTORY'] = before;
    rmSync(folder, { recursive: true });
  });
  const time = Date.now();
  const has = { left: 0, answered: time, emptySince: null, outcome: 'answered', refused: [] } as const;
  const answers = [{ name, family: 4, addresses: [address], ...has } as const];
  writeAnswers(answersPath(), { pid: 321, processStart: 4711, time, answers });
  writeFileSync(join(folder, 'ignore'), `${name}\n`);
  writeFileSync(join(folder, 'c.json'), JSON.stringify({ ignore: { files: [join(folder, 'ignore')] } }));
  return { name: 'named', loaded: loadConfig({ file: join(folder, 'c.json') }) };
}

export interface More {
  readonly tried?: readonly [Tried, ...Tried[]];
  readonly installed?: Installed;
  readonly known?: PrefixSet;
}

/** What comes of the last week up to `now` of two logs that began before it. */
export function simulationOf(t: TestContext, texts: { log: string; bans?: string }, more: More = {}) {
  const { log, bans, put, places } = logs(t);
  const old = now - 20 * day;
  put(log, touchLine('192.0.2.250', old) + texts.log, now);
  put(bans, banned(old, 'Ban 192.0.2.250') + (texts.bans ?? ''), now);
  return tryConfigs({
    tried: more.tried ?? [triedWith()],
    installed: more.installed ?? stockHere(),
    span: { since: now - 7 * day, until: now },
    log: { places },
    known: more.known,
  });
}
