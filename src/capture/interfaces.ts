import { WorkError } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { steady } from '../util/steady.ts';
import { type Found, listInterfaces } from './interface-list.ts';
import type { Interfaces } from './source.ts';

/** Says whether packets of an interface count. */
export interface Gate {
  /**
   * Whether those count that come in by it, or that leave by it. An answer may take another way than its question, so
   * what leaves counts on any interface but loopback, if that is not wanted, and members of a bridge or bond, where
   * guests send under whatever address they like.
   */
  admits(index: number, leaves?: boolean): boolean;
  /** Reads the interfaces anew. */
  refresh(): void;
  /** Admits these from now on. Throws WorkError, with the old ones in force, when others are wanted and none is here. */
  replace(wanted: Interfaces): void;
  stop(): void;
}

/** How often the interfaces are read again, and how soon after that for an index that is not known (milliseconds). */
const refreshEvery = 2_000;
const refreshAtMost = 100;

/** Flags of linux/if.h. Both together mark a VRF, whose members are the ones that see the packets. */
const IFF_LOOPBACK = 0x8;
const IFF_NOARP = 0x80;
const IFF_MASTER = 0x400;
const vrf = IFF_NOARP | IFF_MASTER;

/**
 * Admits the wanted interfaces but for members of a bridge or bond: the master shows their packets again. An index is
 * looked up once and then remembered, so that a packet costs one look into a table.
 * @param now a clock in milliseconds that never goes back
 */
export function createGate(first: Interfaces, now = () => performance.now(), read = listInterfaces): Gate {
  let wanted = first;
  let verdicts = new Map<number, Verdict>();
  // Packets come by the same one many times: the last one spares the look into the table.
  let lastIndex = -1;
  let lastVerdict = neither;
  let readAt = -Infinity;
  const refresh = (): void => {
    // Before it fails, too: a packet must not bring about one attempt each.
    readAt = now();
    verdicts = new Map(read().map(found => [found.index, judge(wanted, found)]));
    lastIndex = -1;
  };
  refresh();
  const name = 'reading the interfaces';
  const reread = steady(name, refresh);
  const timer = every(refreshEvery, name, refresh);
  timer.unref();
  const verdictOf = (index: number): Verdict => {
    if (index === lastIndex) return lastVerdict;
    const known = verdicts.get(index);
    if (known !== undefined) {
      lastIndex = index;
      lastVerdict = known;
      return known;
    }
    if (now() - readAt >= refreshAtMost) reread();
    // Gone again already, or so new that it is not to be read yet: a probe is a probe.
    return verdicts.get(index) ?? (wanted.names.includes('*') ? both : neither);
  };
  return {
    admits: (index, leaves = false) => (leaves ? verdictOf(index).leaving : verdictOf(index).arriving),
    refresh,
    replace: next => {
      // What was wanted already may be away for a while.
      if (next.names.some(name => !wanted.names.includes(name))) requireInterfaces(next.names, read);
      wanted = next;
      refresh();
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Throws WorkError, with what there is, when this host has not one of these now. One that is missing beside others is no
 * reason to leave them unwatched.
 */
export function requireInterfaces(names: readonly string[], read = listInterfaces): void {
  if (names.includes('*')) return;
  const known = read().map(found => found.name);
  if (names.some(name => known.includes(name))) return;
  throw new WorkError(
    `No interface ${names.map(name => `"${name}"`).join(', ')} here: this host has ${known.join(', ')}. ` +
      'Correct "interfaces" in the config, or take "*" for all, those that appear later included',
  );
}

interface Verdict {
  readonly arriving: boolean;
  readonly leaving: boolean;
}
const both: Verdict = { arriving: true, leaving: true };
const neither: Verdict = { arriving: false, leaving: false };

function judge({ names, loopback }: Interfaces, { name, flags, masterFlags }: Found): Verdict {
  if (masterFlags !== undefined && (masterFlags & vrf) !== vrf) return neither;
  if (names.includes(name)) return both;
  if ((flags & IFF_LOOPBACK) !== 0) return loopback ? both : neither;
  return { arriving: names.includes('*'), leaving: true };
}
