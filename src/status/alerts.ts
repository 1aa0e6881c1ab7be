import { formatSource, parseLine } from '../log/line.ts';
import { isMarked } from '../log/marked.ts';
import type { LogSink } from '../log/sink.ts';
import type { Evidence, Kind, Protocol } from '../probe.ts';
import { readTail } from '../util/files/read-file.ts';

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
  /** Puts those of a sentry before this one, newest first, behind its own. */
  recall(alerts: readonly Alert[]): void;
}

export function createAlerts(): Alerts {
  const known: Parameters<LogSink['scan']>[] = [];
  let older: readonly Alert[] = [];
  return {
    heard: sink => ({
      ...sink,
      scan: (probe, tally) => {
        known.push([probe, tally]);
        if (known.length > mostAlerts) known.shift();
        sink.scan(probe, tally);
      },
    }),
    last: () => [...known.map(touch => alertOf(...touch)).reverse(), ...older].slice(0, mostAlerts),
    recall: alerts => {
      older = alerts;
    },
  };
}

/** Formats an alert; what is only remembered is not formatted. */
function alertOf(...[probe, tally]: Parameters<LogSink['scan']>): Alert {
  const { time, evidence, kind, protocol, port } = probe;
  const { hits, ports } = tally;
  return { time: Math.floor(time), source: formatSource(probe), evidence, kind, protocol, port, hits, ports };
}

/** A line is 200 bytes at the most, and others than scans stand between them. */
const window = 64 * 1024;

/**
 * The last ban-grade lines of a log, newest first, for when no sentry can be asked. What was written again after a
 * rotation stands here once, since only this one file is read; a line that is the same to the letter, with its time and
 * its count, is the same event. Throws NoFile or a system error where the log cannot be read.
 */
export function lastScans(log: string): Alert[] {
  // Its first line may be a part of one, which no parser takes.
  const text = readTail(log, window, { links: 'none' }).bytes.toString('latin1');
  const lines = new Set(text.split('\n'));
  const entries = [...lines].map(line => parseLine(line));
  return entries
    .flatMap(entry => (entry?.verb === 'scan' && !isMarked(entry) ? alertOf(entry, entry) : []))
    .slice(-mostAlerts)
    .reverse();
}
