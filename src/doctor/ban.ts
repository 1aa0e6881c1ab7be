import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, clientOf } from '../jails/client.ts';
import type { JailName } from '../jails/names.ts';
import { randomMarked } from '../log/marked.ts';
import { type Address, formatAddress } from '../net/address.ts';
import type { Evidence } from '../probe.ts';
import { appendLines } from './append.ts';
import { judgeBans, judgeGone } from './ban-judged.ts';
import type { Facts, FileId } from './facts.ts';
import type { Finding } from './finding.ts';
import { gatherFirewall } from './gather/firewall.ts';
import { evidenceOf } from './gather/jails.ts';
import { lastLines } from './gather/log.ts';
import { bannedBy } from './gather/server.ts';
import { markedLine } from './marked-line.ts';

/** One marked address that a jail has to ban. */
export interface Mark {
  readonly jail: JailName;
  readonly evidence: Evidence;
  readonly address: Address;
  readonly text: string;
  /** Lines that it takes. */
  readonly lines: number;
}

/** Fail2ban bans within 1.2 s when it has nothing else to do (40 to 70 bans a second). */
const patience = 15_000;
/** How long the firewall's tools may take after Fail2ban has listed a ban, and an interrupted ban to come. */
const shortPatience = 4000;

/** More lines than this would be a flood of our own. */
const mostLines = 20;

/** The marks to try: each jail that reads our log, IPv4 and IPv6. Empty where none can be. */
export function chooseMarks({ jails, log, host, server }: Facts): Mark[] {
  const taken = new Set([...server.banned.values()].flat());
  return jails.flatMap(({ name, configured, live }) => {
    const evidence = evidenceOf(name);
    if (evidence === undefined || configured === undefined || !live?.logPaths.includes(log.path)) return [];
    if (configured.maxretry > mostLines) return [];
    const lines = Math.max(1, configured.maxretry);
    return (host.hasIPv6 ? ([4, 6] as const) : ([4] as const)).flatMap(family => {
      const address = freeMarked(family, one => live.ignored.has(one) || taken.has(formatAddress(one)));
      if (address === undefined) return [];
      const text = formatAddress(address);
      taken.add(text);
      return [{ jail: name, evidence, address, text, lines }];
    });
  });
}

/** One that is neither ignored nor banned already; undefined where there is none to be had. */
function freeMarked(family: 4 | 6, isTaken: (address: Address) => boolean): Address | undefined {
  return Array.from({ length: 50 }, () => randomMarked(family)).find(address => !isTaken(address));
}

/**
 * Has Fail2ban ban the marks and lets them go again, whatever happens in between: an error, or `ended`. Answers what was
 * wrong. Throws when the log cannot be written.
 */
export async function tryBans(
  facts: Facts,
  log: FileId,
  marks: readonly Mark[],
  ended: AbortSignal,
): Promise<Finding[]> {
  const client = clientOf();
  const { format } = facts.config.log;
  const lines = marks.flatMap(({ address, evidence, lines: count }) =>
    Array.from({ length: count }, () => markedLine(address, evidence, format)),
  );
  const before = foundBy(client, marks);
  appendLines(log, lines);
  let judged: Finding[] = [];
  try {
    await until(ended, patience, () => allBanned(client, marks));
    const seen = (): Finding[] =>
      judgeBans(facts, marks, {
        banned: bannedBy(client),
        found: foundSince(facts, client, marks, before),
        firewall: gatherFirewall(),
      });
    // Listed first, in the kernel a moment later.
    await until(ended, allBanned(client, marks) ? shortPatience : 0, () => {
      judged = seen();
      return judged.length === 0;
    });
  } finally {
    await release(client, marks, ended);
  }
  let left: Finding[] = [];
  await until(ended, shortPatience, () => {
    left = judgeGone(marks, bannedBy(client), gatherFirewall());
    return left.length === 0;
  });
  return [...judged, ...left];
}

/** Unbans every mark in every jail. After an interruption a ban may still be on its way: it is waited for. */
async function release(client: Client, marks: readonly Mark[], ended: AbortSignal): Promise<void> {
  const never = new AbortController().signal;
  if (ended.aborted) await until(never, shortPatience, () => allBanned(client, marks));
  client('unban', ...marks.map(({ text }) => text));
}

const allBanned = (client: Client, marks: readonly Mark[]): boolean => {
  const banned = bannedBy(client);
  return marks.every(({ jail, text }) => banned.get(jail)?.includes(text) === true);
};

type Counts = ReadonlyMap<string, number>;

/** What each jail has found so far. */
const foundBy = (client: Client, marks: readonly Mark[]): Counts =>
  new Map(
    [...new Set(marks.map(({ jail }) => jail))].map(jail => [
      jail,
      Number(/Total failed:\s*(\d+)/.exec(client('status', jail).out)?.[1] ?? 0),
    ]),
  );

/** The jails that have found something since then; what they ignore is not counted, only logged. */
function foundSince({ server }: Facts, client: Client, marks: readonly Mark[], before: Counts): Set<string> {
  const now = foundBy(client, marks);
  const counted = [...now].flatMap(([jail, count]) => (count > (before.get(jail) ?? 0) ? [jail] : []));
  const log = server.targetIsFile ? (lastLines(server.target) ?? []) : [];
  const ignored = marks.filter(({ text, jail }) =>
    log.some(line => line.includes(`[${jail}] Ignore ${text} `)),
  );
  return new Set([...counted, ...ignored.map(({ jail }) => jail)]);
}

/** Asks until the answer is yes, the time (milliseconds) is over or somebody ends it. */
async function until(ended: AbortSignal, milliseconds: number, ask: () => boolean): Promise<void> {
  for (const end = Date.now() + milliseconds; !ended.aborted && !ask() && Date.now() < end; )
    await sleep(200);
}
