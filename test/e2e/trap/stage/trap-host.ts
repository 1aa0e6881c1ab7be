/**
 * A host with a trap and nothing else of the sentry: it looks at the kernel's sockets, arms what is free, and says what it
 * sees to the test that has forked it (`trap-stage.ts`).
 */
import { hrtime } from 'node:process';
import { isIPv4 } from '../../../../src/net/address.ts';
import type { Protocol } from '../../../../src/probe.ts';
import { openTrap } from '../../../../src/sentry/trap/trap.ts';
import { localhost6, whereOf } from '../../../../src/sentry/trap/where.ts';
import { SystemError } from '../../../../src/sys/libc.ts';
import type { Arrival, SocketEntry } from '../../../../src/sys/netlink/inet-diag.ts';
import { hostLinks } from '../../../../src/sys/netlink/links.ts';
import { openSockDiag } from '../../../../src/sys/netlink/sock-diag.ts';
import { hostAddresses } from '../../../../src/sys/own-addresses.ts';
import { dropRights, findUser } from '../../../../src/sys/process/rights.ts';

/** What a test asks; the answer has the same number. */
export type Ask =
  | { readonly what: 'arm'; readonly protocol: Protocol; readonly first: number; readonly last: number }
  | { readonly what: 'disarm'; readonly protocol: Protocol; readonly port: number }
  | { readonly what: 'watch'; readonly interfaces: readonly string[]; readonly loopback: boolean }
  | { readonly what: 'state'; readonly port: number }
  | { readonly what: 'owned'; readonly protocol: Protocol; readonly arrival: Arrival }
  | { readonly what: 'rewrite'; readonly times: number; readonly port: number }
  | { readonly what: 'drop' }
  | { readonly what: 'stop' };

const send = (message: unknown): void => void process.send?.(message);
const banner = Buffer.from(process.env['BANNER'] ?? '');
const start = performance.now();
const trap = open();
const diag = openSockDiag();
watch({ interfaces: ['*'], loopback: false });

function open(): ReturnType<typeof openTrap> {
  try {
    const opened = openTrap();
    opened.serve(
      () => banner,
      probe => send({ probe }),
    );
    return opened;
  } catch (error) {
    if (error instanceof SystemError) send({ refused: error.message });
    throw error;
  }
}

function watch({ interfaces, loopback }: { interfaces: readonly string[]; loopback: boolean }): number {
  return trap.watch(whereOf(interfaces, loopback, hostLinks(), hostAddresses()));
}

const isOnLoopback = ({ address }: SocketEntry): boolean =>
  isIPv4(address) ? address[3] >>> 24 === 127 : address.join() === localhost6.join();

/** As the sentry does it: the time first, then the look, then what it found free. */
function arm(protocol: Protocol, first: number, last: number): number {
  const lookedAt = hrtime.bigint();
  const held = new Set(
    (diag?.holders(protocol) ?? []).filter(entry => !isOnLoopback(entry)).map(({ port }) => port),
  );
  for (let port = first; port <= last; port++)
    if (held.has(port)) trap.ports[protocol].disarm(port);
    else trap.ports[protocol].arm(port, lookedAt);
  return trap.ports[protocol].count;
}

/** Writes every table again and again, as fast as it goes. */
function rewrite(times: number, port: number): number {
  const addresses = hostAddresses();
  for (let i = 0; i < times; i++) {
    trap.ports.tcp.arm(port, hrtime.bigint());
    trap.ports.tcp.disarm(port + 1);
    trap.ports.tcp.arm(port + 1, hrtime.bigint());
    const extra = Array.from({ length: i % 50 }, (_, k): [number, number, number, number] => [1, 2, i, k]);
    trap.watch(whereOf(['*'], false, hostLinks(), [...addresses, ...extra]));
  }
  return times;
}

function answer(ask: Ask): unknown {
  switch (ask.what) {
    case 'arm':
      return arm(ask.protocol, ask.first, ask.last);
    case 'disarm':
      return trap.ports[ask.protocol].disarm(ask.port);
    case 'watch':
      return watch(ask);
    case 'state': {
      const { tcp, udp } = trap.ports;
      const said = (time: bigint): boolean => time !== 0n;
      return {
        hooks: trap.hooks,
        ownPorts: trap.ownPorts,
        armed: [tcp.isArmed(ask.port), udp.isArmed(ask.port)],
        bound: [said(tcp.boundAt(ask.port)), said(udp.boundAt(ask.port))],
        listened: said(tcp.listenedAt(ask.port)),
        drops: trap.drops(),
      };
    }
    case 'owned':
      return diag?.owned(ask.protocol, ask.arrival);
    case 'rewrite':
      return rewrite(ask.times, ask.port);
    case 'drop':
      return dropRights(findUser('nobody'), []);
    case 'stop':
      trap.stop();
      return diag?.close();
  }
}

process.on('message', ({ number, ask }: { number: number; ask: Ask }) => {
  send({ number, answer: answer(ask) ?? null });
  if (ask.what === 'stop') process.disconnect();
});
send({ open: { took: performance.now() - start, hooks: trap.hooks } });
