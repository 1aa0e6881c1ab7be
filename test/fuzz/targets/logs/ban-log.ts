import assert from 'node:assert/strict';
import { noCounts } from '../../../../src/events/counts.ts';
import type { Hearer } from '../../../../src/events/event.ts';
import { hearBans } from '../../../../src/events/hear-bans.ts';
import { formatAddress, parseAddress } from '../../../../src/net/address.ts';
import { corpusOf, linesOf, type Target, wordsOf } from '../../engine/target.ts';

const span = { since: 0, until: Number.POSITIVE_INFINITY };

/** Fail2ban's log, in a file and in the journal. */
export const banLog: Target = {
  sources: [
    'events/lines/ban-line.ts',
    'events/lines/server-line.ts',
    'events/local-time.ts',
    'events/hear-bans.ts',
  ],
  corpus: [...corpusOf('bans'), ...linesOf('ban-log.txt')],
  words: wordsOf('ban-log.txt'),
  take: input => {
    const lines = input.toString('utf8').split('\n');
    for (const jails of ['ours', 'all'] as const)
      for (const only of [undefined, { address: [0, 0, 0xffff, 0xcb007107], length: 128 } as const]) {
        const hearing = hearBans({ span, jails, only }, hearer, noCounts());
        for (const line of lines) {
          hearing.onLine(line);
          hearing.onMessage(line, 1_795_334_454_123);
        }
      }
  },
};

const hearer: Hearer = {
  onBan: ({ jail, source, time }) => {
    mustBeShown(jail, source);
    assert.ok(typeof time === 'number');
  },
  onFound: ({ jail, source }) => mustBeShown(jail, source),
  onServer: () => {},
};

/** What is shown of a line is fit for a terminal. */
function mustBeShown(jail: string, source: readonly [number, number, number, number]): void {
  assert.match(jail, /^[!-~]{1,64}$/);
  assert.deepEqual(parseAddress(formatAddress(source)), [...source]);
}
