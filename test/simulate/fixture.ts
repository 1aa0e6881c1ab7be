import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import { rendered } from '../../src/jails/pack/banaction.ts';
import type { JailName } from '../../src/jails/pack/names.ts';
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
