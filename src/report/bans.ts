import { jailNames } from '../jails/pack/names.ts';
import type { Counted } from './count/counting.ts';
import { mostRows } from './lines.ts';
import type { BansReport } from './report.ts';
import { largest } from './top.ts';

/** What Fail2ban's log tells. */
export function bansReport({ names, bans, jails }: Counted): BansReport {
  const rows = jailNames.flatMap(jail => {
    const sum = jails.sums.get(jail);
    return sum === undefined ? [] : [{ jail, ...sum }];
  });
  const banned = names.slots().filter(slot => bans.bansOf(slot) > 0);
  const again = banned.filter(slot => bans.bansOf(slot) > 1);
  return {
    bans: rows.reduce((sum, row) => sum + row.bans, 0),
    sources: banned.length,
    bannedAtEnd: banned.filter(slot => bans.isBanned(slot)).length,
    bansLeftOut: bans.leftOut,
    jails: rows,
    repeatOffenders: again.length,
    topRepeat: largest(again, slot => bans.bansOf(slot), mostRows).map(slot => ({
      source: names.nameOf(slot),
      bans: bans.bansOf(slot),
      lastBan: bans.start(bans.lastOf(slot)),
    })),
  };
}
