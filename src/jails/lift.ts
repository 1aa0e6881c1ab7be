import { serverTrouble } from '../fail2ban/server.ts';
import { type Ban, type Unbanned, unban } from '../fail2ban/unban.ts';
import { formatPrefix, type Prefix } from '../net/address.ts';
import { jailNames } from './pack/names.ts';

/** What lifting bans came to, for people. */
export interface Lifting {
  /** Bans that are gone. */
  readonly count: number;
  /** What to print of them, and what is to be known besides; a line each. */
  readonly lines: readonly string[];
  /** Why a ban may be in force all the same; a line each. */
  readonly troubles: readonly string[];
}

const ourJails: ReadonlySet<string> = new Set(jailNames);

/** Lifts the bans of an address or a network, in our jails or in all of them. */
export async function lift(prefix: Prefix, allJails: boolean): Promise<Lifting> {
  const unbanned = await unban(prefix, jail => allJails || ourJails.has(jail));
  const { lifted, others } = unbanned;
  return {
    count: lifted.length,
    lines: [
      ...lifted.map(ban => `${ban.jail}: lifted the ban of ${nameOf(ban, prefix)}`),
      ...besides(prefix, others),
    ],
    troubles: troublesOf(unbanned),
  };
}

/** A ban that is not spelt as it was asked for: a network's that holds it, or an address's of a network. */
function nameOf({ text, prefix }: Ban, asked: Prefix): string {
  if (prefix.length < asked.length) return `${text}, which holds ${formatPrefix(asked)}`;
  return text;
}

function besides(prefix: Prefix, others: readonly Ban[]): string[] {
  if (others.length === 0) return [];
  const jails = [...new Set(others.map(({ jail }) => jail))].join(', ');
  return [`still banned by ${jails}: "portjail unban ${formatPrefix(prefix)} --all-jails" lifts that too`];
}

/** Where nobody runs nobody bans. */
function troublesOf({ server, kept }: Unbanned): string[] {
  const silent =
    server === 'forbidden' || server === 'silent'
      ? [`${serverTrouble[server].what}: ${serverTrouble[server].fix}`]
      : [];
  return [
    ...silent,
    ...kept.map(({ jail, text }) => `${jail} still bans ${text}: see Fail2ban's log, then try again`),
  ];
}
