import { type Address, isIPv4 } from '../net/address.ts';
import type { Protocol } from '../probe.ts';
import { type RunAside, readable, readRulesAside } from './read/here.ts';
import { type Match, redirectionsOf } from './redirections.ts';

/** Which ports the firewall sends to another port, a container or another host before any socket is asked. */
export interface Redirected {
  has(protocol: Protocol, target: Address, port: number): boolean;
  /** Why redirections may be missing here; empty when all are known. */
  readonly blind: readonly string[];
}

/** Nothing is redirected, as far as is known. */
export const nothingRedirected: Redirected = { has: () => false, blind: [] };

/**
 * Reads the firewall's redirections, which needs CAP_NET_ADMIN: to be called before rights are dropped, and on reload,
 * where what cannot be read shows up as `blind`. Never rejects.
 */
export async function readRedirected(run?: RunAside): Promise<Redirected> {
  const said = await readRulesAside(run);
  const missing = said.length === 0 ? ['neither nft nor iptables-save is installed'] : [];
  const unread = said.flatMap(({ program, rules }) =>
    rules instanceof Error ? [`${program}: ${rules.message}`] : [],
  );
  const known = readable(said).map(redirectionsOf);
  return redirectedBy(
    known.flatMap(({ matches }) => matches),
    [...missing, ...unread, ...known.flatMap(({ unclear }) => unclear)],
  );
}

/** The set that these matches make. */
export function redirectedBy(matches: readonly Match[], blind: readonly string[]): Redirected {
  const tests = matches.map(
    ({ family, protocols, ports, targets = [] }) =>
      (protocol: Protocol, target: Address, port: number): boolean =>
        (family === undefined || family === (isIPv4(target) ? 4 : 6)) &&
        (protocols === undefined || protocols.includes(protocol)) &&
        (ports === undefined || ports.some(([first, last]) => first <= port && port <= last)) &&
        targets.every(one => one.has(target)),
  );
  return { has: (protocol, target, port) => tests.some(test => test(protocol, target, port)), blind };
}
