import { buildWithin, type Filter } from '../capture/filter/filter.ts';
import { openCapture } from '../capture/open.ts';
import type { Packet } from '../capture/packet.ts';
import type { Interfaces } from '../capture/source.ts';
import type { Config } from '../config/schema/schema.ts';
import { capturing } from '../config/watched.ts';
import { createOpenings } from '../detect/watch/openings.ts';
import { mayOpen } from '../detect/watch/unfinished.ts';
import { createWatch, type Watch } from '../detect/watch/watch.ts';
import { type Redirected, readRedirected } from '../firewall/redirected.ts';
import { portsIn } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';
import { openSocketSource } from '../sys/ports/socket-source.ts';
import { diag } from '../util/diag.ts';
import { errorMessage } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { arrivals } from './arrivals.ts';
import { departures } from './departures.ts';
import { createPacketClock } from './packet-clock.ts';
import type { Given, Sentry, SentryKind } from './sentry.ts';
import { hookedSource } from './trap/hooked.ts';

/** Sees packets to ports that nobody here uses; opens none of them and answers nothing. */
export const stealthKind: SentryKind = {
  wants: capturing,
  // A ring that is open takes other filters and interfaces without any right.
  rights: [],
  start: startStealth,
};

/** How often services that come and go are looked for (milliseconds). */
const tickEvery = 1_000;

/** Needs CAP_NET_RAW to open and no right afterwards. Rejects with WorkError when packets cannot be read at all. */
async function startStealth(
  first: Config,
  { way, reports, onFailure, isOwn, servicePorts }: Given,
): Promise<Sentry> {
  let config = first;
  let redirected = await readRedirected();
  let { blind } = redirected;
  const tables = openSocketSource();
  const sockets = way.trap === undefined ? tables : hookedSource(tables, way.trap.ports);
  const watch = createWatch(sockets, ephemeralPorts(), config, redirected, isOwn);
  const services = watch.services.known;
  for (const protocol of ['tcp', 'udp'] as const)
    services[protocol].recall(servicePorts[protocol], performance.now());
  watch.tick(performance.now());
  const leaving = departures((flow, opens) => watch.left(flow, opens, performance.now()), reports.answer);
  // Asked once more: a service may have come meanwhile, whose first client that was.
  const openings = createOpenings((touch, time) => {
    if (watch.isOurs(touch, performance.now())) reports.probe({ ...touch, time, evidence: 'packet' });
  });
  // Not the packet's time: when the clock is set, as after a boot without one, no port must stop to rest.
  const clock = createPacketClock();
  const arriving = arrivals(arrival => {
    if (!watch.isOurs(arrival, clock(arrival))) return;
    if (arrival.protocol === 'tcp' && mayOpen(arrival.kind) && watch.isDecoy(arrival.port))
      openings.opened(arrival, arrival.time);
    else reports.probe(arrival);
  });
  const onPacket = (packet: Packet): void => (packet.leaves ? leaving : arriving)(packet);
  const parent = { user: config.user, onFailure };
  const source = await openCapture(
    interfacesOf(config, way.loopback),
    filterOf(watch),
    onPacket,
    parent,
  ).catch(error => {
    sockets.close();
    throw error;
  });
  const refilter = (): void => source.replaceFilter(filterOf(watch));
  const unopened = (protocol: Protocol): number =>
    portsIn(watch.ranges(protocol)).filter(port => !isOwn(protocol, port)).length;
  const timer = every(tickEvery, 'looking for services', () => {
    watch.setEphemeral(ephemeralPorts());
    if (watch.tick(performance.now())) unlessItFails(refilter);
  });
  return {
    update: async next => {
      const read = await readRedirected();
      const known = lessBlind(redirected, read);
      source.replaceInterfaces(interfacesOf(next, way.loopback));
      try {
        watch.reload(next, known);
        refilter();
      } catch (error) {
        watch.reload(config, redirected);
        source.replaceInterfaces(interfacesOf(config, way.loopback));
        throw error;
      }
      [config, redirected, blind] = [next, known, read.blind];
    },
    refresh: () => source.replaceInterfaces(interfacesOf(config, way.loopback)),
    counts: () => ({
      sockets: { tcp: 0, udp: 0 },
      captured: { tcp: unopened('tcp'), udp: unopened('udp') },
    }),
    drops: () => source.drops(),
    heard: time => Math.min(time, source.heard()),
    isOwn: () => false,
    finished: openings.finished,
    blind: () => blind,
    services,
    look: pause => watch.services.lookAgain(performance.now(), pause),
    resting: () => watch.resting(performance.now()),
    stop: () => {
      clearInterval(timer);
      source.stop();
      openings.stop();
      sockets.close();
    },
  };
}

/** Without its rights a running sentry cannot read the firewall again: what was known before is better than nothing. */
export const lessBlind = (before: Redirected, now: Redirected): Redirected =>
  now.blind.length <= before.blind.length ? now : before;

/** A scan of this host from itself is no scan; loopback is watched when it is named. */
const interfacesOf = ({ interfaces }: Config, loopback: boolean): Interfaces => ({
  names: interfaces,
  loopback: loopback || interfaces.includes('lo'),
});

function unlessItFails(refilter: () => void): void {
  try {
    refilter();
  } catch (error) {
    diag('error', `the old filter stays: ${errorMessage(error)}`);
  }
}

const filterOf = (watch: Watch): Filter =>
  buildWithin({
    tcp: watch.ranges('tcp'),
    udp: watch.ranges('udp'),
    late: watch.lateRanges(),
  });
