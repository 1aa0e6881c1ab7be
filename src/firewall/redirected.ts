import type { Address } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { Protocol } from '../probe.ts';
import { errorMessage } from '../util/errors.ts';
import { notInstalled, type Ran, startProgram, whyFailed } from '../util/program.ts';
import { parseIptables } from './read/iptables.ts';
import { parseNft } from './read/nft.ts';
import { type Match, type Redirections, redirectionsOf } from './redirections.ts';

/** Which ports the firewall sends to another port, a container or another host before any socket is asked. */
export interface Redirected {
  has(protocol: Protocol, target: Address, port: number): boolean;
  /** Why redirections may be missing here; empty when all are known. */
  readonly blind: readonly string[];
}

/** Nothing is redirected, as far as is known. */
export const nothingRedirected: Redirected = { has: () => false, blind: [] };

/** How long one program may take, in milliseconds. */
const patience = 5000;

/** Runs a program to its end. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<Ran>;

/** iptables-save without -t: with it, a kernel module of iptables would be loaded that nobody asked for. */
const programs = [
  { name: 'nft', args: ['-j', 'list', 'ruleset'], read: parseNft },
  ...['iptables-nft-save', 'iptables-legacy-save'].map(name => ({
    name,
    args: [],
    read: (text: string) => parseIptables(text, 'ip'),
  })),
  ...['ip6tables-nft-save', 'ip6tables-legacy-save'].map(name => ({
    name,
    args: [],
    read: (text: string) => parseIptables(text, 'ip6'),
  })),
];

/**
 * Reads the firewall's redirections, which needs CAP_NET_ADMIN: to be called before rights are dropped, and on reload,
 * where what cannot be read shows up as `blind`. Never rejects.
 */
export async function readRedirected(
  run: RunProgram = (program, args) => startProgram(program, args, patience),
): Promise<Redirected> {
  const results = await Promise.all(
    programs.map(async ({ name, args, read }): Promise<Redirections | undefined> => {
      const ran = await run(name, args);
      if (ran.code === notInstalled) return undefined;
      try {
        if (ran.code !== 0) throw new Error(whyFailed(name, ran));
        return redirectionsOf(read(ran.out));
      } catch (error) {
        return { matches: [], unclear: [`${name}: ${errorMessage(error).split('\n')[0]}`] };
      }
    }),
  );
  const known = results.filter(result => result !== undefined);
  const missing = known.length === 0 ? ['neither nft nor iptables-save is installed'] : [];
  return redirectedBy(
    known.flatMap(({ matches }) => matches),
    [...missing, ...known.flatMap(({ unclear }) => unclear)],
  );
}

/** The set that these matches make. */
export function redirectedBy(matches: readonly Match[], blind: readonly string[]): Redirected {
  const tests = matches.map(({ protocols, ports, targets }) => {
    const set = targets === undefined ? undefined : prefixSet(targets);
    return (protocol: Protocol, target: Address, port: number): boolean =>
      (protocols === undefined || protocols.includes(protocol)) &&
      (ports === undefined || ports.some(([first, last]) => first <= port && port <= last)) &&
      (set === undefined || set.has(target));
  });
  return { has: (protocol, target, port) => tests.some(test => test(protocol, target, port)), blind };
}
