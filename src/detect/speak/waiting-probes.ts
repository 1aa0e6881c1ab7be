import type { Address } from '../../net/address.ts';
import type { Probe, Protocol } from '../../probe.ts';

type Words = [number, number, number, number];
type Copy = { -readonly [K in keyof Probe]: K extends 'source' | 'target' ? Words : Probe[K] };

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
  const list: Copy[] = [];
  const spare: Copy[] = [];
  const placeOf = (protocol: Protocol, port: number): number => {
    let place = list.length - 1;
    while (place >= 0 && !isOf(list[place], protocol, port)) place--;
    return place;
  };
  /** Takes one out, and returns it to be written over. */
  const takeOut = (place: number): Copy | undefined => {
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
      list.push(write(reused ?? blank(), probe));
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

const isOf = (probe: Copy | undefined, protocol: Protocol, port: number): boolean =>
  probe !== undefined && probe.port === port && probe.protocol === protocol;

const blank = (): Copy => ({
  time: Number.NaN,
  source: [0, 0, 0, 0],
  prefix: undefined,
  target: [0, 0, 0, 0],
  protocol: 'tcp',
  port: 0,
  kind: 'odd',
  evidence: 'packet',
  device: undefined,
  sourcePort: undefined,
  isAnswer: undefined,
});

/** Field by field: an object made of all of them would be made for each packet of a flood. */
function write(copy: Copy, probe: Probe): Copy {
  copy.time = probe.time;
  writeAddress(copy.source, probe.source);
  copy.prefix = probe.prefix;
  writeAddress(copy.target, probe.target);
  copy.protocol = probe.protocol;
  copy.port = probe.port;
  copy.kind = probe.kind;
  copy.evidence = probe.evidence;
  copy.device = probe.device;
  copy.sourcePort = probe.sourcePort;
  copy.isAnswer = probe.isAnswer;
  return copy;
}

function writeAddress(words: Words, address: Address): void {
  words[0] = address[0];
  words[1] = address[1];
  words[2] = address[2];
  words[3] = address[3];
}
