import { isSupported } from '../sys/abi.ts';
import { koffiFault } from '../sys/libc.ts';
import { diag } from '../util/diag.ts';
import type { Filter } from './filter/filter.ts';
import { openRing } from './ring/ring.ts';
import type { Interfaces, LiveSource, OnPacket } from './source.ts';
import type { Parent } from './tcpdump/child.ts';
import { openTcpdump } from './tcpdump/tcpdump.ts';

/** Why this platform has no ring for any user; undefined when it has one. */
export function whyNoRing(): string | undefined {
  return isSupported()
    ? koffiFault()
    : `the ring needs 64-bit Linux, this is ${process.platform} on ${process.arch}`;
}

/** Opens the ring, or a tcpdump child on a platform that has no ring, which is said. Throws WorkError with the fix. */
export async function openCapture(
  interfaces: Interfaces,
  filter: Filter,
  onPacket: OnPacket,
  parent: Parent,
): Promise<LiveSource> {
  const why = whyNoRing();
  if (why === undefined) return openRing(interfaces, filter, onPacket);
  diag('warning', `packets come from a tcpdump child, at ten times the cost: ${why}`);
  return await openTcpdump(interfaces, filter, onPacket, parent);
}
