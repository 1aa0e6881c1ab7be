import type { PortTable, Resting, ServicePort } from '../detect/watch/port-table.ts';
import type { ServicePorts } from '../detect/watch/services.ts';
import type { Protocol } from '../probe.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';

/** A sentry that leaves the ports of services alone, as far as it knows them. */
export interface Beside {
  /** What services hold and held lately; sockets of our own are none. */
  readonly services: Readonly<Record<Protocol, PortTable>>;
  /** Looks again which there are, unless that was done within `pause` milliseconds. */
  look(pause: number): void;
  /** Ports of the config that are not watched now because their service has gone only lately. */
  resting(): Resting[];
}

/** A service that has just started is known when it is asked for, so often at most (milliseconds). */
const lookEvery = 5_000;

/** Whether a service holds this TCP port, or did within ten minutes. */
export function serves(sentries: readonly Beside[], port: number): boolean {
  const isKnown = (): boolean => sentries.some(({ services }) => services.tcp.holdsPort(port));
  if (!isKnown()) for (const sentry of sentries) sentry.look(lookEvery);
  return isKnown();
}

/** Which ports services hold or held within ten minutes, for the next start. */
export function portsOfServices(sentries: readonly Beside[], now: number): ServicePorts {
  const [first, last] = ephemeralPorts();
  // A UDP socket on a port that the kernel gives to clients is a question of ours: it will not be back.
  const isService = ({ port }: ServicePort): boolean => port < first || port > last;
  return {
    tcp: sentries.flatMap(({ services }) => services.tcp.ports(now)),
    udp: sentries.flatMap(({ services }) => services.udp.ports(now)).filter(isService),
  };
}
