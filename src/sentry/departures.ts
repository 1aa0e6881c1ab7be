import { ACK } from '../capture/numbers.ts';
import type { Packet } from '../capture/packet.ts';
import type { Flow } from '../detect/table/flow-key.ts';
import type { Exchanges } from '../detect/watch/exchanges.ts';
import type { Answer, Report } from '../probe.ts';

/** Where what is seen goes. */
export interface Reports {
  readonly probe: Report;
  readonly answer: (answer: Answer) => void;
}

/**
 * Has note taken of each packet that leaves, and reports those that answer. The flow is written anew for each packet, so
 * that nothing is made for a question.
 */
export function departures(left: Exchanges['left'], report: Reports['answer']): (packet: Packet) => void {
  const flow: { -readonly [K in keyof Flow]: Flow[K] } = {
    protocol: 'tcp',
    target: [0, 0, 0, 0],
    port: 0,
    source: [0, 0, 0, 0],
    sourcePort: 0,
  };
  return packet => {
    const { time, protocol, source, sourcePort, target, port, flags } = packet;
    flow.protocol = protocol;
    flow.target = source;
    flow.port = sourcePort;
    flow.source = target;
    flow.sourcePort = port;
    const opens = protocol === 'tcp' && (flags & ACK) === 0;
    if (left(flow, opens, time)) report({ time, protocol, port: sourcePort, source: [...target] });
  };
}
