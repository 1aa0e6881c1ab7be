import { isIPv4, maskAddress } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';
import type { PrefixLengths, Rules } from '../rules.ts';
import { holdsSpared } from '../spare/protect.ts';
import { createCrowds } from './crowds.ts';
import { type Counted, createTracker, type Sight } from './tracker.ts';

/** What a network has done, this probe included; `probe` names the network in place of its source. */
interface NetworkSight {
  readonly probe: Probe;
  readonly sight: Sight;
  /**
   * `live`: a scan by finished handshakes of so many addresses that no single one is named any more. `crowd`: a scan of
   * as many addresses any of which may be forged, or of an IPv4 network: nobody is banned for it.
   */
  readonly state: 'live' | 'crowd';
}

/** Counts the probes of whole networks. */
export interface Networks {
  /**
   * Undefined for a network that has not scanned or must not be named, and for addresses of a translator, which are no
   * network.
   */
  touch(probe: Probe, rules: Rules): NetworkSight | undefined;
  /** Takes back what a network touched of a port that answered one of it, as `Tracker.untouch`. */
  untouch(touch: Omit<Counted, 'target'>, rules: Rules): void;
}

/** Networks remembered at most. */
const maxNetworks = 65_536;

export function createNetworks(capacity = maxNetworks): Networks {
  let books: Books | undefined;
  const lengthOf = ({ source }: Pick<Probe, 'source'>, { prefixes }: Rules): number =>
    prefixes[isIPv4(source) ? 'ipv4' : 'ipv6'];
  return {
    touch: (probe, rules) => {
      const length = lengthOf(probe, rules);
      if (length === 0) return undefined;
      if (books === undefined || !isFor(books, rules.prefixes)) books = openBooks(capacity, rules.prefixes);
      const address = maskAddress(probe.source, length);
      if (rules.translators.meets({ address, length })) return undefined;
      const sight = note(books, { ...probe, source: address }, probe, rules);
      const state = stateOf(books, { ...probe, source: address }, sight, rules);
      if (state === undefined || holdsSpared({ address, length }, probe.target, rules.spared))
        return undefined;
      return { probe: { ...probe, prefix: length }, sight, state };
    },
    untouch: (touch, rules) => {
      const length = lengthOf(touch, rules);
      if (length === 0 || books === undefined || !isFor(books, rules.prefixes)) return;
      books.tracker.untouch({ ...touch, source: maskAddress(touch.source, length) }, rules.trigger);
    },
  };
}

type Books = ReturnType<typeof openBooks>;

/** Apart from each other, so that no flood of forged packets pushes out whoever has finished a handshake. */
const openBooks = (capacity: number, lengths: PrefixLengths) => ({
  lengths,
  tracker: createTracker(capacity),
  touching: createCrowds(capacity),
  proven: createCrowds(capacity),
});

/** With another length the same words are another network. */
const isFor = ({ lengths }: Books, { ipv4, ipv6 }: PrefixLengths): boolean =>
  lengths.ipv4 === ipv4 && lengths.ipv6 === ipv6;

function note({ tracker, touching, proven }: Books, network: Probe, probe: Probe, { trigger }: Rules): Sight {
  touching.touch(network.source, probe.source, probe.time);
  if (probe.evidence === 'handshake') proven.touch(network.source, probe.source, probe.time);
  return tracker.touch(network, trigger);
}

function stateOf(
  { touching, proven }: Books,
  { source, time, evidence }: Probe,
  { handshakes, triggered }: Sight,
  { trigger }: Rules,
): NetworkSight['state'] | undefined {
  const hasProof = handshakes >= trigger.handshake || (evidence === 'handshake' && triggered);
  const isProven = hasProof && proven.isCrowd(source, time, trigger.window);
  // IPv4 addresses of one network belong to as many people: it is never banned as a whole.
  if (isProven && !isIPv4(source)) return 'live';
  return triggered && touching.isCrowd(source, time, trigger.window) ? 'crowd' : undefined;
}
