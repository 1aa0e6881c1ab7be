import assert from 'node:assert/strict';
import { noCounts } from '../../../../src/events/counts.ts';
import type { Hearer } from '../../../../src/events/event.ts';
import { hearLog } from '../../../../src/events/hear-log.ts';
import {
  type Entry,
  formatAgain,
  formatHeld,
  formatScan,
  formatSeen,
  formatTold,
  parseLine,
} from '../../../../src/log/line.ts';
import { parsePrefix } from '../../../../src/net/address.ts';
import { corpusOf, linesOf, type Target, wordsOf } from '../../engine/target.ts';

const always = { since: 0, until: Number.POSITIVE_INFINITY };
const hearer: Hearer = { onTouch: () => {}, onHeld: () => {} };

/** Our own log. */
export const logLines: Target = {
  sources: [
    'log/line.ts#parseTouch,ownText,timeIn,parseTarget,parseSource,parseOther,parseLine',
    'events/hear-log.ts',
    'log/once.ts',
  ],
  corpus: [...corpusOf('log'), ...linesOf('log-lines.txt')],
  words: wordsOf('log-lines.txt'),
  take: input => {
    const lines = input.toString('utf8').split('\n');
    for (const entry of lines.map(parseLine)) if (entry !== undefined) mustReadAgain(entry);
    for (const only of [undefined, parsePrefix('203.0.113.0/24')]) {
      const hearing = hearLog(always, hearer, noCounts(), only);
      for (const line of lines) {
        hearing.onLine(line);
        hearing.onMessage(line, 0);
      }
    }
  },
};

function mustReadAgain(entry: Entry): void {
  const again = formatted(entry);
  assert.deepEqual(parseLine(again), entry, again);
  assert.match(again, /^[ -~]+$/);
}

function formatted(entry: Entry): string {
  if (entry.verb === 'scan') return formatScan(entry, entry, entry.pid);
  if (entry.verb === 'seen' && entry.origin !== undefined)
    return formatTold(entry, entry, entry.origin, entry.pid);
  if (entry.verb === 'seen') return formatSeen(entry, entry, entry.why, entry.pid);
  return entry.verb === 'held'
    ? formatHeld(entry.time, entry, entry.pid)
    : formatAgain(entry.time, entry.lines, entry.pid);
}
