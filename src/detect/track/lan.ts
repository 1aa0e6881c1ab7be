import { lanPorts } from '../../config/lan-ports.ts';
import { type Config, configSchema } from '../../config/schema/schema.ts';
import { parsePortRanges } from '../../net/ports.ts';
import type { Evidence, Protocol } from '../../probe.ts';
import { keyOf } from './ports/recent-ports.ts';

/**
 * The ports that a machine of the LAN may try without bad intent, as `keyOf` has them, and the service of each: a number
 * below 32. Windows tries 139 and 445 at once for one share, so they are one service.
 */
export type LanPorts = ReadonlyMap<number, number>;

/** More services than this are no mistake any more. */
export const mostLanServices = 2;

/**
 * Those of the default lists. What an administrator lists himself, decoys too, is watched from everywhere; advanced mode
 * lists nothing. A list that reads as the default does is the default: nothing tells who has written it.
 */
export function lanPortsOf({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): LanPorts {
  const found = new Map<number, number>();
  const services: string[] = [];
  const decoys = parsePortRanges(tcp.decoys);
  const isDecoy = (port: number): boolean => decoys.some(([first, last]) => first <= port && port <= last);
  for (const [protocol, { ports }] of [['tcp', tcp] as const, ['udp', udp] as const]) {
    if (ports !== configSchema.properties[protocol].properties.ports.default) continue;
    for (const [port, name] of lanPorts[protocol]) {
      if (protocol === 'tcp' && isDecoy(port)) continue;
      const service = `${protocol} ${name}`;
      if (!services.includes(service)) services.push(service);
      for (const evidence of evidences[protocol])
        found.set(keyOf({ protocol, port, evidence }), services.indexOf(service));
    }
  }
  return found;
}

const evidences: Readonly<Record<Protocol, readonly Evidence[]>> = {
  tcp: ['packet', 'handshake'],
  udp: ['packet'],
};
