import { type Counters, noCounters, type Rules, type Sink } from './detect/rules.ts';
import { isProbe } from './detect/spare/own.ts';
import { spare } from './detect/spare/protect.ts';
import { createSpeaker, type Speaker } from './detect/speak/speaker.ts';
import { createNetworks } from './detect/track/networks.ts';
import type { Sight, Tracker } from './detect/track/tracker.ts';
import { isHearsay } from './detect/watch/hearsay.ts';
import type { Answer, Probe, Report } from './probe.ts';

export interface Pipeline extends Pick<Speaker, 'tick' | 'overdue' | 'sayHeld' | 'end'> {
  readonly report: Report;
  /** A port has answered a source: takes back what was counted of it, and the lines that wait. */
  readonly answered: (answer: Answer) => void;
  readonly counters: Readonly<Counters>;
}

/** What is known of a source by a packet that says nothing of it. */
const hearsay: Sight = { hits: 1, ports: 1, handshakes: 0, triggered: false };

/**
 * sentry -> protect -> tracker, of the source and of its network -> repeats -> flood guard -> line.
 * @param heard at the time of a probe, up to when all answers have been heard; that time when it is left out
 */
export function pipeline(
  rules: Rules,
  tracker: Tracker,
  sink: Sink,
  heard: (time: number) => number = time => time,
): Pipeline {
  const counters = noCounters();
  const speaker = createSpeaker(rules, sink, counters);
  const networks = createNetworks();
  /** A probe that is not spared: one verdict, for its network or for itself. */
  const judge = (probe: Probe, sight: Sight): void => {
    const network = networks.touch(probe, rules);
    if (network?.state === 'live' && probe.evidence === 'handshake')
      speaker.scan(network.probe, network.sight);
    else if (network?.state === 'live' || (network !== undefined && !sight.triggered))
      speaker.seen(network.probe, network.sight, 'distributed');
    else if (sight.triggered) speaker.scan(probe, sight);
    else speaker.seen(probe, sight, 'below-trigger');
  };
  const report: Report = probe => {
    if (!isProbe(probe, rules)) return;
    counters.probes++;
    const isIdle = isHearsay(probe, rules.attached);
    const sight = isIdle ? hearsay : tracker.touch(probe, rules.trigger, rules.lan);
    const why = spare(probe, rules.spared);
    if (why !== undefined) speaker.seen(probe, sight, why);
    else if (isIdle) speaker.seen(probe, sight, 'below-trigger');
    // Nor does it count for its network, which may be the whole LAN.
    else if (sight.isOfLan) speaker.seen(probe, sight, 'lan');
    else judge(probe, sight);
    speaker.tick(heard(probe.time));
  };
  const answered: Pipeline['answered'] = answer => {
    const touch = { ...answer, evidence: 'packet' } as const;
    networks.untouch(touch, rules);
    speaker.answered(answer, tracker.untouch(touch, rules.trigger, rules.lan));
  };
  const { tick, overdue, sayHeld, end } = speaker;
  return { report, answered, counters, tick, overdue, sayHeld, end };
}
