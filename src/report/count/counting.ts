import type { Ban, Hearer, Touch } from '../../events/event.ts';
import { isIPv4 } from '../../net/address.ts';
import { type AfterBans, createAfterBans } from './after-bans.ts';
import { type BanTable, createBanTable, mostBans } from './ban-table.ts';
import { createHours, type Hours } from './hours.ts';
import { createJailSums, type JailSums } from './jails.ts';
import { createNames, mostNetworks, mostSources, type Names, ranks } from './names.ts';
import { createSources, type Sources } from './sources.ts';
import { createTallies, type Tallies } from './tallies.ts';

/** Everything that is counted while the logs are read, in memory that has a bound. */
export interface Counted {
  readonly names: Names;
  readonly sources: Sources;
  readonly tallies: Tallies;
  readonly hours: Hours;
  readonly bans: BanTable;
  readonly jails: JailSums;
  /** Made with the first touch: every ban is known then. */
  readonly after: () => AfterBans;
}

/**
 * Counts the events of both logs, the bans first.
 * @param most sources that are counted by themselves; bans of twice as many
 */
export function createCounting(most = mostSources): { hearer: Hearer; counted: Counted } {
  const slots = most + mostNetworks;
  const names = createNames(most);
  const [sources, bans] = [createSources(slots, names), createBanTable(slots, Math.min(mostBans, 2 * most))];
  const [tallies, hours, jails] = [createTallies(), createHours(), createJailSums()];
  const bannedLengths = new Set<number>();
  let made: AfterBans | undefined;
  const after = (): AfterBans => (made ??= createAfterBans(bans, slots));

  const slotOf = (named: Pick<Touch, 'source' | 'prefix'>): number => {
    const slot = names.slotOf(named);
    if (names.isFresh && slot >= 0) {
      sources.clear(slot);
      bans.clear(slot);
      made?.clear(slot);
    }
    return slot;
  };
  const onBan = (ban: Ban): void => {
    jails.ban(ban);
    if (ban.kind === 'ban') hours.add(ban.time, 'bans');
    const slot = slotOf(ban);
    if (slot < 0) return;
    bans.add(slot, ban);
    names.keep(slot, ranks.banned);
    if (ban.prefix !== undefined) bannedLengths.add(ban.prefix);
  };
  /** The networks that hold a source, where any is banned. */
  const sparedIn = (touch: Touch): void => {
    if (isIPv4(touch.source) || touch.verb === 'scan') return;
    for (const length of bannedLengths) {
      const slot = length === touch.prefix ? undefined : names.networkSlot(touch.source, length);
      if (slot !== undefined) after().spared(slot, touch);
    }
  };
  const onTouch = (touch: Touch): void => {
    tallies.touch(touch);
    hours.add(touch.time, touch.verb === 'scan' ? 'scans' : 'observations');
    const slot = slotOf(touch);
    if (slot < 0) return;
    sources.add(slot, touch);
    after().touch(slot, touch);
    after().spared(slot, touch);
    sparedIn(touch);
  };
  return {
    hearer: {
      onBan,
      onFound: found => jails.found(found),
      onTouch,
      onHeld: held => {
        tallies.held(held);
        hours.add(held.time, 'held', held.lines);
      },
    },
    counted: { names, sources, tallies, hours, bans, jails, after },
  };
}
