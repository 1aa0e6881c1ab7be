import { execFile } from 'node:child_process';
import type { Address } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { Protocol } from '../probe.ts';
import { errorMessage } from '../util/errors.ts';
import { parseIptables } from './iptables-rules.ts';
import { type Match, type Redirections, redirectionsOf } from './nat-rules.ts';
import { parseNft } from './nft-rules.ts';

/** Which ports the firewall sends to another port, a container or another host before any socket is asked. */
export interface Redirected {
  has(protocol: Protocol, target: Address, port: number): boolean;
  /** Why redirections may be missing here; empty when all are known. */
  readonly blind: readonly string[];
}

/** Nothing is redirected, as far as is known. */
export const nothingRedirected: Redirected = { has: () => false, blind: [] };

/** How long one program may take, in milliseconds, and how much it may print. */
const patience = 5000;
const most = 64 << 20;

/** Runs a program and returns what it printed; rejects when it failed. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

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
export async function readRedirected(run: RunProgram = runProgram): Promise<Redirected> {
  const results = await Promise.all(
    programs.map(async ({ name, args, read }): Promise<Redirections | undefined> => {
      try {
        return redirectionsOf(read(await run(name, args)));
      } catch (error) {
        return isMissing(error) ? undefined : { matches: [], unclear: [`${name}: ${reasonOf(error)}`] };
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

/** Not in the daemon's PATH as the init system gives it: these programs live in sbin. */
const path = '/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin';

const runProgram: RunProgram = (program, args) =>
  new Promise((resolve, reject) => {
    const options = { timeout: patience, maxBuffer: most, env: { PATH: path, LC_ALL: 'C' } };
    execFile(program, args, options, (error, stdout, stderr) => {
      const said = stderr.split('\n').find(line => line.trim() !== '' && !line.startsWith('#'));
      if (error === null) resolve(stdout);
      else reject(error.code === 'ENOENT' || said === undefined ? error : new Error(said.trim()));
    });
  });

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const reasonOf = (error: unknown): string => errorMessage(error).split('\n')[0] ?? '';
