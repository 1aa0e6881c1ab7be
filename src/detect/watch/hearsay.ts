import type { Probe } from '../../probe.ts';
import type { Attached } from './attached.ts';

/**
 * True for a packet that says nothing of the host that it names as its source, so that it must not accuse it:
 * - it came in by an interface that the source cannot be behind: somebody outside has forged a machine inside. The kernel
 *   may drop it for that (rp_filter, RFC 3704), which capture does not see;
 * - it is an answer: somebody has asked in this host's name.
 * A finished handshake is never one.
 */
export const isHearsay = (probe: Probe, attached: Attached): boolean =>
  probe.evidence === 'packet' &&
  (probe.isAnswer === true || attached.where(probe.source, probe.device ?? 0) === 'elsewhere');
