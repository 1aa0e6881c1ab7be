import type { Arrival, Owned, SocketEntry, Transport } from '../../src/sys/netlink/inet-diag.ts';
import type { SocketSource } from '../../src/sys/ports/socket-source.ts';
import { address } from './helpers.ts';

/** A kernel whose sockets a test sets, and which counts what it is asked. */
export interface FakeSource extends SocketSource {
  tcp: SocketEntry[];
  udp: SocketEntry[];
  connections: SocketEntry[];
  passed: { tcp: number[]; udp: number[] };
  /** What a look costs, in milliseconds. */
  cost: number;
  answer: (protocol: Transport, arrival: Arrival) => Owned | undefined;
  looks: number;
  questions: number;
}

export function fakeSource(): FakeSource {
  const source: FakeSource = {
    via: () => 'sock_diag',
    tcp: [],
    udp: [],
    connections: [],
    passed: { tcp: [], udp: [] },
    cost: 0,
    answer: () => false,
    looks: 0,
    questions: 0,
    snapshot: () => {
      source.looks++;
      const { tcp, udp, connections, passed, cost } = source;
      return { tcp, udp, connections, passed, took: cost };
    },
    owned: (protocol, arrival) => {
      source.questions++;
      return source.answer(protocol, arrival);
    },
    close: () => {},
  };
  return source;
}

export const socketAt = (host: string, port: number, fields: Partial<SocketEntry> = {}): SocketEntry => ({
  address: address(host),
  port,
  peer: address(host.includes(':') ? '::' : '0.0.0.0'),
  peerPort: 0,
  v6only: false,
  ...fields,
});
