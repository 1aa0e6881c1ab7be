import type { JailName } from '../../jails/pack/names.ts';
import { createFails } from './fails.ts';
import { type Growth, grown } from './growth.ts';
import { createMemory, type Row } from './memory.ts';

/** A jail as it would run. Times are seconds. */
export interface JailSettings {
  readonly name: JailName;
  readonly enabled: boolean;
  readonly maxretry: number;
  readonly findtime: number;
  /** -1: for good. */
  readonly bantime: number;
  /** Undefined where every ban has the same length. */
  readonly growth: Growth | undefined;
}

/** Who is told what a jail does. Times are seconds since the epoch; an end is Infinity for a ban for good. */
export interface JailHearer {
  /** The end counts from the line on, which `at` may be later than. */
  readonly onBan: (jail: JailName, slot: number, at: number, end: number) => void;
  /** A line came while it was banned, and the ban ends later for it. */
  readonly onProlonged: (jail: JailName, slot: number, end: number) => void;
  /** A ban that held since then; after a restart, since that. */
  readonly onUnban: (jail: JailName, slot: number, at: number, since: number) => void;
  /** An old ban, after Fail2ban was started again. */
  readonly onRestored: (jail: JailName, slot: number, at: number, end: number) => void;
}

/** One jail, line by line, with everything that Fail2ban does one after the other done at once. */
export interface ModelJail {
  readonly name: JailName;
  /** A line of the source that was written at `at` and is read at `now`; true where it is a new ban. */
  fail(slot: number, at: number, now: number): boolean;
  isBanned(slot: number, time: number): boolean;
  /** The bans that hold. */
  eachBan(visit: (slot: number, since: number, end: number) => void): void;
  /** Lines that are counted towards a ban, by what the observer made of them. */
  failsOf(slot: number): number;
  restart(stopped: number, started: number): void;
  /** Ends what is over by then. */
  settle(now: number): void;
  /** Forgets the source: its slot is another's from now on. */
  clear(slot: number): void;
}

export interface Model {
  readonly slots: number;
  /** When Fail2ban was started: its hours count from then on. */
  readonly started: number;
  /** `dbpurgeage`; undefined where Fail2ban keeps no database. */
  readonly purgeage: number | undefined;
  /** Whether Fail2ban's `ignoreip` of the jail, or whatever else spares it here, names the source. */
  readonly isIgnored: (jail: JailName, slot: number) => boolean;
}

const endOf = (time: number, length: number): number =>
  length === -1 ? Number.POSITIVE_INFINITY : time + length;

/**
 * As server/filter.py, observer.py, actions.py, banmanager.py and jail.py of Fail2ban 1.0.2 and 1.1 do it: the line is counted;
 * the observer counts it again for a source that was banned before (with growing bans: 2, 3, 5, 9 ... for one); who has
 * reached maxretry is banned, or its ban prolonged; the observer lets a new ban grow, and writes it into the database.
 */
export function createJail(settings: JailSettings, model: Model, hearer: JailHearer): ModelJail {
  const { name, maxretry, findtime, bantime, growth } = settings;
  const { slots } = model;
  const fails = createFails(slots, settings);
  const memory = createMemory(slots, model.purgeage, model.started);
  /** Since when each ban holds; an end of 0 is none. */
  const [starts, ends] = [new Float64Array(slots), new Float64Array(slots)];

  const expire = (slot: number, now: number): void => {
    const end = ends[slot] ?? 0;
    if (end === 0 || now <= end) return;
    ends[slot] = 0;
    hearer.onUnban(name, slot, end, starts[slot] ?? 0);
  };
  const prolong = (slot: number, end: number): void => {
    if (end <= (ends[slot] ?? 0)) return;
    ends[slot] = end;
    hearer.onProlonged(name, slot, end);
  };
  const ban = (slot: number, time: number, known: number, now: number): boolean => {
    const usual = endOf(time, bantime);
    if (usual < now) return false;
    if ((ends[slot] ?? 0) !== 0) {
      prolong(slot, usual);
      return false;
    }
    const row = growth && bantime > 0 ? memory.find(slot, now) : undefined;
    const length = growth && row ? grown(growth, bantime, row.count) : bantime;
    const count = Math.max(known + 1, row === undefined ? 1 : row.count + 1);
    starts[slot] = now;
    ends[slot] = endOf(time, length);
    memory.put(slot, time, length, count);
    hearer.onBan(name, slot, now, ends[slot] ?? 0);
    return true;
  };
  const banFull = (slot: number, now: number): boolean => {
    const full = fails.take(slot);
    return full !== undefined && ban(slot, full.time, full.bans, now);
  };
  /** What the observer adds for a source that it knows, once the line was counted. */
  const observe = (slot: number, at: number, now: number, isFirst: boolean): void => {
    const row = growth && memory.find(slot, now);
    if (row === undefined || at <= row.time) return;
    const weight = Math.min(2 ** (Math.min(row.count, 20) - 1) + 1, maxretry);
    if (weight > 1) fails.raise(slot, weight - 1, row.count, isFirst);
  };
  const restore = (slot: number, row: Row, started: number): void => {
    const length = restoredLength(row, settings, started);
    if (length === undefined || model.isIgnored(name, slot)) return;
    starts[slot] = started;
    ends[slot] = endOf(row.time, length);
    hearer.onRestored(name, slot, started, ends[slot] ?? 0);
  };
  const settle = (now: number): void => {
    for (let slot = 0; slot < slots; slot++) if (ends[slot] !== 0) expire(slot, now);
  };
  return {
    name,
    fail: (slot, at, now) => {
      if (at < now - findtime || model.isIgnored(name, slot)) return false;
      expire(slot, now);
      const isFirst = fails.add(slot, at, now);
      // Who is full is out of the list before the observer looks: nothing is added for it then.
      const full = fails.take(slot);
      if (full !== undefined) return ban(slot, full.time, full.bans, now);
      observe(slot, at, now, isFirst);
      return banFull(slot, now);
    },
    isBanned: (slot, time) => (ends[slot] ?? 0) >= time && (starts[slot] ?? 0) <= time,
    eachBan: visit => {
      for (let slot = 0; slot < slots; slot++)
        if (ends[slot] !== 0) visit(slot, starts[slot] ?? 0, ends[slot] ?? 0);
    },
    failsOf: slot => fails.countOf(slot),
    restart: (stopped, started) => {
      settle(stopped);
      for (let slot = 0; slot < slots; slot++) {
        if (ends[slot] === 0) continue;
        ends[slot] = 0;
        hearer.onUnban(name, slot, stopped, starts[slot] ?? 0);
      }
      fails.clearAll();
      memory.restart(stopped, started);
      memory.each(started, (slot, row) => restore(slot, row, started));
    },
    settle,
    clear: slot => {
      fails.clear(slot);
      memory.clear(slot);
      ends[slot] = 0;
    },
  };
}

/**
 * How long a ban of the database lasts from its beginning on, once Fail2ban is started again (getCurrentBans of database.py):
 * where bans grow, no longer than maxtime, one for good either. Undefined where it is over.
 */
function restoredLength(
  { time, length }: Row,
  { growth }: JailSettings,
  started: number,
): number | undefined {
  const most = growth?.maxtime ?? length;
  const left = most !== -1 && (length === -1 || length > most) ? most : length;
  return left !== -1 && time + left <= started ? undefined : left;
}
