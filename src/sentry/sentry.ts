import type { Config } from '../config/schema/schema.ts';
import type { IsOwn, ServicePorts } from '../detect/watch/services.ts';
import type { Probe } from '../probe.ts';
import type { Reports } from './departures.ts';
import type { Beside } from './services.ts';
import type { Way } from './ways.ts';

/** How many ports are watched, by protocol. */
export interface Counts {
  /** Ports that answer, by real sockets or by one for all. */
  readonly sockets: PerProtocol;
  /** Ports that are watched without being opened. */
  readonly captured: PerProtocol;
}

interface PerProtocol {
  readonly tcp: number;
  readonly udp: number;
}

/** What watches ports in one way. All are asked alike, so that nobody has to know which there are. */
export interface Sentry extends Beside {
  /**
   * Takes another config over, also one that leaves it nothing to watch. Rejects with WorkError, with the old one in
   * force.
   */
  update(config: Config): Promise<void>;
  /** Looks again at the interfaces of its config, one of which has come, gone or been replaced. */
  refresh(): void;
  counts(): Counts;
  /** Packets that the kernel dropped for want of room since this was last asked; 0 where it drops none. */
  drops(): number;
  /** At the time of a probe, up to when all packets have been heard (milliseconds since the epoch): as `LiveSource.heard`. */
  heard(time: number): number;
  /** Whether a socket of its own is open on this port: a service of ours, and no stranger's. */
  readonly isOwn: IsOwn;
  /** A listener of any sentry has seen a handshake finished; for one that sees the packets of a handshake too. */
  readonly finished?: (handshake: Probe) => void;
  /** TCP ports of ranges and of `unused` that are left to clients of this host; none when it is left out. */
  readonly leftOut?: () => readonly number[];
  /** Why redirected ports may be taken for probes, as of the last reading; empty when all is known. */
  blind(): readonly string[];
  stop(): void;
}

/** Where a sentry reports, and how it may watch ports that answer. */
export interface Outlets {
  readonly way: Way;
  readonly reports: Reports;
  /** Called when it stops to see anything for good. */
  readonly onFailure: (error: Error) => void;
}

/** What a sentry is given at its start. */
export interface Given extends Outlets {
  /** Whether a socket of another sentry is open on this port: a service of ours, and no stranger's. */
  readonly isOwn: IsOwn;
  /** What services held before. */
  readonly servicePorts: ServicePorts;
}

/** A kind of sentry: a row of the list in sentries.ts. */
export interface SentryKind {
  /** Whether a config leaves it something to watch. */
  readonly wants: (config: Config, way: Way) => boolean;
  /** The capabilities that it needs after its start, for another config. */
  readonly rights: readonly number[];
  /** Starts it. Rejects with WorkError when it cannot watch, with nothing of it left. */
  readonly start: (config: Config, given: Given) => Promise<Sentry>;
}
