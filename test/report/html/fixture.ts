import type { TestContext } from 'node:test';
import { formatHeld, type Why } from '../../../src/log/line.ts';
import type { Report } from '../../../src/report/report.ts';
import { banLine } from '../../events/fixture.ts';
import { banned, day, hour, minute, now, reportOf, touchLine } from '../fixture.ts';

/** The same numbers each time, from 0 to 1 (Lehmer's generator). */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const ports = [23, 22, 2323, 445, 3389, 8080, 1433, 5900, 6379, 25, 110, 5060];
const whys: readonly Why[] = ['below-trigger', 'below-trigger', 'distributed', 'ignored', 'protected', 'lan'];

/** One of many sources, some of them IPv6. */
const sourceAt = (at: number): string =>
  at % 13 === 12
    ? `2001:db8:${(at % 97).toString(16)}:1234:5678:9abc:def0:${at.toString(16)}`
    : `${[198, 203, 185, 45][at % 4]}.${at % 7}.${(at >>> 8) + 100}.${at % 256}`;

/** Nights are quieter, and one day in three is: the share of its lines. */
const busyAt = (time: number): number =>
  0.06 +
  (Math.sin((((time % day) / day) * 2 - 0.5) * Math.PI) / 2 + 0.5) ** 2 *
    (Math.floor(time / day) % 3 === 0 ? 0.3 : 0.94);

/** Fail2ban's lines of a ban, up to its end where that has come. */
function banLines(source: string, jail: string, time: number, end: number): string[] {
  return [
    banLine(time + 900, `[${jail}] Found ${source} - 2026-11-22 10:00:00`, 'filter', 'INFO'),
    banned(time + 1500, `Ban ${source}`, jail),
    ...(end < now ? [banned(end, `Unban ${source}`, jail)] : []),
  ];
}

/** A flood of five minutes that was not written line by line. */
const flood = (time: number, lines: number): string =>
  `${formatHeld(time, { reason: 'flood', lines, sources: 70, since: time - 5 * minute }, 1)}\n`;

/**
 * A month of a busy host, of which both logs tell the last 20 days: thousands of sources, bans that end and sources that come
 * back, hosts that are let be, one of them banned all the same, and two floods.
 * @param lines tried; about a third of them come
 */
export async function busyMonth(t: TestContext, lines: number): Promise<Report> {
  const random = numbers();
  const log = [flood(now - 9 * day, 4000), flood(now - 2 * day, 900)];
  const bans = banLines(sourceAt(4), 'portsentry', now - 2 * day, now);
  const bannedUntil = new Map<string, number>();
  for (let i = 1; i <= lines; i++) {
    const time = Math.floor(now - 20 * day + (i / (lines + 1)) * 20 * day);
    // The first of them come most.
    const at = Math.floor(lines * 0.3 * random() ** 4);
    const [source, isScan] = [sourceAt(at), at % 5 !== 4];
    const isBanned = (bannedUntil.get(source) ?? 0) > time;
    // A ban keeps nearly everybody out, and what is left are packets.
    if (random() > busyAt(time) || (isBanned && random() < 0.9)) continue;
    const isPacket = isBanned || random() < 0.3;
    log.push(
      touchLine(source, time, {
        port: ports[Math.floor(ports.length * random() ** 2)] ?? 23,
        ...(isPacket && { kind: 'syn', evidence: 'packet' }),
        ...(!isScan && { why: whys[at % whys.length] ?? 'lan' }),
      }),
    );
    if (!isScan || isBanned) continue;
    const end = time + hour * (1 + Math.floor(random() * 40));
    bans.push(...banLines(source, isPacket ? 'portsentry-unverified' : 'portsentry', time, end));
    bannedUntil.set(source, end);
  }
  const texts = { log: log.sort().join(''), bans: bans.sort().join('') };
  const { report } = await reportOf(t, texts, { since: now - 30 * day });
  const notes = report.notes.map(note => note.replace(/\S*\/(?=\w+\.log)/, '/var/log/'));
  return { ...report, notes, host: 'web1.example.net' };
}

/** Markup, what ends an attribute, what turns text around, and what a terminal or a browser obeys. */
export const hostile = `<script>alert(1)</script>"'\`><img src=x onerror=alert(2)>&amp;</style>{{host}}\u202e\u2066\u200f\u0007\u009b\u2028`;

/** The report with every text in it replaced, wherever it came from: names of jails, hosts, logs and services too. */
export function withTexts(report: Report, text: string): Report {
  const replaced = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return key === 'unit' ? value : text;
    if (Array.isArray(value)) return value.map(item => replaced(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, name)]));
  };
  return replaced(report) as Report;
}
