import type { Ban } from '../../events/event.ts';
import { jailNames } from '../../jails/pack/names.ts';
import { bump } from './bump.ts';

/** Bans that are kept one by one. */
export const mostBans = 1_000_000;

const nobody = 2 ** 32 - 1;

/**
 * The bans of each source, by its slot, in order: from the first jail that banned it until none did any more. A ban has a
 * number from 1; 0 is none. Times are milliseconds since the epoch.
 */
export interface BanTable {
  add(slot: number, ban: Ban): void;
  /** Forgets the bans of the slot's last owner; they stay in the table. */
  clear(slot: number): void;
  firstOf(slot: number): number;
  lastOf(slot: number): number;
  next(ban: number): number;
  start(ban: number): number;
  /** When no jail banned any more; Infinity while one does. */
  end(ban: number): number;
  /** Undefined for a ban of a source that had to go. */
  slotOf(ban: number): number | undefined;
  /** The jail that began it. */
  jailOf(ban: number): string;
  bansOf(slot: number): number;
  isBanned(slot: number): boolean;
  /** Bans kept, and those that found no room. */
  readonly size: number;
  readonly leftOut: number;
}

/**
 * @param slots sources at most
 * @param most bans at most; the kernel gives the memory as they come
 */
export function createBanTable(slots: number, most: number): BanTable {
  const [starts, ends] = [new Float64Array(most + 1), new Float64Array(most + 1)];
  const [owners, nexts, jails] = [
    new Uint32Array(most + 1),
    new Uint32Array(most + 1),
    new Uint8Array(most + 1),
  ];
  const [firsts, lasts, counts] = [new Uint32Array(slots), new Uint32Array(slots), new Uint32Array(slots)];
  /** A bit for each jail that bans a source now. */
  const open = new Uint8Array(slots);
  let [size, leftOut] = [0, 0];

  const begin = (slot: number, time: number, jail: number): void => {
    if (size === most) {
      leftOut++;
      return;
    }
    const ban = ++size;
    starts[ban] = time;
    ends[ban] = Number.POSITIVE_INFINITY;
    owners[ban] = slot;
    jails[ban] = jail;
    const last = lasts[slot] ?? 0;
    if (last === 0) firsts[slot] = ban;
    else nexts[last] = ban;
    lasts[slot] = ban;
    bump(counts, slot);
  };
  const endAt = (slot: number, time: number): void => {
    const last = lasts[slot] ?? 0;
    if (last !== 0) ends[last] = time;
  };
  return {
    add: (slot, { kind, jail, time }) => {
      const at = (jailNames as readonly string[]).indexOf(jail);
      const bit = at < 0 ? 0 : 1 << at;
      const before = open[slot] ?? 0;
      if (kind === 'ban') {
        if (before === 0) begin(slot, time, at);
        open[slot] = before | bit;
      } else if (kind === 'restored') {
        // It goes on: Fail2ban lifts its bans while it is stopped.
        if (before === 0) endAt(slot, Number.POSITIVE_INFINITY);
        open[slot] = before | bit;
      } else if (kind === 'unban') {
        open[slot] = before & ~bit;
        if (before !== 0 && (before & ~bit) === 0) endAt(slot, time);
      }
    },
    clear: slot => {
      for (let ban = firsts[slot] ?? 0; ban !== 0; ban = nexts[ban] ?? 0) owners[ban] = nobody;
      firsts[slot] = lasts[slot] = counts[slot] = open[slot] = 0;
    },
    firstOf: slot => firsts[slot] ?? 0,
    lastOf: slot => lasts[slot] ?? 0,
    next: ban => nexts[ban] ?? 0,
    start: ban => starts[ban] ?? 0,
    end: ban => ends[ban] ?? 0,
    slotOf: ban => (owners[ban] === nobody ? undefined : owners[ban]),
    jailOf: ban => jailNames[jails[ban] ?? 0] ?? '',
    bansOf: slot => counts[slot] ?? 0,
    isBanned: slot => open[slot] !== 0,
    get size() {
      return size;
    },
    get leftOut() {
      return leftOut;
    },
  };
}
