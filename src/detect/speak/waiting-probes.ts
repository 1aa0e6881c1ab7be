import { blankProbe, copyInto, type Probe, type Protocol, type WritableProbe } from '../../probe.ts';

/** The newest probes of one who waits, one of each port, in copies that are written over. */
export interface WaitingProbes {
  /** The newest of all last; never empty while it is in use. */
  readonly list: readonly Probe[];
  /** Puts one at the end. False when it took the place of another port's, since no more are kept. */
  add(probe: Probe): boolean;
  /** Takes the probe of a port away, unless it is the only one. False when it is. */
  settle(protocol: Protocol, port: number): boolean;
  clear(): void;
}

export function createWaitingProbes(most: number): WaitingProbes {
  const list: WritableProbe[] = [];
  const spare: WritableProbe[] = [];
  const placeOf = (protocol: Protocol, port: number): number => {
    let place = list.length - 1;
    while (place >= 0 && !isOf(list[place], protocol, port)) place--;
    return place;
  };
  /** Takes one out, and returns it to be written over. */
  const takeOut = (place: number): WritableProbe | undefined => {
    const gone = list[place];
    for (let i = place; i < list.length - 1; i++) {
      const next = list[i + 1];
      if (next !== undefined) list[i] = next;
    }
    list.pop();
    return gone;
  };
  return {
    list,
    add: probe => {
      const known = placeOf(probe.protocol, probe.port);
      const isFull = known < 0 && list.length === most;
      const reused = known >= 0 ? takeOut(known) : isFull ? list.pop() : spare.pop();
      const copy = reused ?? blankProbe();
      copyInto(copy, probe);
      list.push(copy);
      return !isFull;
    },
    settle: (protocol, port) => {
      const place = placeOf(protocol, port);
      if (place < 0) return true;
      if (list.length === 1) return false;
      const gone = takeOut(place);
      if (gone !== undefined) spare.push(gone);
      return true;
    },
    clear: () => {
      for (let gone = list.pop(); gone !== undefined; gone = list.pop()) spare.push(gone);
    },
  };
}

const isOf = (probe: WritableProbe | undefined, protocol: Protocol, port: number): boolean =>
  probe !== undefined && probe.port === port && probe.protocol === protocol;
