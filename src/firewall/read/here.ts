import { setImmediate } from 'node:timers/promises';
import { errorMessage } from '../../util/errors.ts';
import {
  notInstalled,
  printed,
  type Ran,
  type RanPieces,
  runProgram,
  startPieces,
  whyFailed,
} from '../../util/program.ts';
import { ipSetsIn } from './ipset.ts';
import { type IpSets, parseIptables } from './iptables.ts';
import { parseNft, type SavedRule } from './nft.ts';
import type { Ruleset } from './ruleset.ts';

/** Which iptables wrote rules; `usual` where a host does not tell them apart. */
export type Variant = 'nft' | 'legacy' | 'usual';

interface Saver {
  readonly program: string;
  readonly variant: Variant;
  readonly family: 'ip' | 'ip6';
}

/** What one program says of this host's rules, or why it cannot. Programs that are not installed say nothing. */
export interface Said extends Partial<Pick<Saver, 'variant' | 'family'>> {
  readonly program: string;
  readonly rules: Ruleset | Error;
}

const nft = { program: 'nft', args: ['-j', 'list', 'ruleset'] } as const;

const savers: readonly Saver[] = [
  { program: 'iptables-nft-save', variant: 'nft', family: 'ip' },
  { program: 'ip6tables-nft-save', variant: 'nft', family: 'ip6' },
  { program: 'iptables-legacy-save', variant: 'legacy', family: 'ip' },
  { program: 'ip6tables-legacy-save', variant: 'legacy', family: 'ip6' },
  { program: 'iptables-save', variant: 'usual', family: 'ip' },
  { program: 'ip6tables-save', variant: 'usual', family: 'ip6' },
];

/** Of iptables without -t: with it, a kernel module would be loaded that nobody asked for. */
const programs = [nft, ...savers.map(({ program }) => ({ program, args: [] }))];

/** Runs a program to its end. */
export type Run = (program: string, args: readonly string[]) => Ran;
export type RunAside = (program: string, args: readonly string[]) => Promise<Ran | RanPieces>;

/** Reads every rule of this network namespace, which needs CAP_NET_ADMIN. Never throws. */
export function readRules(run: Run = runProgram): Said[] {
  const ran = programs.map(({ program, args }) => run(program, args));
  const asksSets = ran.some(({ out }) => out.includes('--match-set'));
  return saidBy(ran, asksSets ? ipSetsIn(run('ipset', ['save']).out) : undefined);
}

/** How long one program may take beside a running sentry, in milliseconds. */
const patience = 5000;

/** What the programs printed, asked while other work goes on; for `saidBy`. Never rejects. */
export async function ranAside(
  run: RunAside = (program, args) => startPieces(program, args, patience),
): Promise<(Ran | RanPieces)[]> {
  const started: ReturnType<RunAside>[] = [];
  // To start a program takes milliseconds of this thread: one a turn.
  for (const { program, args } of programs) {
    started.push(run(program, args));
    await setImmediate();
  }
  return Promise.all(started);
}

/** All rules once: those of iptables-nft are among nft's. */
export function readable(said: readonly Said[]): Ruleset[] {
  const hasNft = readableOf(said, isOfNft).length > 0;
  return readableOf(said, ({ variant }) => !(hasNft && variant === 'nft'));
}

/** Whether nft itself has said it. */
export const isOfNft = ({ variant }: Said): boolean => variant === undefined;

/** The rules of those that are wanted, as far as they could be read. */
export const readableOf = (said: readonly Said[], isWanted: (one: Said) => boolean): Ruleset[] =>
  said.filter(isWanted).flatMap(({ rules }) => (rules instanceof Error ? [] : [rules]));

/**
 * What they say.
 * @param ran in the order of the programs
 * @param sets those of ipset, which hold sources
 */
export function saidBy(ran: readonly (Ran | RanPieces)[], sets: IpSets = new Map()): Said[] {
  const [ofNft, ...ofSavers] = ran.map(one => ({ ...one, out: printed(one.out) }));
  const said = savers.flatMap((saver, at) => {
    const saved = ofSavers[at];
    if (saved === undefined || saved.code === notInstalled) return [];
    return [{ ...saver, rules: read(saver.program, saved, text => parseIptables(text, saver.family, sets)) }];
  });
  // Without a variant in its name a program is one of the two.
  const told = said.filter(({ variant }) => variant !== 'usual');
  const apart = told.length > 0 ? told : said;
  if (ofNft === undefined || ofNft.code === notInstalled) return apart;
  const saved = savedBy(readableOf(apart, ({ variant }) => variant === 'nft'));
  return [{ program: nft.program, rules: read(nft.program, ofNft, text => parseNft(text, saved)) }, ...apart];
}

const savedBy =
  (rulesets: readonly Ruleset[]): SavedRule =>
  (chain, at) =>
    rulesets.find(({ chains }) => chains.has(chain))?.chains.get(chain)?.[at];

function read(program: string, ran: Ran, parse: (text: string) => Ruleset): Ruleset | Error {
  if (ran.code !== 0) return new Error(whyFailed(program, ran));
  try {
    return parse(ran.out);
  } catch (error) {
    return new Error(errorMessage(error).split('\n')[0], { cause: error });
  }
}
