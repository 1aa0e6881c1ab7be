import { createAccounts } from '../../../src/fleet/receive/accounts.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import type { FleetFound } from '../../../src/status/fleet/find.ts';

export const now = 1_795_334_454_123;
const accounts = createAccounts();
for (const name of ['received', 'lines'] as const) accounts.add('web2', name, now - 60_000);

/** A fleet's process with which all is well: a test plants its one fault in it. */
export const well: FleetStatus = {
  pid: 7,
  processStart: 1,
  time: now - 3_000,
  name: 'web1',
  server: 'tls://hub:4222',
  why: '',
  since: now - 3_600_000,
  publish: true,
  accept: true,
  hosts: 1,
  told: 3,
  left: 0,
  caughtUp: now - 60_000,
  waiting: 0,
  totals: accounts.totals(),
  origins: accounts.origins(10),
  hubAhead: -12,
  refused: [],
};

export const foundWith = (change: Partial<FleetStatus> = {}, runs = true): FleetFound => ({
  status: { ...well, ...change },
  runs,
  lines: [],
});

/** What `web2` has told so far, so many times each. */
export function heard(...counts: readonly (readonly [Parameters<typeof accounts.add>[1], number])[]) {
  const made = createAccounts();
  for (const [name, count] of counts) for (let at = 0; at < count; at++) made.add('web2', name, now - 60_000);
  return { totals: made.totals(), origins: made.origins(10) };
}
