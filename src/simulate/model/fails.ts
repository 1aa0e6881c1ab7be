/** What a jail counts before it bans, by the slot of each source. Times are seconds since the epoch, as Fail2ban has them. */
export interface Fails {
  /** Counts a line; true where it is the first one that is remembered. */
  add(slot: number, at: number, now: number): boolean;
  /** Counts more for the source, which the observer does where it was banned before; only where something is counted. */
  raise(slot: number, by: number, bans: number, isFirst: boolean): void;
  /** Takes the source out where it has reached maxretry: when its last line was, and how many bans the observer knew of. */
  take(slot: number): Full | undefined;
  countOf(slot: number): number;
  clear(slot: number): void;
  clearAll(): void;
}

interface Full {
  readonly time: number;
  readonly bans: number;
}

/**
 * Fail2ban's fail manager (server/failmanager.py and ticket.py of 1.0.2 and 1.1): a source is forgotten when its last line is as
 * old as findtime. Its first one may be older: then what it did is scaled by its rate, so that findtime is no sharp window.
 * Fail2ban forgets every 20 s or so; here it does at once.
 */
export function createFails(
  slots: number,
  { maxretry, findtime }: { readonly maxretry: number; readonly findtime: number },
): Fails {
  const [first, last] = [new Float64Array(slots), new Float64Array(slots)];
  // As many lines as maxretry at most, and the bans of a source that still come to its mind.
  const [retries, bans] = [new Uint16Array(slots), new Uint16Array(slots)];
  const adjust = (slot: number, at: number): void => {
    if (at <= (last[slot] ?? 0)) return;
    const began = first[slot] ?? 0;
    if (began < at - findtime) {
      retries[slot] = roundEven(((retries[slot] ?? 0) / (at - began)) * findtime);
      first[slot] = at - findtime;
    }
    last[slot] = at;
  };
  return {
    add: (slot, at, now) => {
      const isFirst = (retries[slot] ?? 0) === 0 || (last[slot] ?? 0) <= now - findtime;
      if (isFirst) {
        first[slot] = last[slot] = at;
        retries[slot] = 1;
        bans[slot] = 0;
        return true;
      }
      adjust(slot, at);
      retries[slot] = (retries[slot] ?? 0) + 1;
      return false;
    },
    raise: (slot, by, known, isFirst) => {
      if ((retries[slot] ?? 0) === 0) return;
      retries[slot] = (retries[slot] ?? 0) + by;
      if (isFirst) bans[slot] = known;
    },
    take: slot => {
      if ((retries[slot] ?? 0) < Math.max(1, maxretry)) return undefined;
      retries[slot] = 0;
      return { time: last[slot] ?? 0, bans: bans[slot] ?? 0 };
    },
    countOf: slot => retries[slot] ?? 0,
    clear: slot => {
      retries[slot] = 0;
    },
    clearAll: () => {
      retries.fill(0);
    },
  };
}

/** Python's round(): a half goes to the even neighbour. */
export function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
