import { isIPv4, maskAddress, maskInto } from '../../net/address.ts';
import { blankProbe, copyInto, type Probe } from '../../probe.ts';
import type { PrefixLengths, Rules } from '../rules.ts';
import { holdsSpared } from '../spare/protect.ts';
import { nowhere, type Stay } from '../table/address-table.ts';
import { createAddressCounts } from './address-counts.ts';
import { noTraces } from './traces.ts';
import { type Activity, type Counted, createTracker } from './tracker.ts';

/**
 * What a network has done, this probe included; `probe` names the network in place of its source. Both are written anew for
 * the next probe: who keeps them copies them.
 */
interface NetworkActivity {
  readonly probe: Probe;
  readonly activity: Activity;
  readonly stay: Stay;
  /**
   * `proven`: a scan by finished handshakes of so many addresses that no single one is named any more. `unproven`: a scan of
   * as many addresses any of which may be forged, or of an IPv4 network: nobody is banned for it.
   */
  readonly state: 'proven' | 'unproven';
}

/** Counts the probes of whole networks. */
export interface Networks {
  /**
   * Undefined for a network that has not scanned or must not be named, and for addresses of a translator, which are no
   * network.
   */
  touch(probe: Probe, rules: Rules): NetworkActivity | undefined;
  /** Takes back what a network touched of a port that answered one of it, as `Tracker.untouch`. */
  untouch(touch: Omit<Counted, 'target'>, rules: Rules): void;
}

/** Networks remembered at most. */
const maxNetworks = 65_536;

export function createNetworks(capacity = maxNetworks): Networks {
  let tables: Tables | undefined;
  /** The network in hand, its address and its length once more, and what is told of it: not made anew for each probe. */
  const inHand = blankProbe();
  const prefix = { address: inHand.source, length: 0 };
  const told = {
    probe: inHand,
    activity: nothing,
    stay: noStay,
    state: 'unproven' as NetworkActivity['state'],
  };
  const take = (probe: Probe, length: number): void => {
    copyInto(inHand, probe);
    maskInto(inHand.source, probe.source, length);
    inHand.prefix = prefix.length = length;
  };
  const lengthOf = ({ source }: Pick<Probe, 'source'>, { prefixes }: Rules): number =>
    prefixes[isIPv4(source) ? 'ipv4' : 'ipv6'];
  return {
    touch: (probe, rules) => {
      const length = lengthOf(probe, rules);
      if (length === 0) return undefined;
      if (tables === undefined || !isFor(tables, rules.prefixes))
        tables = makeTables(capacity, rules.prefixes);
      take(probe, length);
      if (rules.translators.meets(prefix)) return undefined;
      told.activity = note(tables, inHand, probe, rules);
      told.stay = tables.tracker.stay;
      const state = stateOf(tables, inHand, told.activity, rules);
      if (state === undefined || holdsSpared(prefix, probe, rules.spared)) return undefined;
      told.state = state;
      return told;
    },
    untouch: (touch, rules) => {
      const length = lengthOf(touch, rules);
      if (length === 0 || tables === undefined || !isFor(tables, rules.prefixes)) return;
      tables.tracker.untouch({ ...touch, source: maskAddress(touch.source, length) }, rules.trigger);
    },
  };
}

/** What is told of before anything has come. */
const nothing: Activity = { hits: 0, ports: 0, handshakes: 0, triggered: false, isOfLan: false };

const noStay: Stay = { slot: nowhere, tenant: 0 };

type Tables = ReturnType<typeof makeTables>;

/** Apart from each other, so that no flood of forged packets pushes out those who have finished a handshake. */
const makeTables = (capacity: number, lengths: PrefixLengths) => ({
  lengths,
  tracker: createTracker(capacity, undefined, undefined, noTraces),
  touching: createAddressCounts(capacity),
  proven: createAddressCounts(capacity),
});

/** With another length the same words are another network. */
const isFor = ({ lengths }: Tables, { ipv4, ipv6 }: PrefixLengths): boolean =>
  lengths.ipv4 === ipv4 && lengths.ipv6 === ipv6;

function note(
  { tracker, touching, proven }: Tables,
  network: Probe,
  probe: Probe,
  { trigger }: Rules,
): Activity {
  touching.touch(network.source, probe);
  if (probe.evidence === 'handshake') proven.touch(network.source, probe);
  return tracker.touch(network, trigger);
}

function stateOf(
  { touching, proven }: Tables,
  network: Probe,
  { handshakes, triggered }: Activity,
  { trigger }: Rules,
): NetworkActivity['state'] | undefined {
  const hasProof = handshakes >= trigger.handshake || (network.evidence === 'handshake' && triggered);
  const isProven = hasProof && proven.hasMany(network, trigger.window);
  // IPv4 addresses of one network belong to as many people: it is never banned as a whole.
  if (isProven && !isIPv4(network.source)) return 'proven';
  return triggered && touching.hasMany(network, trigger.window) ? 'unproven' : undefined;
}
