import { type CaptureEnd, readCapture } from '../capture/file/capture-file.ts';
import { buildWithin } from '../capture/filter/filter.ts';
import type { Flow } from '../detect/table/flow-key.ts';
import { createRecentFlows } from '../detect/table/recent-flows.ts';
import { createAnswered } from '../detect/watch/answered.ts';
import { createAsked } from '../detect/watch/asked.ts';
import { createExchanges } from '../detect/watch/exchanges.ts';
import { createPortTable } from '../detect/watch/port-table.ts';
import { decoysOf, portsToWatch, type Watched } from '../detect/watch/watched-ports.ts';
import { portFlags, rangesOf } from '../net/ports.ts';
import { isLate } from '../probe.ts';
import { type Arrival, arrivals } from './arrivals.ts';
import { departures, type Reports } from './departures.ts';

/** Conversations remembered at the least. */
const maxFlows = 65_536;

/**
 * Reports what a capture file shows, with its packets' own times. What a live sentry asks of a packet is asked here too, as
 * far as packets tell it. The sockets and the firewall of the host are long gone, so a port of the config counts as unused
 * until it answers, and a bare ACK or FIN+ACK only where no packet before it opened that conversation. Nobody listens on its
 * decoys either, so a handshake there is the packet that began it. Returns how the file ended, and what was not read. Rejects
 * with WorkError when it cannot be read.
 */
export async function replay(path: string, config: Watched, reports: Reports): Promise<CaptureEnd> {
  const ports = portsToWatch(config);
  const [tcp, udp] = [rangesOf(ports.tcp), rangesOf(ports.udp)];
  const judge = createJudge(portFlags(decoysOf(config)));
  const leaving = departures(judge.left, reports.answer);
  const arriving = arrivals(arrival => {
    if (judge.isProbe(arrival)) reports.probe(arrival);
  });
  const source = readCapture(path, buildWithin({ tcp, udp, late: tcp }), packet => {
    if (packet.leaves) leaving(packet);
    else arriving(packet);
  });
  return source.done;
}

/** What a live sentry knows from sockets, as far as packets tell it. */
function createJudge(decoys: Uint8Array) {
  const conversations = createRecentFlows(maxFlows);
  const asked = createAsked();
  const answered = createAnswered({ tcp: createPortTable(), udp: createPortTable() });
  const exchanges = createExchanges(asked, answered, conversations);
  let start = Number.NaN;
  /** Whole milliseconds since the first packet: V8 hands them on without making an object of them for the first 24 days. */
  const clock = (time: number): number => {
    if (Number.isNaN(start)) start = time;
    return Math.floor(time - start);
  };
  return {
    // A decoy answers everybody: that says of no service.
    left: (flow: Flow, opens: boolean, time: number): boolean =>
      (opens || flow.protocol === 'udp' || decoys[flow.port] === 0) &&
      exchanges.left(flow, opens, clock(time)),
    isProbe: (arrival: Arrival): boolean => {
      const { protocol, port, kind } = arrival;
      const now = clock(arrival.time);
      if (isLate(kind) && (decoys[port] === 1 || conversations.holds(arrival, now))) return false;
      // What opens a conversation answers nothing.
      if (kind === 'syn') conversations.saw(arrival, now);
      else if (asked.covers(arrival, now)) return false;
      else exchanges.touched(arrival, now);
      return !answered.holds(protocol, port, now);
    },
  };
}
