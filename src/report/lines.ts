import type { ServiceNames } from '../net/service-names.ts';
import { kinds } from '../probe.ts';
import type { Counted } from './count/counting.ts';
import type { Lines } from './count/tallies.ts';
import { topNetworks } from './networks.ts';
import type { LinesReport, PortRow } from './report.ts';
import { sourceRow } from './source-row.ts';
import { largest } from './top.ts';

/** Rows of each list that is not whole. */
export const mostRows = 100;

const sum = ({ scans, observations }: Readonly<Lines>): number => scans + observations;
/** What may be banned counts before what is only looked at. */
const weight = ({ scans, observations }: Readonly<Lines>): number => scans * 2 ** 32 + observations;

/** What the sentry's log tells. */
export function linesReport(counted: Counted, services: ServiceNames, areBansKnown: boolean): LinesReport {
  const { names, sources, tallies } = counted;
  const slots = names.slots().filter(slot => linesOf(counted, slot) > 0);
  const spared = slots.filter(slot => sources.isSpared(slot));
  const row = (slot: number) => sourceRow(counted, slot, areBansKnown);
  return {
    ...tallies.lines(),
    sources: slots.length,
    sourcesLeftOut: names.leftOut,
    evidence: (['handshake', 'packet'] as const).map(evidence => ({
      evidence,
      ...tallies.lines({ evidence }),
    })),
    kinds: kinds.map(kind => ({ kind, ...tallies.lines({ kind }) })).filter(lines => sum(lines) > 0),
    why: [...tallies.whys].map(([why, observations]) => ({ why, observations })),
    heldBack: [...tallies.heldBack].map(([reason, held]) => ({ reason, ...held })),
    topPorts: largest(portsOf(counted, services), weight, mostRows),
    topSources: largest(slots, slot => weightOf(counted, slot), mostRows).map(row),
    topNetworks: topNetworks(counted, slots, weight, mostRows),
    sparedSources: spared.length,
    topSpared: largest(spared, slot => linesOf(counted, slot), mostRows).map(row),
  };
}

const linesOf = ({ sources }: Counted, slot: number): number =>
  (sources.scans[slot] ?? 0) + (sources.observations[slot] ?? 0);

/** The busiest first: by scans, then by observations. */
export const weightOf = ({ sources }: Counted, slot: number): number =>
  weight({ scans: sources.scans[slot] ?? 0, observations: sources.observations[slot] ?? 0 });

function portsOf({ tallies }: Counted, services: ServiceNames): PortRow[] {
  const rows: PortRow[] = [];
  for (const [key, scans] of tallies.scansBy.entries()) {
    const observations = tallies.observationsBy[key] ?? 0;
    if (scans + observations === 0) continue;
    const [port, protocol] = [key >>> 1, key % 2 === 1 ? ('udp' as const) : ('tcp' as const)];
    rows.push({ port, protocol, service: services(port, protocol) ?? null, scans, observations });
  }
  return rows;
}
