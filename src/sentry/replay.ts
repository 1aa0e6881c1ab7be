import { type CaptureEnd, readCapture } from '../capture/file/capture-file.ts';
import { buildWithin } from '../capture/filter/filter.ts';
import { kindOfPacket } from '../capture/kind.ts';
import type { Packet } from '../capture/packet.ts';
import type { Flow } from '../detect/table/flow-key.ts';
import { createAnswered } from '../detect/watch/answered.ts';
import { createAsked } from '../detect/watch/asked.ts';
import { createExchanges } from '../detect/watch/exchanges.ts';
import { createPortTable } from '../detect/watch/port-table.ts';
import type { Touch } from '../detect/watch/touch.ts';
import { decoysOf, portsToWatch, type Watched } from '../detect/watch/watched-ports.ts';
import { type Address, formatAddress } from '../net/address.ts';
import { rangesOf } from '../net/ports.ts';
import { isLate, type Report } from '../probe.ts';
import { createLru } from '../util/lru.ts';
import { departures, type Reports } from './departures.ts';

/** Conversations remembered at a time. */
const maxFlows = 65_536;

/**
 * Reports what a capture file shows, with its packets' own times. The sockets of the host are long gone, so a port of
 * the config counts as unused until it answers, and a bare ACK or FIN+ACK only where no packet before it opened that
 * conversation. Nobody listens on its decoys either, so a handshake there is the packet that began it. Returns how the file ended, and what was not read. Rejects with WorkError when it cannot be read.
 */
export async function replay(path: string, config: Watched, reports: Reports): Promise<CaptureEnd> {
  const ports = portsToWatch(config);
  const [tcp, udp] = [rangesOf(ports.tcp), rangesOf(ports.udp)];
  const isProbe = createJudge(decoysOf(config));
  const leaving = departures(isProbe.left, reports.answer);
  const source = readCapture(path, buildWithin({ tcp, udp, late: tcp }), packet => {
    if (packet.leaves) leaving(packet);
    else arriving(packet, isProbe.of, reports.probe);
  });
  return source.done;
}

function arriving(packet: Packet, isProbe: (touch: Touch, now: number) => boolean, report: Report): void {
  const kind = kindOfPacket(packet);
  if (kind === undefined) return;
  const { time, protocol, port, sourcePort, isAnswer, interfaceIndex } = packet;
  const [source, target]: [Address, Address] = [[...packet.source], [...packet.target]];
  const touch = { protocol, target, port, source, sourcePort, kind, device: interfaceIndex };
  if (isProbe(touch, time))
    report({ time, source, target, protocol, port, kind, evidence: 'packet', isAnswer });
}

/** What a live sentry knows from sockets, as far as packets tell it. */
function createJudge(decoys: ReadonlySet<number>) {
  const conversations = createLru<true>(maxFlows);
  const asked = createAsked();
  const answered = createAnswered({ tcp: createPortTable(), udp: createPortTable() });
  const exchanges = createExchanges(asked, answered, false);
  return {
    // A decoy answers everybody: that says of no service.
    left: (flow: Flow, opens: boolean, now: number): boolean =>
      (opens || flow.protocol === 'udp' || !decoys.has(flow.port)) && exchanges.left(flow, opens, now),
    of: (touch: Touch, now: number): boolean => {
      const { source, sourcePort, target, port, kind, protocol } = touch;
      const conversation = `${formatAddress(source)} ${sourcePort} ${formatAddress(target)} ${port}`;
      if (kind === 'syn') conversations.set(conversation, true);
      if (isLate(kind) && conversations.get(conversation) !== undefined) return false;
      if (asked.covers(touch, now)) return false;
      exchanges.touched(touch, now);
      return !answered.holds(protocol, port, now);
    },
  };
}
