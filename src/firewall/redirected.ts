import { Worker } from 'node:worker_threads';
import { type Address, isIPv4, type Prefix } from '../net/address.ts';
import { type PrefixSet, prefixSetInSteps } from '../net/prefix-set.ts';
import type { Protocol } from '../probe.ts';
import { errorMessage } from '../util/errors.ts';
import type { Ran } from '../util/program.ts';
import { atOnce, inTurns, piecesPerStep, type Steps } from '../util/steps.ts';
import type { Landing } from './landings.ts';
import { type RunAside, ranAside } from './read/here.ts';
import { portsWithin, type Redirection, type Redirections, redirectionsIn } from './redirections.ts';

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
  const size = ran.reduce((sum, { out }) => sum + out.length, 0);
  const { matches, landings, unclear } = size > mostHere ? await inWorker(ran) : redirectionsIn(ran);
  return inTurns(redirectedInSteps(matches, unclear, landings));
}

/** As much text is read in some 10 ms; a worker takes 50 ms to start, and its memory goes with it. */
const mostHere = 2 ** 17;

/** JSON can only be read in one go: 100,000 elements of a set take a tenth of a second. */
async function inWorker(ran: readonly Ran[]): Promise<Redirections> {
  const { entry } = await import('./redirections-worker.ts');
  const read = new Promise<Redirections>((resolve, reject) => {
    const worker = new Worker(new URL(entry), { workerData: ran });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`it ended with ${code}`)));
  });
  return read.catch((error: unknown) => ({
    matches: [],
    landings: [],
    unclear: [`the thread that reads the firewall's rules: ${errorMessage(error)}`],
  }));
}

/** The set that these make. */
export const redirectedBy = (matches: readonly Redirection[], blind: readonly string[]): Redirected =>
  atOnce(redirectedInSteps(matches, blind));

type Test = (protocol: Protocol, target: Address) => boolean;

/** A rule for so many ports at most is looked up by its port, so that no probe meets thousands of rules. */
const fewPorts = 16;

function* redirectedInSteps(
  matches: readonly Redirection[],
  blind: readonly string[],
  landings: readonly Landing[] = [],
): Steps<Redirected> {
  const byPort = new Map<number, Test[]>();
  const wide: { readonly ports: Redirection['ports']; readonly test: Test }[] = [];
  const sets = new Map<readonly Prefix[], PrefixSet>();
  let count = 0;
  for (const match of matches) {
    for (const list of match.targets ?? []) sets.set(list, sets.get(list) ?? (yield* prefixSetInSteps(list)));
    const test = testOf(match, sets);
    const ports = portsWithin(match.ports, fewPorts);
    if (ports === undefined) wide.push({ ports: match.ports, test });
    for (const port of ports ?? []) byPort.set(port, [...(byPort.get(port) ?? []), test]);
    if (++count % piecesPerStep === 0) yield;
  }
  return {
    has: (protocol, target, port) =>
      byPort.get(port)?.some(test => test(protocol, target)) === true ||
      wide.some(({ ports, test }) => isWithin(ports, port) && test(protocol, target)),
    landings,
    blind,
  };
}

const isWithin = (ports: Redirection['ports'], port: number): boolean =>
  ports === undefined || ports.some(([first, last]) => first <= port && port <= last);

function testOf({ family, protocols, targets = [] }: Redirection, sets: Map<unknown, PrefixSet>): Test {
  const within = targets.flatMap(list => sets.get(list) ?? []);
  return (protocol, target) =>
    (family === undefined || family === (isIPv4(target) ? 4 : 6)) &&
    (protocols === undefined || protocols.includes(protocol)) &&
    within.every(set => set.has(target));
}
