import { buildWithin, type Filter } from '../capture/filter/filter.ts';
import { kindOfPacket } from '../capture/kind.ts';
import { openCapture } from '../capture/open.ts';
import type { Packet } from '../capture/packet.ts';
import type { Interfaces } from '../capture/source.ts';
import type { Parent } from '../capture/tcpdump.ts';
import type { Held, IsOwn } from '../detect/watch/services.ts';
import { createWatch, type Watch } from '../detect/watch/watch.ts';
import type { Watched } from '../detect/watch/watched-ports.ts';
import type { Redirected } from '../firewall/redirected.ts';
import type { Address } from '../net/address.ts';
import type { Report } from '../probe.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';
import { openSocketSource } from '../sys/ports/socket-source.ts';
import { diag } from '../util/diag.ts';
import { errorMessage } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { departures, type Reports } from './departures.ts';
import type { Beside } from './services.ts';

/** Sees packets to ports that nobody here uses; opens none of them and answers nothing. */
export interface StealthSentry extends Beside {
  /**
   * Puts another config, other redirections and interfaces in force without losing a packet. Throws WorkError, with
   * the old ones in force, when none of the interfaces is here.
   */
  update(config: Watched, redirected: Redirected, interfaces: Interfaces): void;
  /** Looks at once which of the interfaces in force are here. */
  reread(interfaces: Interfaces): void;
  /** Packets that the kernel dropped for want of room since this was last asked. */
  drops(): number;
  /** As `LiveSource.heard`. */
  heard(): number;
  /** How many ports are watched now. */
  counts(): { tcp: number; udp: number };
  /** How packets are read: the ring, or a tcpdump child where there is none. */
  readonly via: 'ring' | 'tcpdump';
  stop(): void;
}

/** How often services that come and go are looked for (milliseconds). */
const tickEvery = 1_000;

/** Which listeners are our own, and what services held before a restart. */
export interface Known {
  readonly isOwn: IsOwn;
  readonly held: Held;
}

/**
 * Starts to watch. Needs CAP_NET_RAW to open and no right afterwards. Throws WorkError when packets cannot be read at
 * all.
 */
export async function startStealth(
  config: Watched,
  redirected: Redirected,
  interfaces: Interfaces,
  reports: Reports,
  parent: Parent,
  known: Known,
): Promise<StealthSentry> {
  const sockets = openSocketSource();
  const watch = createWatch(sockets, ephemeralPorts(), config, redirected, known.isOwn);
  const services = watch.services.known;
  for (const protocol of ['tcp', 'udp'] as const)
    services[protocol].recall(known.held[protocol], performance.now());
  watch.tick(performance.now());
  const leaving = departures((flow, opens) => watch.left(flow, opens, performance.now()), reports.answer);
  const onPacket = (packet: Packet): void =>
    packet.leaves ? leaving(packet) : judge(packet, watch, reports.probe);
  const capture = await openCapture(interfaces, filterOf(watch), onPacket, parent).catch(error => {
    sockets.close();
    throw error;
  });
  const refresh = (): void => {
    try {
      capture.source.replaceFilter(filterOf(watch));
    } catch (error) {
      diag('error', `the old filter stays: ${errorMessage(error)}`);
    }
  };
  const timer = every(tickEvery, 'looking for services', () => {
    watch.setEphemeral(ephemeralPorts());
    if (watch.tick(performance.now())) refresh();
  });
  return {
    via: capture.via,
    update: (next, redirectedNow, interfacesNow) => {
      capture.source.replaceInterfaces(interfacesNow);
      watch.reload(next, redirectedNow);
      refresh();
    },
    reread: interfacesNow => capture.source.replaceInterfaces(interfacesNow),
    drops: () => capture.source.drops(),
    heard: () => capture.source.heard(),
    counts: () => ({ tcp: countOf(watch.ranges('tcp')), udp: countOf(watch.ranges('udp')) }),
    services,
    look: pause => watch.services.lookAgain(performance.now(), pause),
    resting: () => watch.resting(performance.now()),
    stop: () => {
      clearInterval(timer);
      capture.source.stop();
      sockets.close();
    },
  };
}

const countOf = (ranges: readonly (readonly [number, number])[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

const filterOf = (watch: Watch): Filter =>
  buildWithin({
    tcp: watch.ranges('tcp'),
    udp: watch.ranges('udp'),
    late: watch.lateRanges(),
  });

/** Reports a packet whose port is ours. The packet is written anew for the next one, so its addresses are copied. */
function judge(packet: Packet, watch: Watch, report: Report): void {
  const kind = kindOfPacket(packet);
  if (kind === undefined) return;
  const { time, protocol, port, sourcePort, interfaceIndex: device, isAnswer } = packet;
  const [source, target]: [Address, Address] = [[...packet.source], [...packet.target]];
  const touch = { protocol, target, port, source, sourcePort, kind, device };
  // Not the packet's time: when the clock is set, as after a boot without one, no port must stop to rest.
  if (!watch.isOurs(touch, performance.now())) return;
  report({ time, source, target, protocol, port, kind, evidence: 'packet', device, isAnswer });
}
