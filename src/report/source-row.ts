import type { Counted } from './count/counting.ts';
import type { SourceRow } from './report.ts';

/** All that is known of one source. */
export function sourceRow(
  { names, sources, bans }: Pick<Counted, 'names' | 'sources' | 'bans'>,
  slot: number,
  areBansKnown: boolean,
): SourceRow {
  const { scans, observations, handshakes, hits, ports, somePorts, first, last, standing } = sources.of(slot);
  return {
    source: names.nameOf(slot),
    scans,
    observations,
    handshakes,
    mostHits: hits,
    mostPorts: ports,
    ports: somePorts,
    first,
    last,
    seenAs: standing,
    bans: areBansKnown ? bans.bansOf(slot) : null,
    isBanned: areBansKnown ? bans.isBanned(slot) : null,
  };
}
