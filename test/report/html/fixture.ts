import type { TestContext } from 'node:test';
import { formatHeld, type Why } from '../../../src/log/line.ts';
import type { Probe } from '../../../src/probe.ts';
import type { Report } from '../../../src/report/report.ts';
import { banLine } from '../../events/fixture.ts';
import { banned, day, hour, minute, now, reportOf, touchLine } from '../fixture.ts';

/** The same numbers each time, from 0 to 1. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const ports = [23, 22, 2323, 445, 3389, 8080, 1433, 5900, 6379, 25, 110, 5060];

/** One of many sources: the first of them come most, and some are IPv6. */
const sourceAt = (at: number): string =>
  at % 13 === 12
    ? `2001:db8:${(at % 97).toString(16)}:1234:5678:9abc:def0:${at.toString(16)}`
    : `${[198, 203, 185, 45][at % 4]}.${at % 7}.${(at >>> 8) + 100}.${at % 256}`;

const whys: readonly Why[] = ['below-trigger', 'below-trigger', 'distributed', 'ignored', 'protected', 'lan'];

/**
 * A month of a busy host, of which the sentry's log tells the last 20 days: thousands of sources, bans that end, some of which
 * come back, hosts that are let be, a flood.
 */
export async function busyMonth(t: TestContext, lines: number): Promise<Report> {
  const random = numbers();
  const [log, bans]: [string[], string[]] = [[], []];
  const until = new Map<string, number>();
  for (let i = 0; i < lines; i++) {
    const time = Math.floor(now - 20 * day + ((i + 1) / (lines + 1)) * 20 * day);
    // Nights are quieter, and one day in three is.
    const height = Math.sin((((time % day) / day) * 2 - 0.5) * Math.PI) / 2 + 0.5;
    if (random() > 0.06 + 0.94 * height ** 2 * (Math.floor(time / day) % 3 === 0 ? 0.3 : 1)) continue;
    const at = Math.floor(lines * 0.3 * random() ** 4);
    const source = sourceAt(at);
    const isScan = at % 5 !== 4;
    const isBannedNow = (until.get(source) ?? 0) > time;
    // A ban keeps nearly everybody out, and what is left are packets.
    if (isBannedNow && random() < 0.9) continue;
    const packet = isBannedNow || random() < 0.3 ? ({ kind: 'syn', evidence: 'packet' } as const) : {};
    const more: Partial<Probe> & { why?: Why } = {
      port: ports[Math.floor(ports.length * random() ** 2)] ?? 23,
      ...packet,
      ...(!isScan && { why: whys[at % whys.length] ?? 'ignored' }),
    };
    log.push(touchLine(source, time, more));
    if (!isScan || isBannedNow) continue;
    const end = time + 1500 + hour * (1 + Math.floor(random() * 40));
    const jail = 'kind' in packet ? 'portsentry-unverified' : 'portsentry';
    bans.push(
      banLine(time + 900, `[${jail}] Found ${source} - 2026-11-22 10:00:00`, 'filter', 'INFO'),
      banned(time + 1500, `Ban ${source}`, jail),
    );
    if (end < now) bans.push(banned(end, `Unban ${source}`, jail));
    until.set(source, end);
  }
  bans.push(banned(now - 2 * day, `Ban ${sourceAt(4 + 15)}`));
  for (const [ago, held] of [
    [9 * day, 4000],
    [2 * day, 900],
  ] as const)
    log.push(
      `${formatHeld(now - ago, { reason: 'flood', lines: held, sources: 70, since: now - ago - 5 * minute }, 1)}\n`,
    );
  const { report } = await reportOf(
    t,
    { log: log.join(''), bans: bans.sort().join('') },
    { since: now - 30 * day },
  );
  return { ...report, host: 'web1.example.net' };
}

/** Markup, what ends an attribute, what turns text around, what a terminal or a browser obeys. */
export const hostile = `<script>alert(1)</script>"'\`><img src=x onerror=alert(2)>&amp;\u202e\u2066\u200f\u0007\u009b`;
