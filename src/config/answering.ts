import { type PortRange, parsePortRanges, portsIn, portsOf } from '../net/ports.ts';
import type { Config } from './schema/schema.ts';
import { isCapture, unusedPorts } from './watched.ts';

/** The ports of one protocol that are to answer, ascending. */
export interface Answering {
  readonly ports: readonly number[];
  /** Those of them that `unused` alone names: a service there is no mistake. */
  readonly unused: ReadonlySet<number>;
  /** What `unused` and ranges hold besides, and is left to clients of this host. */
  readonly leftOut: readonly number[];
}

type Lists = Pick<Config['tcp'], 'below' | 'exclude'>;

/**
 * Decides which ports of a list answer. A client of this host that listens without a bind gets a port that it has not asked
 * for (active FTP, RPC), and where nothing tells of that listen, such a port is nobody's to take: it is left out of
 * `unused` and of ranges. A port that is listed by itself stays, whatever the range of clients is.
 * @param list ports, ranges and the word `unused`
 * @param clients the first and last port that the kernel gives to clients; undefined where each listen is told
 */
export function answeringPorts(list: string, { below, exclude }: Lists, clients?: PortRange): Answering {
  const ranges = parsePortRanges(list);
  const single = new Set(ranges.filter(([first, last]) => first === last).map(([first]) => first));
  const listed = new Set(portsIn(ranges));
  const all = portsIn([...ranges, ...unusedPorts({ ports: list, below, exclude })]);
  const isLeft = (port: number): boolean =>
    clients !== undefined && clients[0] <= port && port <= clients[1] && !single.has(port);
  const ports = all.filter(port => !isLeft(port));
  return {
    ports,
    unused: new Set(ports.filter(port => !listed.has(port))),
    leftOut: all.filter(isLeft),
  };
}

/**
 * The ports of a config that answer: connect mode's, and TCP's decoys beside stealth or advanced mode. UDP leaves nothing
 * out: a socket of ours on a port keeps the kernel from giving that one to a client, and they are few.
 * @param clients as of `answeringPorts`
 */
export function answering(
  { tcp, udp }: Pick<Config, 'tcp' | 'udp'>,
  clients?: PortRange,
): Record<'tcp' | 'udp', Answering> {
  const list = tcp.mode === 'connect' ? tcp.ports : isCapture(tcp.mode) ? tcp.decoys : '';
  const datagrams = udp.mode === 'connect' ? portsOf(udp.ports) : [];
  return {
    tcp: answeringPorts(list, tcp, clients),
    udp: { ports: datagrams, unused: new Set(), leftOut: [] },
  };
}
