import type { Touch } from '../../events/event.ts';
import type { BanTable } from './ban-table.ts';

/** Fail2ban says that it bans before it does, and what is on its way arrives (milliseconds). */
const settling = 60_000;

const day = 86_400_000;

/** Lines of a source that is banned at that moment. */
interface WhileBanned {
  /** Within a minute of the ban. */
  atFirst: number;
  /** Later, by evidence: a handshake could be finished, so nothing kept it out; a packet is seen before a firewall drops it. */
  handshake: number;
  packet: number;
}

/** What became of each ban. */
export interface AfterBans {
  /** Counts a touch of the source with that slot. */
  touch(slot: number, touch: Touch): void;
  /** Notes that a source, or one of a network that is banned, was seen as one that nobody may ban. */
  spared(slot: number, touch: Touch): void;
  /** Forgets where the slot's last owner was. */
  clear(slot: number): void;
  /** When the source touched a port again, once the ban was over; undefined where it did not. */
  returned(ban: number): number | undefined;
  /** How the source was seen within a day of the ban. */
  sparedAs(ban: number): 'ignored' | 'protected' | undefined;
  readonly whileBanned: Readonly<WhileBanned>;
}

/** @param slots sources at most; all bans must be in the table before the first touch */
export function createAfterBans(bans: BanTable, slots: number): AfterBans {
  const backAt = new Float64Array(bans.size + 1);
  const near = new Uint8Array(bans.size + 1);
  /** The last ban of each source that had begun when it touched last. */
  const current = new Uint32Array(slots);
  /** The first ban of a source that is not more than a day older than what was seen of it last. */
  const nearFrom = new Map<number, number>();
  const whileBanned: WhileBanned = { atFirst: 0, handshake: 0, packet: 0 };

  const currentAt = (slot: number, time: number): number => {
    let ban = current[slot] ?? 0;
    for (let next = nextOf(bans, slot, ban); next !== 0 && bans.start(next) <= time; ) {
      ban = next;
      next = bans.next(ban);
    }
    current[slot] = ban;
    return ban;
  };
  return {
    touch: (slot, { time, evidence }) => {
      if (bans.bansOf(slot) === 0) return;
      const ban = currentAt(slot, time);
      if (ban === 0 || time < bans.start(ban)) return;
      if (time > bans.end(ban)) backAt[ban] ||= time;
      else if (time - bans.start(ban) < settling) whileBanned.atFirst++;
      else whileBanned[evidence]++;
    },
    spared: (slot, touch) => {
      if (touch.verb !== 'seen' || (touch.why !== 'ignored' && touch.why !== 'protected')) return;
      let ban = nearFrom.get(slot) ?? bans.firstOf(slot);
      if (ban === 0) return;
      while (ban !== 0 && bans.start(ban) < touch.time - day) ban = bans.next(ban);
      nearFrom.set(slot, ban);
      const mark = touch.why === 'ignored' ? 1 : 2;
      for (; ban !== 0 && bans.start(ban) <= touch.time + day; ban = bans.next(ban)) near[ban] = mark;
    },
    clear: slot => {
      current[slot] = 0;
      nearFrom.delete(slot);
    },
    returned: ban => (backAt[ban] === 0 ? undefined : backAt[ban]),
    sparedAs: ban => ([undefined, 'ignored', 'protected'] as const)[near[ban] ?? 0],
    whileBanned,
  };
}

const nextOf = (bans: BanTable, slot: number, ban: number): number =>
  ban === 0 ? bans.firstOf(slot) : bans.next(ban);
