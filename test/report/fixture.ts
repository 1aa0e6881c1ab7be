import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { formatScan, formatSeen, type Why } from '../../src/log/line.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { Probe } from '../../src/probe.ts';
import { makeReport } from '../../src/report/make.ts';
import { logs } from '../events/fixture.ts';

export const now = new Date(2026, 10, 22, 12).getTime();
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A line of a touch: a finished handshake at port 23, unless something else is said. */
export function touchLine(
  source: string,
  time: number,
  more: Partial<Probe> & { readonly why?: Why } = {},
): string {
  const { why, ...other } = more;
  const probe: Probe = {
    time,
    source: parseAddress(source) ?? assert.fail(source),
    target: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
    ...other,
  };
  const tally = { hits: 1, ports: 1 };
  return `${why === undefined ? formatScan(probe, tally, 1) : formatSeen(probe, tally, why, 1)}\n`;
}

/** The report of two logs that began before the period, the last week up to `now`. */
export async function reportOf(
  t: TestContext,
  texts: { readonly log?: string; readonly bans?: string },
  more: { readonly since?: number; readonly mostSources?: number } = {},
) {
  const { log, bans, put, places } = logs(t);
  const old = now - 20 * day;
  // What was written before tells that nothing is missing.
  if (texts.log !== undefined) put(log, touchLine('192.0.2.250', old) + texts.log, now);
  if (texts.bans !== undefined) put(bans, oldBan(old) + texts.bans, now);
  return await makeReport({
    places,
    span: { since: more.since ?? now - 7 * day, until: now },
    services: port => (port === 23 ? 'telnet' : undefined),
    ...(more.mostSources !== undefined && { mostSources: more.mostSources }),
  });
}

const oldBan = (time: number): string => banned(time, 'Ban 192.0.2.250');

/** A line of Fail2ban's about a jail. */
export function banned(time: number, said: string, jail = 'portsentry'): string {
  const date = new Date(time - new Date(time).getTimezoneOffset() * minute).toISOString();
  const stamp = date.replace('T', ' ').replace('.', ',').replace('Z', '');
  return `${stamp} fail2ban.actions        [321]: NOTICE  [${jail}] ${said}\n`;
}
