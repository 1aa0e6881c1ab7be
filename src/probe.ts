/** The vocabulary: what a sentry reports. Imports types only, so that everything else may import it. */
import type { Address } from './net/address.ts';

export type Protocol = 'tcp' | 'udp';

/** `handshake`: the peer finished a TCP handshake, so its address is real. `packet`: it may be forged. */
export type Evidence = 'handshake' | 'packet';

/** What the touch looked like, in the words of nmap and Portsentry. */
export const kinds = [
  'connect',
  'syn',
  'fin',
  'null',
  'xmas',
  'maimon',
  'ack',
  'frag',
  'odd',
  'udp',
] as const;
export type Kind = (typeof kinds)[number];

/** One touch of one watched port. */
export interface Probe {
  /** Milliseconds since the epoch, from the one that saw the packet; detection never reads a clock. */
  readonly time: number;
  readonly source: Address;
  /** Where the whole network of the source is meant: how many leading bits of it count, as in `Prefix`. */
  readonly prefix?: number | undefined;
  readonly target: Address;
  readonly protocol: Protocol;
  /** The port that was touched, 0 to 65535. */
  readonly port: number;
  readonly kind: Kind;
  readonly evidence: Evidence;
  /** Index of the interface that a packet came in by; 0 or undefined where that is not known. */
  readonly device?: number | undefined;
  /** Where a handshake came from, by which its first packet is known. */
  readonly sourcePort?: number | undefined;
  /** True for a datagram that is a whole answer of a name or time server, asked by somebody in this host's name. */
  readonly isAnswer?: boolean | undefined;
}

/** A port of this host answered a source: somebody serves it, and what that source sent there was no probe. */
export interface Answer extends Pick<Probe, 'time' | 'source' | 'protocol' | 'port'> {}

/**
 * How a sentry hands a probe on. It must not throw and must not block. The probe is only lent: the sentry may write the next
 * one over it, its addresses included, so that a flood makes no garbage. Who keeps it keeps a copy (`kept`).
 */
export type Report = (probe: Probe) => void;

type Words = [number, number, number, number];

/** A probe that is written over again and again, its addresses included. */
export type WritableProbe = {
  -readonly [K in keyof Required<Probe>]: K extends 'source' | 'target' ? Words : Probe[K];
};

/** One to be written over. All have one shape, and every field a value of its kind: V8 would make code anew for another. */
export const blankProbe = (): WritableProbe => ({
  time: Number.NaN,
  source: [0, 0, 0, 0],
  prefix: undefined,
  target: [0, 0, 0, 0],
  protocol: 'tcp',
  port: 0,
  kind: 'odd',
  evidence: 'packet',
  device: 0,
  sourcePort: 0,
  isAnswer: false,
});

/** Field by field: an object made of all of them would be made for each packet of a flood. */
export function copyInto(copy: WritableProbe, probe: Probe): void {
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
}

function writeAddress(words: Words, address: Address): void {
  words[0] = address[0];
  words[1] = address[1];
  words[2] = address[2];
  words[3] = address[3];
}

/** A copy of a probe that was lent. */
export const kept = (probe: Probe): Probe => ({
  ...probe,
  source: [...probe.source],
  target: [...probe.target],
});

/** True for packets that every honest connection is full of, and ends with. */
export const isLate = (kind: Kind): boolean => kind === 'ack' || kind === 'maimon';
