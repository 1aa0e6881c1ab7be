import type { Account } from '../events/account.ts';
import type { Hearer, Touch } from '../events/event.ts';
import type { Places } from '../events/places.ts';
import { readBans } from '../events/read.ts';
import type { Span } from '../events/span.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import { createNames, mostNetworks, mostSources, type Names, ranks } from '../report/count/names.ts';
import { createIds, type Ids } from './count/ids.ts';
import { createSeen, type Seen } from './count/seen.ts';
import { createBannedNetworks } from './networks.ts';
import { createRealBans, type RealBans } from './real-bans.ts';
import { createRestarts } from './restarts.ts';
import { createSide, type Setting, type Side } from './side.ts';

/** Reads ban-grade lines and observations, in their order, and says what that was worth. */
export type ReadLog = (hearer: Hearer, onProgress?: (share: number) => void) => Promise<Account[]>;

export interface Wanted {
  readonly settings: readonly Setting[];
  readonly trigger: { readonly handshake: number; readonly packet: number };
  /** How long a touch counts (milliseconds). */
  readonly window: number;
  readonly readLog: ReadLog;
  /** Fail2ban's log, where it is of the same host: when it was started, and whom it really banned. */
  readonly bans: { readonly places: Places; readonly span: Span; readonly signal?: AbortSignal } | undefined;
  readonly known?: PrefixSet | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Sources that are simulated by themselves. @default 500,000 */
  readonly mostSources?: number;
}

/** What came of it. Times are milliseconds since the epoch. */
export interface Run {
  readonly sides: readonly Side[];
  readonly names: Names;
  readonly ids: Ids;
  readonly seen: Seen;
  readonly real: RealBans;
  /** Of the first and the last line; NaN where there is none. */
  readonly first: number;
  readonly last: number;
  readonly scans: number;
  readonly accounts: readonly Account[];
  readonly bans: Account | undefined;
}

/** Reads Fail2ban's log, then the sentry's, and has the settings ban whom they would, all in one pass and in bounded memory. */
export async function runSettings(wanted: Wanted): Promise<Run> {
  const most = wanted.mostSources ?? mostSources;
  const slots = most + mostNetworks;
  const [names, ids] = [createNames(most), createIds(slots)];
  const seen = createSeen(slots, wanted.trigger, wanted.window);
  const [real, restarts, networks] = [createRealBans(slots), createRestarts(), createBannedNetworks(names)];
  let sides: Side[] = [];
  let [first, last, scans, next] = [Number.NaN, Number.NaN, 0, 0];

  const slotOf = (named: Pick<Touch, 'source' | 'prefix'>): number => {
    const slot = names.slotOf(named);
    if (!names.isFresh || slot < 0) return slot;
    seen.clear(slot);
    real.clear(slot);
    const id = ids.find(slot);
    if (id !== 0) for (const side of sides) side.clear(id);
    return slot;
  };
  const begin = (time: number): void => {
    first = time;
    const portsOf = (id: number): number => seen.mostPorts(ids.slotOf(id));
    const onBan = (id: number): void => {
      networks.note(ids.slotOf(id));
      names.keep(ids.slotOf(id), ranks.banned);
    };
    const options = { most: slots, started: time / 1000, portsOf, onBan, known: wanted.known };
    sides = wanted.settings.map(setting => createSide(setting, options));
    while ((restarts.list[next]?.started ?? Number.POSITIVE_INFINITY) <= time) next++;
  };
  const passRestarts = (time: number): void => {
    for (let due = restarts.list[next]; due !== undefined && due.stopped <= time; due = restarts.list[next]) {
      for (const side of sides) side.restart(due);
      next++;
    }
  };
  /** A source is banned by its own name, or else as one of a network that is. */
  const countProbes = (side: Side, id: number, touch: Touch, probes: number): void => {
    if (id !== 0 && side.probes(id, touch.time, probes)) return;
    for (const network of networks.slotsOf(touch)) side.probes(ids.find(network), touch.time, probes);
  };
  const onTouch = (touch: Touch): void => {
    if (sides.length === 0) begin(touch.time);
    if (!(touch.time <= last)) last = touch.time;
    passRestarts(touch.time);
    const slot = slotOf(touch);
    if (touch.verb === 'scan') scans++;
    if (slot < 0) return;
    const probes = seen.add(slot, touch);
    if (touch.verb === 'scan') names.keep(slot, ranks.scanned);
    const id = touch.verb === 'scan' ? ids.give(slot) : ids.find(slot);
    for (const side of sides) {
      countProbes(side, id, touch, probes);
      if (touch.verb === 'scan') side.scan(id, touch);
    }
  };
  const bans =
    wanted.bans &&
    (await readBans(wanted.bans, {
      onServer: event => restarts.add(event),
      onBan: ban => real.add(slotOf(ban), ban),
    }));
  const accounts = await wanted.readLog({ onTouch }, wanted.onProgress);
  if (!Number.isNaN(last)) passRestarts(wanted.bans?.span.until ?? last);
  return { sides, names, ids, seen, real, first, last, scans, accounts, bans };
}
