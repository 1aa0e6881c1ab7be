import { type Counters, noCounters, type Rules, type Sink } from '../src/detect/rules.ts';
import { shield, spare } from '../src/detect/spare/protect.ts';
import type { Activity } from '../src/detect/track/tracker.ts';
import type { Tally, Why } from '../src/log/line.ts';
import type { Answer, Probe } from '../src/probe.ts';
import { keyOf, modelGuard, modelWaiting, type Sort, type Waiter } from './detect/speak/model-speak.ts';
import type { modelTracker } from './detect/track/model-tracker.ts';

interface Last {
  scan?: number;
  handshake?: number;
  seen?: number;
  protected?: number;
  nextHit: number;
}

const isOver = (now: number, last: number | undefined, pause: number): boolean =>
  last === undefined || now - last > pause || last - now > 10_000;

/** The pipeline as slow and obvious as can be, but for networks, which it does not count. */
export function modelPipeline(rules: Rules, tracker: ReturnType<typeof modelTracker>, sink: Sink) {
  const counters: Counters = noCounters();
  const held = { flood: [] as Probe[], repeat: [] as Probe[] };
  const lasts = new Map<string, Last>();
  const guard = modelGuard();
  const [firsts, agains, observed] = [modelWaiting(), modelWaiting(), modelWaiting()];
  const lists = [firsts, agains, observed];
  const { patience = 0 } = rules;
  let [now, ticked] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  const hear = (time: number): void => {
    now = now - time > 10_000 ? time : Math.max(now, time);
  };
  const hold = (reason: 'flood' | 'repeat', probe: Probe, times = 1): void => {
    counters[reason] += times;
    for (let i = 0; i < times; i++) held[reason].push(probe);
  };
  const newest = ({ probes }: Waiter): Probe => probes[probes.length - 1] as Probe;
  const giveUp = (waiter: Waiter | undefined, reason: 'flood' | 'repeat' = 'flood'): void => {
    if (waiter !== undefined) hold(reason, newest(waiter), waiter.count);
  };
  const lastOf = (probe: Probe): Last => lasts.get(keyOf(probe)) ?? { nextHit: 0 };
  const write = (probe: Probe, change: Partial<Last>): unknown =>
    lasts.set(keyOf(probe), { ...lastOf(probe), ...change });
  const isWanted = (probe: Probe, why: Why): boolean =>
    rules.seen.has(why) &&
    (why === 'protected'
      ? isOver(probe.time, lastOf(probe).protected, 3_600_000)
      : isOver(probe.time, lastOf(probe).seen, 60_000));
  const observe = (probe: Probe, tally: Tally, why: Why): void => {
    if (!isWanted(probe, why)) counters.quiet++;
    else if (!guard.allows('seen', now)) hold('flood', probe);
    else {
      guard.spend('seen', now);
      counters.seen++;
      write(probe, why === 'protected' ? { protected: probe.time } : { seen: probe.time });
      sink.seen(probe, tally, why);
    }
  };
  const see = (probe: Probe, tally: Tally, why: Why): void => {
    if (probe.evidence === 'handshake' || patience === 0) observe(probe, tally, why);
    else if (isWanted(probe, why)) giveUp(observed.offer(probe, tally, why));
    else counters.quiet++;
  };
  const name = (probe: Probe, tally: Tally, sort: Sort, touched = probe.time): void => {
    const why = spare(probe, rules.spared) ?? shield(probe, rules.spared, touched);
    if (why !== undefined) {
      observe(probe, tally, why);
      return;
    }
    guard.spend(sort, now);
    counters.scan++;
    const proof = probe.evidence === 'handshake' ? { handshake: probe.time } : {};
    write(probe, { scan: probe.time, nextHit: 2 ** (Math.floor(Math.log2(tally.hits)) + 1), ...proof });
    sink.scan(probe, tally);
  };
  const nameWaiter = (waiter: Waiter, sort: Sort): void => {
    const probe = newest(waiter);
    const time = Math.min(now, Math.max(probe.time, now - patience));
    name({ ...probe, time }, waiter.tally, sort, waiter.since);
    hold(now - waiter.since < 2 * patience ? 'repeat' : 'flood', probe, waiter.count - 1);
  };
  const turnOf = (probe: Probe, hits: number): 'first' | 'again' | 'early' => {
    const { scan, handshake, nextHit } = lastOf(probe);
    const isProof = probe.evidence === 'handshake';
    if (isOver(probe.time, isProof ? handshake : scan, rules.trigger.window)) return 'first';
    if (isProof) return isOver(probe.time, handshake, 3_000) ? 'again' : 'early';
    return hits >= nextHit || hits * 2 < nextHit || isOver(probe.time, scan, 60_000) ? 'again' : 'early';
  };
  const scan = (probe: Probe, tally: Tally): void => {
    const turn = turnOf(probe, tally.hits);
    const sort = turn === 'early' ? turn : (`${probe.evidence} ${turn}` as const);
    if (sort === 'early') hold('repeat', probe);
    else if (sort === 'packet first') giveUp(firsts.offer(probe, tally));
    else if (sort === 'packet again' && patience > 0) giveUp(agains.offer(probe, tally));
    else if (!guard.allows(sort, now)) hold('flood', probe);
    else {
      name(probe, tally, sort);
      for (const list of [firsts, agains]) giveUp(list.take(probe), patience > 0 ? 'repeat' : 'flood');
    }
  };
  const release = (since: number): void => {
    for (let waiter = observed.takeBest(since); waiter !== undefined; waiter = observed.takeBest(since)) {
      counters.quiet += waiter.count - 1;
      observe(newest(waiter), waiter.tally, waiter.why ?? 'below-trigger');
    }
    for (let waiter = agains.takeBest(since); waiter !== undefined; waiter = agains.takeBest(since)) {
      if (guard.allows('packet again', now)) nameWaiter(waiter, 'packet again');
      else giveUp(waiter);
    }
    while (firsts.list.some(waiter => waiter.since <= since) && guard.allows('packet first', now)) {
      const { window } = rules.trigger;
      for (
        let gone = firsts.takeExpired(now, window);
        gone !== undefined;
        gone = firsts.takeExpired(now, window)
      )
        giveUp(gone);
      const waiter = firsts.takeBest(since);
      if (waiter !== undefined) nameWaiter(waiter, 'packet first');
    }
  };
  const tick = (time: number): void => {
    hear(time);
    const isBack = now < ticked;
    ticked = now;
    release(patience === 0 || isBack ? Number.POSITIVE_INFINITY : time - patience);
  };
  const countWaiting = (): void => {
    counters.waiting = lists.flatMap(({ list }) => list).reduce((sum, { count }) => sum + count, 0);
  };
  const observationOf = ({ isOfLan }: Activity): Why => (isOfLan ? 'lan' : 'below-trigger');
  return {
    counters,
    report: (probe: Probe): void => {
      counters.probes++;
      const activity = tracker.touch(probe, rules.trigger);
      const why = spare(probe, rules.spared);
      hear(probe.time);
      if (why !== undefined) see(probe, activity, why);
      else if (activity.triggered) scan(probe, activity);
      else see(probe, activity, observationOf(activity));
      tick(probe.time);
      countWaiting();
    },
    answered: (answer: Answer): void => {
      const activity = tracker.untouch({ ...answer, evidence: 'packet' }, rules.trigger);
      for (const list of lists) {
        counters.quiet += list.settle(answer)?.count ?? 0;
        const waiter = list.find(answer);
        if (activity === undefined || waiter === undefined) continue;
        const isPlain = waiter.why === 'lan' || waiter.why === 'below-trigger';
        if (list === observed || activity.triggered)
          Object.assign(waiter, { tally: activity, why: isPlain ? observationOf(activity) : waiter.why });
        else {
          list.take(answer);
          counters.quiet += waiter.count - 1;
          see(newest(waiter), activity, observationOf(activity));
        }
      }
      countWaiting();
    },
    sayHeld: (time: number): void => {
      for (const reason of ['flood', 'repeat'] as const) {
        const probes = held[reason].splice(0);
        const [first] = probes;
        if (first === undefined) continue;
        const sources = new Set(probes.map(keyOf)).size;
        sink.held(time, { reason, lines: probes.length, sources, since: first.time });
      }
    },
    end: (time: number): void => {
      hear(time);
      release(Number.POSITIVE_INFINITY);
      while (firsts.list.length > 0) giveUp(firsts.takeBest(Number.POSITIVE_INFINITY));
      countWaiting();
    },
  };
}
