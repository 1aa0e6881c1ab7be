import type { Tally, Why } from '../../../src/log/line.ts';
import { formatAddress } from '../../../src/net/address.ts';
import type { Answer, Probe } from '../../../src/probe.ts';

export interface Waiter {
  readonly key: string;
  probes: Probe[];
  count: number;
  hasMore: boolean;
  tally: Tally;
  why: Why | undefined;
  readonly since: number;
}

export type Sort = 'seen' | 'packet again' | 'packet first' | 'handshake again' | 'handshake first';

const kept = {
  seen: 35,
  'packet again': 30,
  'packet first': 25,
  'handshake again': 10,
  'handshake first': 0,
};
export const keyOf = ({ source }: Pick<Probe, 'source'>): string => formatAddress(source);
/** At most so many in a period, of which some are left free: a time ahead is from before the clock was set back. */
function modelPace(most: number, period: number) {
  const times: number[] = [];
  return {
    take: (now: number): unknown => times.push(now),
    allows: (now: number, free = 0): boolean => {
      const then = times.at(-(most - free));
      return then === undefined || now < then || now - then >= period;
    },
  };
}

export function modelGuard() {
  const [lines, sources, forged] = [modelPace(50, 1_000), modelPace(30, 1_000), modelPace(10, 1_000)];
  const [atOnce, turns] = [modelPace(15, 60_000), modelPace(1, 4_000)];
  return {
    allows: (sort: Sort, now: number): boolean =>
      lines.allows(now, kept[sort]) &&
      (!sort.endsWith('first') || sources.allows(now)) &&
      (sort !== 'packet first' || (forged.allows(now) && (atOnce.allows(now) || turns.allows(now)))),
    spend: (sort: Sort, now: number): void => {
      lines.take(now);
      if (sort.endsWith('first')) sources.take(now);
      if (sort !== 'packet first') return;
      forged.take(now);
      (atOnce.allows(now) ? atOnce : turns).take(now);
    },
  };
}

/** A list of 64, as it reads in docs/floods.md. */
export function modelWaiting() {
  const list: Waiter[] = [];
  const remove = (waiter: Waiter | undefined): Waiter | undefined =>
    waiter === undefined ? undefined : list.splice(list.indexOf(waiter), 1)[0];
  const best = (some: readonly Waiter[], isBetter: (a: number, b: number) => boolean) =>
    some.reduce<Waiter | undefined>(
      (found, one) => (found === undefined || isBetter(one.tally.ports, found.tally.ports) ? one : found),
      undefined,
    );
  const find = (probe: Pick<Probe, 'source'>) => list.find(({ key }) => key === keyOf(probe));
  return {
    list,
    find,
    take: (probe: Pick<Probe, 'source'>) => remove(find(probe)),
    offer: (probe: Probe, tally: Tally, why?: Why): Waiter | undefined => {
      const known = find(probe);
      if (known !== undefined) {
        const others = known.probes.filter(
          ({ port, protocol }) => port !== probe.port || protocol !== probe.protocol,
        );
        const isFull = others.length === known.probes.length && others.length === 8;
        known.probes = [...(isFull ? others.slice(0, -1) : others), probe];
        known.hasMore ||= isFull;
        known.count++;
        Object.assign(known, { tally, why });
        return undefined;
      }
      const waiter = {
        key: keyOf(probe),
        probes: [probe],
        count: 1,
        hasMore: false,
        tally,
        why,
        since: probe.time,
      };
      const weakest = list.length < 64 ? undefined : best(list, (a, b) => a < b);
      if (weakest !== undefined && tally.ports <= weakest.tally.ports) return waiter;
      list.push(waiter);
      return remove(weakest);
    },
    takeBest: (since: number) =>
      remove(
        best(
          list.filter(waiter => waiter.since <= since),
          (a, b) => a > b,
        ),
      ),
    takeExpired: (now: number, longest: number) =>
      remove(list.find(({ since }) => Math.abs(now - since) > longest)),
    settle: ({ source, protocol, port }: Answer): Waiter | undefined => {
      const waiter = find({ source });
      if (waiter === undefined) return undefined;
      const others = waiter.probes.filter(probe => probe.port !== port || probe.protocol !== protocol);
      if (others.length > 0) waiter.probes = others;
      return others.length > 0 || waiter.hasMore ? undefined : remove(waiter);
    },
  };
}
