import { Worker } from 'node:worker_threads';
import { type Address, isIPv4 } from '../net/address.ts';
import { portFlags } from '../net/ports.ts';
import { type PrefixRows, type PrefixSet, setOf } from '../net/prefix-set.ts';
import type { Protocol } from '../probe.ts';
import { errorMessage } from '../util/errors.ts';
import type { Ran, RanPieces } from '../util/program.ts';
import type { Landing } from './landings.ts';
import { type RunAside, ranAside } from './read/here.ts';
import { portsWithin, type Redirection, redirectionsIn } from './redirections.ts';
import { type Batch, numbered, type Ruled } from './redirections-numbered.ts';

/** Which ports the firewall sends to another port, a container or another host before any socket is asked. */
export interface Redirected {
  has(protocol: Protocol, target: Address, port: number): boolean;
  /** Where the packets come out. */
  readonly landings: readonly Landing[];
  /** Why redirections may be missing here; empty when all are known. */
  readonly blind: readonly string[];
}

/** Nothing is redirected, as far as is known. */
export const nothingRedirected: Redirected = { has: () => false, landings: [], blind: [] };

/**
 * Reads the firewall's redirections, which needs CAP_NET_ADMIN: to be called before rights are dropped, and on reload,
 * where what cannot be read shows up as `blind`. However many rules there are, the event loop goes on meanwhile. Never
 * rejects.
 */
export async function readRedirected(run?: RunAside): Promise<Redirected> {
  const ran = await ranAside(run);
  if (ran.reduce((sum, { out }) => sum + sizeOf(out), 0) > mostHere) return inWorker(ran);
  const { matches, landings, unclear } = redirectionsIn(ran);
  return redirectedBy(matches, unclear, landings);
}

/** As much is read in some 10 ms; a worker takes 50 ms to start, and its memory goes with it. */
const mostHere = 2 ** 17;

const sizeOf = (out: Output): number =>
  typeof out === 'string' ? out.length : out.reduce((sum, { byteLength }) => sum + byteLength, 0);

type Output = (Ran | RanPieces)['out'];

/**
 * JSON can only be read in one go: 100,000 elements of a set take a tenth of a second. What was printed goes there, and
 * sets come back, without being copied; matches come so many at a time.
 */
async function inWorker(ran: readonly (Ran | RanPieces)[]): Promise<Redirected> {
  try {
    const { entry } = await import('./redirections-worker.ts');
    const transferList = ran.flatMap(({ out }) => ownMemory(out));
    const worker = new Worker(new URL(entry), { workerData: ran, transferList });
    const failed = new Promise<never>((_, reject) => {
      worker.once('error', reject);
      worker.once('exit', code => reject(new Error(`it ended with ${code}`)));
    });
    const next = <T>(): Promise<T> =>
      Promise.race([failed, new Promise<T>(resolve => worker.once('message', resolve))]);
    const { sets, unclear } = await next<{ sets: PrefixRows[]; unclear: string[] }>();
    const { add, redirected } = startRedirected(sets.map(setOf), unclear);
    for (;;) {
      worker.postMessage('more');
      const { ruled, landings } = await next<Batch>();
      if (ruled.length + landings.length === 0) return redirected;
      add(ruled, landings);
    }
  } catch (error) {
    return redirectedBy([], [`the thread that reads the firewall's rules: ${errorMessage(error)}`]);
  }
}

/** Memory that holds one piece alone; what shares some with others is copied. */
const ownMemory = (out: Output): ArrayBuffer[] =>
  typeof out === 'string'
    ? []
    : out.flatMap(({ buffer, byteLength }) =>
        buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
      );

/** What these make. */
export function redirectedBy(
  matches: readonly Redirection[],
  blind: readonly string[],
  landings: readonly Landing[] = [],
): Redirected {
  const { ruled, sets } = numbered(matches);
  const { add, redirected } = startRedirected(sets.map(setOf), blind);
  add(ruled, landings);
  return redirected;
}

type Test = (protocol: Protocol, target: Address) => boolean;
/** A rule for more ports than are looked up one by one. */
type Wide = { readonly ports: Ruled['ports']; readonly test: Test };

/** A rule for so many ports at most is looked up by its port, so that no probe meets thousands of rules. */
const fewPorts = 16;

function startRedirected(sets: readonly PrefixSet[], blind: readonly string[]) {
  const byPort = new Map<number, Test[]>();
  /** Its ports. */
  const flags = portFlags([]);
  const landings: Landing[] = [];
  const wide: Wide[] = [];
  const addOne = (match: Ruled): void => {
    const test = testOf(match, sets);
    const ports = portsWithin(match.ports, fewPorts);
    if (ports === undefined) wide.push({ ports: match.ports, test });
    for (const port of ports ?? []) {
      flags[port] = 1;
      const tests = byPort.get(port);
      if (tests === undefined) byPort.set(port, [test]);
      else tests.push(test);
    }
  };
  const redirected: Redirected = {
    has: (protocol, target, port) =>
      (flags[port] === 1 && isAny(byPort.get(port), protocol, target)) ||
      isInWide(wide, protocol, target, port),
    landings,
    blind,
  };
  const add = (matches: readonly Ruled[], more: readonly Landing[]): void => {
    matches.forEach(addOne);
    for (const landing of more) landings.push(landing);
  };
  return { redirected, add };
}

/** This is asked for each packet: a function for `some` would have to be made for each question. */
function isAny(tests: readonly Test[] | undefined, protocol: Protocol, target: Address): boolean {
  if (tests !== undefined) for (const test of tests) if (test(protocol, target)) return true;
  return false;
}

function isInWide(wide: readonly Wide[], protocol: Protocol, target: Address, port: number): boolean {
  for (const { ports, test } of wide) if (isWithin(ports, port) && test(protocol, target)) return true;
  return false;
}

function isWithin(ports: Ruled['ports'], port: number): boolean {
  if (ports === undefined) return true;
  for (const [first, last] of ports) if (first <= port && port <= last) return true;
  return false;
}

function testOf({ family, protocols, targets = [] }: Ruled, sets: readonly PrefixSet[]): Test {
  const within = targets.flatMap(number => sets[number] ?? []);
  return (protocol, target) =>
    (family === undefined || family === (isIPv4(target) ? 4 : 6)) &&
    (protocols === undefined || protocols.includes(protocol)) &&
    isInAll(within, target);
}

function isInAll(sets: readonly PrefixSet[], target: Address): boolean {
  for (const set of sets) if (!set.has(target)) return false;
  return true;
}
