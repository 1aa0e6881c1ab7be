import type { Config } from '../../config/schema/schema.ts';
import { isCapture, watchedPorts } from '../../config/watched.ts';
import { type PortRange, portsOf } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';

/** The part of the config that matters here. */
export type Watched = Pick<Config, 'tcp' | 'udp'>;

/** Ports with a real listener of ours, which sees what capture leaves to it. */
const decoysOf = ({ tcp }: Watched): ReadonlySet<number> => new Set(portsOf(tcp.decoys));

/** What the config watches by packets, ascending; port 0 is nobody's and no scanner's. */
export function portsToWatch(config: Watched): Record<Protocol, ReadonlySet<number>> {
  const decoys = decoysOf(config);
  const capture = (settings: Config['tcp' | 'udp']): number[] =>
    isCapture(settings.mode) ? watchedPorts(settings).filter(port => port > 0) : [];
  return {
    tcp: new Set(capture(config.tcp).filter(port => !decoys.has(port))),
    udp: new Set(capture(config.udp)),
  };
}

/** Neighbouring ports as one range; the ports are ascending. */
export function rangesOf(ports: readonly number[]): PortRange[] {
  const runs: [number, number][] = [];
  for (const port of ports) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === port - 1) run[1] = port;
    else runs.push([port, port]);
  }
  return runs;
}
