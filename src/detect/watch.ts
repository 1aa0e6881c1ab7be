import type { PortRange } from '../net/ports.ts';
import { isLate, type Protocol } from '../probe.ts';
import type { SocketSource } from '../sys/socket-source.ts';
import type { Redirected } from './dnat.ts';
import { looksLikeAnswer } from './own-questions.ts';
import type { Resting } from './port-table.ts';
import { createServices, type IsOwn, type Services } from './services.ts';
import type { Touch } from './touch.ts';
import { portsToWatch, rangesOf, type Watched } from './watched-ports.ts';

/** Which packets went to a port that is ours to watch. Times are milliseconds of one clock that is never set. */
export interface Watch {
  /** True for a packet that no socket of this host, now or lately, and no redirection has a use for. */
  isOurs(touch: Touch, now: number): boolean;
  /** Follows services that come and go; to be called every second or so. True when `ranges` answers anew. */
  tick(now: number): boolean;
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
  let ports = portsToWatch(config);
  let elsewhere = redirected;
  let shown = '';
  let looks = 0;
  const isEphemeral = (port: number): boolean => ephemeral[0] <= port && port <= ephemeral[1];
  const services = createServices(source, isOwn, isEphemeral);
  const ranges = (protocol: Protocol): PortRange[] =>
    rangesOf([...ports[protocol]].filter(port => !services.known[protocol].holdsOutside(port)));
  const lateRanges = (): PortRange[] =>
    rangesOf([...ports.tcp].filter(port => !services.known.tcp.holdsPort(port) && !isEphemeral(port)));

  return {
    isOurs: (touch, now) =>
      ports[touch.protocol].has(touch.port) &&
      !elsewhere.has(touch.protocol, touch.target, touch.port) &&
      !looksLikeAnswer(touch, isEphemeral) &&
      isFree(touch, now, services, isEphemeral),
    tick: now => {
      services.tick(now);
      if (services.looks === looks) return false;
      looks = services.looks;
      const current = JSON.stringify([ranges('tcp'), ranges('udp'), lateRanges()]);
      const changed = current !== shown;
      shown = current;
      return changed;
    },
    ranges,
    lateRanges,
    reload: (next, redirectedNow) => {
      ports = portsToWatch(next);
      elsewhere = redirectedNow;
      looks = 0;
    },
    services,
    resting: now =>
      (['tcp', 'udp'] as const).flatMap(protocol =>
        services.known[protocol].resting(now).filter(({ port }) => ports[protocol].has(port)),
      ),
  };
}

/** No socket has, or lately had, a use for this packet. The kernel is asked last, since that costs most. */
function isFree(
  touch: Touch,
  now: number,
  services: Services,
  isEphemeral: (port: number) => boolean,
): boolean {
  const { protocol, target, port } = touch;
  const known = services.known[protocol];
  if (known.holds(target, port) || known.usedLately(port)) return false;
  // A conversation's last packets must not accuse an honest client, whichever address its service has.
  if (isLate(touch.kind) && known.holdsPort(port)) return false;
  if (services.owned(protocol, touch, now)) return false;
  if (!isEphemeral(port)) return true;
  services.lookAgain(now);
  return !known.usedLately(port);
}
