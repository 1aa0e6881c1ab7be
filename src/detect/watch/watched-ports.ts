import type { Config } from '../../config/schema/schema.ts';
import { isCapture, watchedPorts } from '../../config/watched.ts';
import { portsOf } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';

/** The part of the config that matters here. */
export type Watched = Pick<Config, 'tcp' | 'udp'>;

/** TCP ports that are to have a listener of ours, which answers; none without stealth or advanced mode. */
export const decoysOf = ({ tcp }: Watched): ReadonlySet<number> =>
  new Set(isCapture(tcp.mode) ? portsOf(tcp.decoys) : []);

/** What the config watches by packets, decoys included, ascending; port 0 is nobody's and no scanner's. */
export function portsToWatch(config: Watched): Record<Protocol, ReadonlySet<number>> {
  const captured = (settings: Config['tcp' | 'udp'], decoys: ReadonlySet<number>): ReadonlySet<number> => {
    const ports = isCapture(settings.mode) ? watchedPorts(settings) : [];
    return new Set([...ports, ...decoys].filter(port => port > 0).sort((a, b) => a - b));
  };
  return { tcp: captured(config.tcp, decoysOf(config)), udp: captured(config.udp, new Set()) };
}
