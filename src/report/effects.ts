import type { Counted } from './count/counting.ts';
import { mostRows } from './lines.ts';
import type { Effects, SparedBan } from './report.ts';
import { spreadOf } from './spread.ts';

/** What the bans did, as far as both logs tell it. `until` is the end of the period. */
export function effectsOf(counted: Counted, until: number): Effects {
  const { endedBans, timesToReturn } = returnsOf(counted, until);
  const { count, some } = bansOfSpared(counted);
  const returned = timesToReturn.length;
  return {
    ...timesToBan(counted),
    linesWhileBanned: { ...counted.after().whileBanned },
    endedBans,
    returned,
    shareNeverBack: endedBans === 0 ? null : (endedBans - returned) / endedBans,
    timeToReturn: spreadOf(timesToReturn),
    bansOfSpared: count,
    someBansOfSpared: some,
  };
}

function timesToBan({ names, sources, bans }: Counted) {
  const [fromLine, fromScan]: [number[], number[]] = [[], []];
  for (const slot of names.slots()) {
    const ban = bans.firstOf(slot);
    if (ban === 0) continue;
    const [first, firstScan] = [sources.first[slot] ?? 0, sources.firstScan[slot] ?? 0];
    const start = bans.start(ban);
    // What touched first before the period, or after its ban, tells nothing.
    if (first > 0 && first <= start) fromLine.push(start - first);
    if (firstScan > 0 && firstScan <= start) fromScan.push(start - firstScan);
  }
  return { firstLineToBan: spreadOf(fromLine), firstScanToBan: spreadOf(fromScan) };
}

function returnsOf({ bans, after }: Counted, until: number) {
  const timesToReturn: number[] = [];
  let endedBans = 0;
  for (let ban = 1; ban <= bans.size; ban++) {
    if (bans.end(ban) > until) continue;
    endedBans++;
    const back = after().returned(ban);
    if (back !== undefined) timesToReturn.push(back - bans.end(ban));
  }
  return { endedBans, timesToReturn };
}

function bansOfSpared({ names, bans, after }: Counted): { count: number; some: SparedBan[] } {
  const some: SparedBan[] = [];
  let count = 0;
  for (let ban = 1; ban <= bans.size; ban++) {
    const seenAs = after().sparedAs(ban);
    if (seenAs === undefined) continue;
    count++;
    const slot = bans.slotOf(ban);
    if (slot !== undefined && some.length < mostRows)
      some.push({
        source: names.nameOf(slot),
        time: bans.start(ban),
        jail: bans.jailOf(ban),
        seenAs,
      });
  }
  return { count, some };
}
