import { readPrefix } from '../config/read/prefix-text.ts';
import { type JailName, jailNames } from '../jails/pack/names.ts';
import { type Address, type Prefix, parseAddress } from '../net/address.ts';
import type { LapsingSet } from '../net/lapsing-set.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';

/** Whom these settings never ban, though the log has ban-grade lines of them. */
export interface Spares {
  /** The ignore list of the config: the sentry would write no such line. A network is spared by any host in it. */
  readonly bySentry: (source: Address, prefix: number | undefined) => boolean;
  /** Fail2ban's `ignoreip` of the jail. */
  readonly byFail2ban: (jail: JailName, source: Address) => boolean;
}

/**
 * @param ignored the config's list, as it is at `now` (milliseconds since the epoch)
 * @param ignoreips what each jail's `ignoreip` has; names are never looked up
 */
export function createSpares(
  ignored: LapsingSet,
  ignoreips: ReadonlyMap<JailName, readonly string[]>,
  now: number,
): Spares {
  const sets = new Map<JailName, PrefixSet>(
    jailNames.map(name => [name, prefixSet((ignoreips.get(name) ?? []).flatMap(wordPrefix))]),
  );
  return {
    bySentry: (source, prefix) =>
      prefix === undefined
        ? ignored.has(source, now)
        : ignored.meets({ address: source, length: prefix }, now),
    // Of a network Fail2ban looks at its first address alone (IPAddr.isInNet).
    byFail2ban: (jail, source) => sets.get(jail)?.has(source) ?? false,
  };
}

/** An address or a network, also with a mask. */
function wordPrefix(word: string): Prefix[] {
  const [, base, mask] = /^([\d.]+)\/(\d+\.[\d.]+)$/.exec(word) ?? [];
  const bits = mask === undefined ? undefined : parseAddress(mask)?.[3];
  const text = base === undefined || bits === undefined ? word : `${base}/${Math.clz32(~bits)}`;
  const read = readPrefix(text);
  return read === undefined ? [] : [read.prefix];
}
