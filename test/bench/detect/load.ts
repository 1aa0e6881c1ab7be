import type { Trigger } from '../../../src/detect/rules.ts';
import type { Probe } from '../../../src/probe.ts';

export const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

/** Each of so many sources touches its ports one after the other, and all of them by turns, in no order of addresses. */
export const probeOf = (i: number, sources: number, ports = 3): Probe => ({
  time: 1_800_000_000_000 + i / 100,
  source: [0, 0, 0xffff, Math.imul(i % sources, 2_654_435_761) >>> 0],
  target: [0, 0, 0xffff, 0xc0000201],
  protocol: 'tcp',
  port: 1 + (Math.floor(i / sources) % ports),
  kind: 'syn',
  evidence: 'packet',
});
