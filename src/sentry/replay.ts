import { buildWithin } from '../capture/filter.ts';
import { kindOfPacket } from '../capture/kind.ts';
import type { Packet } from '../capture/packet.ts';
import { readPcap } from '../capture/pcap.ts';
import { portsToWatch, rangesOf, type Watched } from '../detect/watched-ports.ts';
import { type Address, formatAddress } from '../net/address.ts';
import { isLate, type Report } from '../probe.ts';
import { createLru } from '../util/lru.ts';

/** Conversations remembered at a time. */
const maxFlows = 65_536;

/**
 * Reports what a capture file shows, with its packets' own times. The sockets of the host are long gone, so a port of
 * the config counts as unused, and a bare ACK or FIN+ACK only where no packet before it opened that conversation.
 * Answers a sentence when the file ends within a packet. Rejects with WorkError when it cannot be read.
 */
export async function replay(path: string, config: Watched, report: Report): Promise<string | undefined> {
  const ports = portsToWatch(config);
  const [tcp, udp] = [rangesOf([...ports.tcp]), rangesOf([...ports.udp])];
  const flows = createLru<true>(maxFlows);
  const source = readPcap(path, buildWithin({ tcp, udp, late: tcp }), packet => judge(packet, flows, report));
  return source.done;
}

function judge(packet: Packet, flows: ReturnType<typeof createLru<true>>, report: Report): void {
  const kind = kindOfPacket(packet);
  if (kind === undefined) return;
  const { time, protocol, port, isAnswer } = packet;
  const [source, target]: [Address, Address] = [[...packet.source], [...packet.target]];
  const flow = `${formatAddress(source)} ${packet.sourcePort} ${formatAddress(target)} ${port}`;
  if (kind === 'syn') flows.set(flow, true);
  if (isLate(kind) && flows.get(flow) !== undefined) return;
  report({ time, source, target, protocol, port, kind, evidence: 'packet', isAnswer });
}
