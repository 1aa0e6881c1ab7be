import { formatSource } from '../log/line.ts';
import type { LogSink } from '../log/sink.ts';
import type { Evidence, Kind, Protocol } from '../probe.ts';

/** A ban-grade line, as it is shown. `time` is milliseconds since the epoch. */
export interface Alert {
  readonly time: number;
  readonly source: string;
  readonly evidence: Evidence;
  readonly kind: Kind;
  readonly protocol: Protocol;
  readonly port: number;
  readonly hits: number;
  readonly ports: number;
}

/** How many are remembered. */
export const mostAlerts = 10;

/** The last ban-grade lines. */
export interface Alerts {
  /** Lets a sink's scans be heard on their way. */
  heard<S extends Pick<LogSink, 'scan'>>(sink: S): S;
  /** Newest first. */
  last(): Alert[];
}

export function createAlerts(): Alerts {
  const known: Parameters<LogSink['scan']>[] = [];
  return {
    heard: sink => ({
      ...sink,
      scan: (probe, tally) => {
        known.push([probe, tally]);
        if (known.length > mostAlerts) known.shift();
        sink.scan(probe, tally);
      },
    }),
    last: () => known.map(touch => alertOf(...touch)).reverse(),
  };
}

/** Formats an alert; what is only remembered is not formatted. */
export function alertOf(...[probe, tally]: Parameters<LogSink['scan']>): Alert {
  const { time, evidence, kind, protocol, port } = probe;
  const { hits, ports } = tally;
  return { time: Math.floor(time), source: formatSource(probe), evidence, kind, protocol, port, hits, ports };
}
