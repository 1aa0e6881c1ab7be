import { bpf, type Code, jump, type Label, step, test } from './bpf.ts';
import * as ip from './numbers.ts';
import type { Watch } from './watch.ts';

/** What the filter's halves for IPv4 and IPv6 have in common. */

/** Scratch memory of the filter. X is the offset of the transport header wherever nothing else is said. */
export const memory = { isFragment: 0, protocol: 1, needed: 2, offset: 3 } as const;

/** Where the halves may go: `ports` with X set and memory.protocol written, when all but the ports is fine. */
export interface Exits {
  readonly no: Label;
  readonly ports: Label;
  /** More extension headers than the filter walks: the decoder is to see. */
  readonly deep: Label;
}

/** Refuses unless the half-word at `at` is at least A + X; X is lost. */
export const sizeAtLeastA = (at: number, no: Label): Code => [
  step(bpf.addX),
  step(bpf.tax),
  step(bpf.ldh, at),
  test(bpf.jgeX, 0, undefined, no),
];

/** Notes how much of the transport header must be there. */
export const need = (bytes: number, next: Label): Code => [
  step(bpf.ldImmediate, bytes),
  step(bpf.st, memory.needed),
  jump(next),
];

/** Refuses answers and segments of connections by the flags. */
export function flags({ ackProbes }: Watch, no: Label): Code {
  const flagsAt = step(bpf.ldbx, ip.flagsAt);
  const noAnswer = test(bpf.jset, ip.ACK | ip.RST, no);
  if (!ackProbes) return [flagsAt, noAnswer];
  const fine = Symbol('fine');
  const classic = step(bpf.and, ip.classicFlags);
  return [
    flagsAt,
    classic,
    test(bpf.jeq, ip.ACK, fine),
    test(bpf.jeq, ip.FIN | ip.ACK, fine),
    noAnswer,
    fine,
  ];
}
