import type { Protocol, Report } from '../../probe.ts';
import { close } from '../../sys/libc.ts';
import { createPoller } from '../../sys/poller.ts';
import { createDrops, type Drops } from '../sockets/overflows.ts';
import { createLink, kind, putSocket } from './bpf/objects.ts';
import type { Maps } from './bpf/tables.ts';
import { attachHooks, type Hooks } from './kernel/hooks.ts';
import { loadLookup } from './kernel/load.ts';
import { raiseMemlock } from './kernel/memlock.ts';
import { withNamespace } from './kernel/namespace.ts';
import { prove } from './kernel/proof.ts';
import { keyOfAddress } from './memory/members.ts';
import type { Ports } from './memory/ports.ts';
import { createShared, type Shared } from './memory/shared.ts';
import { createPartings } from './take/partings.ts';
import { type OwnSocket, openSockets } from './take/sockets.ts';
import { takeAll, takerOf } from './take/takers.ts';
import type { Where } from './where.ts';

/** One socket of each protocol and family for any number of ports, none of which it takes from anybody. */
export interface Trap {
  readonly hooks: Hooks;
  /** Whether interfaces can be told apart (Linux 5.17): without, `interfaces` must be "*". */
  readonly byInterface: boolean;
  readonly ports: Readonly<Record<Protocol, Ports>>;
  /** The ports on loopback that its own sockets hold. */
  readonly ownPorts: readonly number[];
  /** What it greets with, and whom it tells; to be said before anything is armed. */
  serve(banner: () => Uint8Array, report: Report): void;
  /** Nothing counts until this is said. Returns how many addresses and interfaces had no room. */
  watch(where: Where): number;
  /** Connections and datagrams that the kernel dropped for want of room since this was last asked. */
  drops(): number;
  /** Reports what has arrived, then ends everything. */
  stop(): void;
}

/**
 * Loads the programs, which needs CAP_BPF and CAP_NET_ADMIN, and opens the sockets; afterwards no right is needed. A port is
 * watched from when it is armed. Throws SystemError, with nothing left behind.
 */
export function openTrap(): Trap {
  const parts = createParts();
  try {
    return build(parts);
  } catch (error) {
    parts.end();
    throw error;
  }
}

/** What was made, to be ended in the other order. */
interface Parts {
  readonly keep: <T>(part: T, end: (part: T) => void) => T;
  readonly end: () => void;
}

function createParts(): Parts {
  const ends: (() => void)[] = [];
  return {
    keep: (part, end) => {
      ends.push(() => end(part));
      return part;
    },
    end: () => {
      for (const end of ends.splice(0).reverse()) end();
    },
  };
}

const nothing = new Uint8Array(0);

function build(parts: Parts): Trap {
  let banner = (): Uint8Array => nothing;
  let report: Report = () => {};
  const { keep, end } = parts;
  raiseMemlock();
  const shared = keep(createShared(), made => made.unmap());
  keep(shared, made => made.closeMaps());
  const attached = keep(attachHooks(shared.maps), made => made.detach());
  const { sockets, hooks } = prove(attached, shared, openSockets);
  const drops = { tcp: createDrops('tcp'), udp: createDrops('udp') };
  for (const socket of sockets) keep(socket, made => shut(made, drops));
  const poller = keep(createPoller(), made => made.close());
  const partings = keep(
    createPartings(poller, () => banner()),
    made => made.stop(),
  );
  for (const socket of sockets) {
    drops[socket.protocol].add(socket.fd);
    const take = keep(
      takerOf(socket, shared, partings, probe => report(probe)),
      takeAll,
    );
    poller.add(socket.fd, take);
    putSocket(shared.maps.sockets, socket.key, socket.fd);
  }
  // From here on armed ports are ours.
  const { byInterface } = keep(linkLookup(shared.maps), made => void close(made.link));
  shared.closeMaps();
  const serve: Trap['serve'] = (greeting, listener) => {
    [banner, report] = [greeting, listener];
  };
  return { hooks, byInterface, ports: shared.ports, serve, ...controls(shared, sockets, drops), stop: end };
}

/** The program needs no descriptor of its own once it is linked. */
function linkLookup(maps: Maps): { link: number; byInterface: boolean } {
  const { program, byInterface } = loadLookup(maps);
  try {
    return { link: withNamespace(namespace => createLink(program, namespace, kind.lookup)), byInterface };
  } finally {
    close(program);
  }
}

/** How many each had no room for is still told when it is gone. */
function shut({ fd, protocol }: OwnSocket, drops: Readonly<Record<Protocol, Drops>>): void {
  drops[protocol].remove(fd);
  close(fd);
}

function controls(
  shared: Shared,
  sockets: readonly OwnSocket[],
  drops: Readonly<Record<Protocol, Drops>>,
): Pick<Trap, 'ownPorts' | 'watch' | 'drops'> {
  return {
    ownPorts: sockets.map(({ port }) => port),
    watch: ({ interfaces, isExcluding, own, loopback }) => {
      shared.setLoopback(loopback);
      return shared.setOwn(own.map(keyOfAddress)) + shared.setInterfaces(interfaces, isExcluding);
    },
    drops: () => drops.tcp.take() + drops.udp.take(),
  };
}
