import type { Touch } from '../events/event.ts';
import { type JailName, jailNames } from '../jails/pack/names.ts';
import type { Address } from '../net/address.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import { createTally, type Tally } from './count/tally.ts';
import type { JailSettings } from './model/jail.ts';
import { createServer, type ModelServer } from './model/server.ts';
import type { Restart } from './restarts.ts';
import type { Spares } from './spares.ts';

/** What is tried. */
export interface Setting {
  /** Its config, as people know it. */
  readonly name: string;
  readonly jails: readonly JailSettings[];
  readonly spares: Spares;
  /** `dbpurgeage` (seconds); undefined where Fail2ban keeps no database. */
  readonly purgeage: number | undefined;
}

/** One setting on a log. Sources have numbers (count/ids.ts). */
export interface Side {
  readonly setting: Setting;
  readonly tally: Tally;
  readonly server: ModelServer;
  /** A ban-grade line. Restarts before it have been told. */
  scan(id: number, touch: Touch): void;
  /** So many new probes of a source, which count where it is banned at that time (milliseconds); true where it is. */
  probes(id: number, time: number, more: number): boolean;
  restart(restart: Restart): void;
  clear(id: number): void;
  /** By what this setting spared it, of those that scanned. */
  sparedBy(id: number): 'ignore list' | 'ignoreip' | undefined;
  /** Scans of which no jail takes notice, since it is off. */
  readonly untaken: number;
  /** Sources of a known good list that would have been banned; undefined where there is no list. */
  readonly knownGood: ReadonlySet<number> | undefined;
}

export interface SideOptions {
  /** The greatest number of a source. */
  readonly most: number;
  /** When Fail2ban was started (seconds since the epoch). */
  readonly started: number;
  /** The most ports that a line has had of a source so far. */
  readonly portsOf: (id: number) => number;
  /** Told of each ban. */
  readonly onBan: (id: number) => void;
  readonly known: PrefixSet | undefined;
}

/** Bits that are kept of each source: who spares it, asked once. */
const bits = { isAsked: 1, bySentry: 2, sparedBySentry: 4, sparedByFail2ban: 8, jails: 16 } as const;

export function createSide(setting: Setting, { most, started, portsOf, onBan, known }: SideOptions): Side {
  const tally = createTally(most, setting.jails);
  const told = tally.hearer(portsOf);
  const flags = new Uint8Array(most + 1);
  const knownGood = known && new Set<number>();
  let current: Pick<Touch, 'source' | 'prefix'> = { source: [0, 0, 0, 0] };
  let untaken = 0;

  const has = (id: number, bit: number): boolean => ((flags[id] ?? 0) & bit) !== 0;
  const set = (id: number, bit: number): void => {
    flags[id] = (flags[id] ?? 0) | bit;
  };
  const ask = (id: number, { source, prefix }: Touch): void => {
    set(id, bits.isAsked);
    if (setting.spares.bySentry(source, prefix)) set(id, bits.bySentry);
    for (const [at, jail] of jailNames.entries())
      if (setting.spares.byFail2ban(jail, source)) set(id, bits.jails << at);
  };
  const isIgnored = (jail: JailName, id: number): boolean => {
    if (!has(id, bits.jails << jailNames.indexOf(jail))) return false;
    set(id, bits.sparedByFail2ban);
    return true;
  };
  const server = createServer(
    setting.jails,
    { slots: most + 1, started, purgeage: setting.purgeage, isIgnored },
    {
      ...told,
      onBan: (jail, id, at, end) => {
        told.onBan(jail, id, at, end);
        onBan(id);
        if (known !== undefined && isKnown(known, current.source, current.prefix)) knownGood?.add(id);
      },
    },
  );
  const countsLines = new Set(setting.jails.filter(({ maxretry }) => maxretry > 1).map(({ name }) => name));
  return {
    setting,
    tally,
    server,
    scan: (id, touch) => {
      if (!has(id, bits.isAsked)) ask(id, touch);
      if (has(id, bits.bySentry)) {
        set(id, bits.sparedBySentry);
        return;
      }
      current = touch;
      const { evidence, prefix } = touch;
      const jail = server.scan(id, { at: touch.time / 1000, evidence, prefix });
      if (jail === undefined) untaken++;
      else if (countsLines.has(jail)) tally.near(id, jail, server.failsOf(id, jail));
    },
    probes: (id, time, more) => {
      const by = server.bannedBy(id, time / 1000);
      if (by !== 0) tally.probes(id, more, by);
      return by !== 0;
    },
    restart: ({ stopped, started: again }) => server.restart(stopped / 1000, again / 1000),
    clear: id => {
      server.clear(id);
      tally.clear(id);
      flags[id] = 0;
      knownGood?.delete(id);
    },
    sparedBy: id => {
      if (has(id, bits.sparedBySentry)) return 'ignore list';
      return has(id, bits.sparedByFail2ban) ? 'ignoreip' : undefined;
    },
    get untaken() {
      return untaken;
    },
    knownGood,
  };
}

const isKnown = (known: PrefixSet, source: Address, prefix: number | undefined): boolean =>
  prefix === undefined ? known.has(source) : known.meets({ address: source, length: prefix });
