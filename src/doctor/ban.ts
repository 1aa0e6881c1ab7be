import { setTimeout as sleep } from 'node:timers/promises';
import { askingAnyway } from '../fail2ban/client.ts';
import { parseBanned, type Server, withServer } from '../fail2ban/server.ts';
import type { FileId } from '../sys/process/processes.ts';
import { heed } from '../util/interruptible.ts';
import { appendLines } from './append.ts';
import { judgeBans, judgeGone, judgePace } from './ban-judged.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { lastLines } from './gather/log.ts';
import { gatherFirewall } from './gather/rules.ts';
import { markedLine } from './marked-line.ts';
import type { Mark } from './marks.ts';

/** Fail2ban bans within 1.2 s when it has nothing else to do (40 to 70 bans a second); what takes longer is said. */
const patience = 60_000;
/** All of it, with one client for all that is asked; beyond it there are no answers. */
const longest = 2 * patience;
/** How long the firewall's tools may take after Fail2ban has listed a ban, and an interrupted ban to come. */
const shortPatience = 4000;

/**
 * Has Fail2ban ban the marks and lets them go again, whatever happens in between: an error, or `ended`, whose reason it
 * then throws. Returns what was wrong. Throws when the log cannot be written.
 */
export const tryBans = (
  facts: Facts,
  log: FileId,
  marks: readonly Mark[],
  ended: AbortSignal,
): Promise<Finding[]> =>
  withServer(
    server => {
      const ask: Ask = async question => {
        const said = await server.ask(question);
        ended.throwIfAborted();
        return said;
      };
      return banAndRelease(facts, log, marks, ask, ended);
    },
    { limit: longest, ended },
  );

type Ask = Server['ask'];

async function banAndRelease(
  facts: Facts,
  log: FileId,
  marks: readonly Mark[],
  ask: Ask,
  ended: AbortSignal,
): Promise<Finding[]> {
  const { format } = facts.config.log;
  const lines = marks.flatMap(({ address, evidence, lines: count }) =>
    Array.from({ length: count }, () => markedLine(address, evidence, format)),
  );
  const before = await foundBy(ask, marks);
  appendLines(log, lines);
  const start = performance.now();
  let judged: Finding[] = [];
  let pace: Finding[] = [];
  try {
    const isBanned = await until(patience, () => allBanned(ask, marks));
    pace = isBanned ? judgePace(performance.now() - start) : [];
    const seen = async (): Promise<Finding[]> =>
      judgeBans(facts, marks, {
        banned: await bannedBy(ask),
        found: await foundSince(facts, ask, marks, before),
        firewall: gatherFirewall(),
        said: lastWordsOf(facts),
      });
    // Listed first, in the kernel a moment later.
    await until(isBanned ? shortPatience : 0, async () => {
      judged = await seen();
      return judged.length === 0;
    });
    await heed(ended);
  } finally {
    await release(marks, ended);
  }
  let left: Finding[] = [];
  await until(shortPatience, async () => {
    left = judgeGone(marks, await bannedBy(ask), gatherFirewall());
    return left.length === 0;
  });
  return [...judged, ...pace, ...left];
}

/** Unbans every mark in every jail. After an interruption a ban may still be on its way: it is waited for. */
async function release(marks: readonly Mark[], ended: AbortSignal): Promise<void> {
  const ask: Ask = async question => (await askingAnyway(question)).out;
  if (ended.aborted) await until(shortPatience, () => allBanned(ask, marks));
  await askingAnyway('unban', ...marks.map(({ text }) => text));
}

const bannedBy = async (ask: Ask): Promise<Map<string, string[]>> => parseBanned(await ask('banned'));

async function allBanned(ask: Ask, marks: readonly Mark[]): Promise<boolean> {
  const banned = await bannedBy(ask);
  return marks.every(({ jail, text }) => banned.get(jail)?.includes(text) === true);
}

type Counts = ReadonlyMap<string, number>;

/** What each jail has found so far. */
async function foundBy(ask: Ask, marks: readonly Mark[]): Promise<Counts> {
  const jails = [...new Set(marks.map(({ jail }) => jail))];
  const answers = await Promise.all(jails.map(jail => ask(`status ${jail}`)));
  const count = (text = ''): number => Number(/Total failed:\s*(\d+)/.exec(text)?.[1] ?? 0);
  return new Map(jails.map((jail, at) => [jail, count(answers[at])]));
}

/** The jails that have found something since then; what they ignore is not counted, only logged. */
async function foundSince(
  facts: Facts,
  ask: Ask,
  marks: readonly Mark[],
  before: Counts,
): Promise<Set<string>> {
  const now = await foundBy(ask, marks);
  const counted = [...now].flatMap(([jail, count]) => (count > (before.get(jail) ?? 0) ? [jail] : []));
  const log = lastWordsOf(facts);
  const ignored = marks.filter(({ text, jail }) =>
    log.some(line => line.includes(`[${jail}] Ignore ${text} `)),
  );
  return new Set([...counted, ...ignored.map(({ jail }) => jail)]);
}

/** The end of Fail2ban's log, where that is a file. */
const lastWordsOf = ({ server }: Facts): string[] =>
  server.targetIsFile ? (lastLines(server.target) ?? []) : [];

/** Asks until the answer is yes or the time (milliseconds) is over, and returns the last answer. */
async function until(milliseconds: number, ask: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + milliseconds; ; await sleep(200)) {
    if (await ask()) return true;
    if (performance.now() >= end) return false;
  }
}
