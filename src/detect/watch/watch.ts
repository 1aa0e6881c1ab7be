import type { Redirected } from '../../firewall/redirected.ts';
import { type PortRange, portFlags, rangesOf } from '../../net/ports.ts';
import { isLate, type Protocol } from '../../probe.ts';
import type { SocketSource } from '../../sys/ports/socket-source.ts';
import type { Flow } from '../table/flow-key.ts';
import { createAnswered } from './answered.ts';
import { createExchanges } from './exchanges.ts';
import { looksLikeAnswer } from './own-questions.ts';
import type { Resting } from './port-table.ts';
import { createServices, type IsOwn, type Services } from './services.ts';
import type { Touch } from './touch.ts';
import { decoysOf, portsToWatch, type Watched } from './watched-ports.ts';

/** Which packets went to a port that is ours to watch. Times are milliseconds of one clock that is never set. */
export interface Watch {
  /**
   * True for a packet that no socket of this host, now or lately, and no redirection has a use for. A decoy answers as a
   * service does, so that bare ACK and FIN+ACK to it are no probes.
   */
  isOurs(touch: Touch, now: number): boolean;
  /** Whether a listener of ours is to be open on this TCP port. */
  isDecoy(port: number): boolean;
  /**
   * Takes note of a packet that leaves from an address of this host, named by the packet that would come back. True when
   * with it the port has answered, so that somebody serves it, whatever the rules and the sockets say. What a listener of
   * ours answers says nothing.
   * @param opens of TCP: it is a SYN and no SYN-ACK
   */
  readonly left: (flow: Flow, opens: boolean, now: number) => boolean;
  /** Follows services that come and go; to be called every second or so. True when `ranges` returns others. */
  tick(now: number): boolean;
  /** The first and last port that the kernel gives to clients now (`ephemeralPorts`). */
  setEphemeral(range: PortRange): void;
  /**
   * The ports for the kernel's filter, ascending: every port that `isOurs` could say yes to. One that a service holds is
   * left out, but for a service on loopback alone, which hides nothing from outside.
   */
  ranges(protocol: Protocol): PortRange[];
  /** As `ranges('tcp')` for bare ACK and FIN+ACK: without any port that has a service, so that its traffic stays in the kernel. */
  lateRanges(): PortRange[];
  /** Puts another config and other redirections in force; what was seen of services stays known. */
  reload(config: Watched, redirected: Redirected): void;
  /** The services whose ports are left alone. */
  readonly services: Services;
  /** Ports of the config that are not watched now because their service has gone only lately. */
  resting(now: number): Resting[];
}

/**
 * `ephemeral` is the first and last port that the kernel gives to clients (`ephemeralPorts`). Listeners of our own
 * (`isOwn`) are no service, nor is what they held left to rest when they close.
 */
export function createWatch(
  source: SocketSource,
  ephemeral: PortRange,
  config: Watched,
  redirected: Redirected,
  isOwn: IsOwn = () => false,
): Watch {
  let [ports, decoys] = [portsToWatch(config), portFlags(decoysOf(config))];
  let watched = flagsOf(ports);
  let elsewhere = redirected;
  let drawn = ephemeral;
  let shown = '';
  let looks = 0;
  let time = 0;
  const isWatched = (protocol: Protocol, port: number): boolean => watched[protocol][port] === 1;
  const isDecoy = (port: number): boolean => decoys[port] === 1;
  const isEphemeral = (port: number): boolean => drawn[0] <= port && port <= drawn[1];
  const services = createServices(source, isOwn, isEphemeral, isWatched);
  const { asked } = services;
  const answered = createAnswered(services.known);
  const exchanges = createExchanges(asked, answered);
  const isShut = (protocol: Protocol, port: number): boolean =>
    services.known[protocol].holdsOutside(port) && !answered.isOpen(protocol, port, time);
  const ranges = (protocol: Protocol): PortRange[] =>
    rangesOf([...ports[protocol]].filter(port => !isShut(protocol, port)));
  const isConversing = (port: number): boolean => isDecoy(port) || services.known.tcp.holdsPort(port);
  const lateRanges = (): PortRange[] =>
    rangesOf([...ports.tcp].filter(port => !isConversing(port) && !isEphemeral(port)));
  const isProbe = (touch: Touch, now: number): boolean =>
    !asked.covers(touch, now) && !looksLikeAnswer(touch, isEphemeral) && isFree(touch, now, services);

  return {
    isOurs: (touch, now) => {
      const { protocol, port } = touch;
      if (!isWatched(protocol, port) || elsewhere.has(protocol, touch.target, port)) return false;
      if (isLate(touch.kind) && isDecoy(port)) return false;
      const isOurs = isProbe(touch, now);
      if (isOurs || answered.holds(protocol, port, now)) exchanges.touched(touch, now);
      return isOurs;
    },
    isDecoy,
    left: (flow, opens, now) => {
      const { protocol, port } = flow;
      if (!isWatched(protocol, port) || (!opens && isOwn(protocol, port))) return false;
      return exchanges.left(flow, opens, now);
    },
    tick: now => {
      time = now;
      services.tick(now);
      const changed = answered.changed(now);
      if (services.looks() === looks && !changed) return false;
      looks = services.looks();
      const current = JSON.stringify([ranges('tcp'), ranges('udp'), lateRanges()]);
      const isNew = current !== shown;
      shown = current;
      return isNew;
    },
    setEphemeral: range => {
      if (range[0] === drawn[0] && range[1] === drawn[1]) return;
      drawn = range;
      looks = 0;
    },
    ranges,
    lateRanges,
    reload: (next, redirectedNow) => {
      [ports, decoys] = [portsToWatch(next), portFlags(decoysOf(next))];
      watched = flagsOf(ports);
      elsewhere = redirectedNow;
      looks = 0;
    },
    services,
    resting: now =>
      (['tcp', 'udp'] as const).flatMap(protocol =>
        services.known[protocol]
          .resting(now)
          .filter(({ port }) => isWatched(protocol, port) && !answered.holds(protocol, port, now)),
      ),
  };
}

const flagsOf = ({ tcp, udp }: ReturnType<typeof portsToWatch>) => ({
  tcp: portFlags(tcp),
  udp: portFlags(udp),
});

/** No socket has, or lately had, a use for this packet. The kernel is asked last, since that costs most. */
function isFree(touch: Touch, now: number, services: Services): boolean {
  const { protocol, target, port } = touch;
  const known = services.known[protocol];
  if (known.holds(target, port)) return false;
  // A conversation's last packets must not accuse an honest client, whichever address its service has.
  if (isLate(touch.kind) && known.holdsPort(port)) return false;
  return !services.owned(touch, now);
}
