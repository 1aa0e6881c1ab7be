import {
  handshakeJail,
  type JailName,
  jailNames,
  packetJail,
  prefixJail,
  recidiveJail,
} from '../../jails/pack/names.ts';
import type { Evidence } from '../../probe.ts';
import { createJail, type JailHearer, type JailSettings, type Model, type ModelJail } from './jail.ts';

/** Fail2ban with the jails of the pack, fed with the ban-grade lines of a log in their order. Times are seconds since the epoch. */
export interface ModelServer {
  /** A ban-grade line; returns the jail that takes it, undefined where that one is off. */
  scan(slot: number, scan: Scan): JailName | undefined;
  /** The jails that ban the source at that time, a bit for each by its place in `jailNames`. */
  bannedBy(slot: number, time: number): number;
  /** The bans that hold. */
  eachBan(visit: (jail: JailName, slot: number, since: number, end: number) => void): void;
  /** Lines that a jail counts towards a ban of it now. */
  failsOf(slot: number, jail: JailName): number;
  restart(stopped: number, started: number): void;
  /** Ends what is over by then. */
  settle(now: number): void;
  /** Forgets the source: its slot is another's from now on. */
  clear(slot: number): void;
}

interface Scan {
  readonly at: number;
  readonly evidence: Evidence;
  /** The length of the network that is named. */
  readonly prefix: number | undefined;
}

/** The networks that the prefix jail's filter takes (prefixFailRegex): no IPv4, no shorter and no single address. */
const isNetwork = (prefix: number): boolean => prefix >= 64 && prefix <= 127;

export function createServer(
  settings: readonly JailSettings[],
  model: Model,
  hearer: JailHearer,
): ModelServer {
  const jails = settings.filter(({ enabled }) => enabled).map(each => createJail(each, model, hearer));
  const named = (name: JailName): ModelJail | undefined => jails.find(jail => jail.name === name);
  const [handshake, packet, prefix, recidive] = [
    named(handshakeJail),
    named(packetJail),
    named(prefixJail),
    named(recidiveJail),
  ];
  const bitsOf = jails.map(jail => 1 << jailNames.indexOf(jail.name));
  let begun = Number.NEGATIVE_INFINITY;
  const jailFor = ({ evidence, prefix: length }: Scan): ModelJail | undefined => {
    if (length !== undefined) return evidence === 'handshake' && isNetwork(length) ? prefix : undefined;
    return evidence === 'handshake' ? handshake : packet;
  };
  return {
    scan: (slot, scan) => {
      const jail = jailFor(scan);
      if (jail === undefined) return undefined;
      // What was written while Fail2ban was down is read when it is started.
      const now = Math.max(scan.at, begun);
      const isNew = jail.fail(slot, scan.at, now);
      // Recidive reads bans of this jail alone, in Fail2ban's log, of whose times it takes whole seconds (strptime.py).
      if (isNew && jail === handshake) recidive?.fail(slot, Math.floor(now), now);
      return jail.name;
    },
    bannedBy: (slot, time) => {
      let by = 0;
      for (let at = 0; at < jails.length; at++)
        if (jails[at]?.isBanned(slot, time) === true) by |= bitsOf[at] ?? 0;
      return by;
    },
    eachBan: visit => {
      for (const jail of jails) jail.eachBan((slot, since, end) => visit(jail.name, slot, since, end));
    },
    failsOf: (slot, name) => named(name)?.failsOf(slot) ?? 0,
    restart: (stopped, started) => {
      for (const jail of jails) jail.restart(stopped, started);
      begun = started;
    },
    settle: now => {
      for (const jail of jails) jail.settle(now);
    },
    clear: slot => {
      for (const jail of jails) jail.clear(slot);
    },
  };
}
