import { roundEven } from './fails.ts';

/** The last ban of a source as Fail2ban's database has it (table `bips` of server/database.py). Times are seconds. */
export interface Row {
  /** Whole seconds since the epoch: Fail2ban rounds it. */
  readonly time: number;
  /** Of the ban; -1 for good. What lines during the ban added to it is not in the database. */
  readonly length: number;
  readonly count: number;
}

/** What a jail remembers of bans, over restarts too. */
export interface Memory {
  find(slot: number, now: number): Row | undefined;
  put(slot: number, time: number, length: number, count: number): void;
  clear(slot: number): void;
  /** Forgets what was forgotten before Fail2ban was stopped, and begins to count its hours anew. */
  restart(stopped: number, started: number): void;
  /** Each slot that has a row. */
  each(now: number, visit: (slot: number, row: Row) => void): void;
}

/** The observer looks every hour from the start on; what is older than dbpurgeage and three times the ban goes. */
const interval = 3600;
const outdated = 3;

/**
 * @param started when Fail2ban was started: from then on its hours count
 * @param purgeage seconds, `dbpurgeage`; undefined where Fail2ban keeps no database
 */
export function createMemory(slots: number, purgeage: number | undefined, started: number): Memory {
  const [times, lengths] = [new Uint32Array(slots), new Float64Array(slots)];
  const counts = new Uint16Array(slots);
  let start = started;
  const isForgotten = (slot: number, now: number): boolean => {
    const looks = Math.floor((now - start) / interval);
    if (purgeage === undefined || looks < 1) return false;
    const cut = Math.floor(start + looks * interval) - purgeage;
    const [time, length] = [times[slot] ?? 0, lengths[slot] ?? 0];
    return time < cut && length !== -1 && time + length * outdated < cut;
  };
  const find = (slot: number, now: number): Row | undefined => {
    if ((counts[slot] ?? 0) === 0) return undefined;
    if (isForgotten(slot, now)) {
      counts[slot] = 0;
      return undefined;
    }
    return { time: times[slot] ?? 0, length: lengths[slot] ?? 0, count: counts[slot] ?? 0 };
  };
  const each = (now: number, visit: (slot: number, row: Row) => void): void => {
    for (let slot = 0; slot < slots; slot++) {
      if (counts[slot] === 0) continue;
      const row = find(slot, now);
      if (row !== undefined) visit(slot, row);
    }
  };
  return {
    find,
    put: (slot, time, length, count) => {
      if (purgeage === undefined) return;
      times[slot] = roundEven(time);
      lengths[slot] = length;
      counts[slot] = Math.min(count, 65_535);
    },
    clear: slot => {
      counts[slot] = 0;
    },
    restart: (stopped, next) => {
      each(stopped, () => {});
      start = next;
    },
    each,
  };
}
