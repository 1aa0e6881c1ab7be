import type { Ban } from '../../events/event.ts';
import { concerns } from '../../events/only.ts';
import { formatSource } from '../../log/line.ts';
import { formatPrefix, type Prefix, parsePrefix } from '../../net/address.ts';

/** A ban that is in force. */
interface InForce {
  readonly jail: string;
  /** Milliseconds since the epoch; undefined where only the server knows of it. */
  readonly since: number | undefined;
}

export interface Bans {
  hear(ban: Ban): void;
  /** Takes the server's word, given at `asked`, for what is banned by each jail. */
  correct(banned: ReadonlyMap<string, readonly string[]>, asked: number): void;
  /** The oldest ban in force of a source, of a network that holds it included. */
  of(text: string, now: number): InForce | undefined;
  /** How many sources are banned. */
  count(now: number): number;
}

interface Kept extends InForce {
  readonly source: string;
  readonly ends: number;
}

/** Bans that are kept; the oldest go first. */
const most = 20_000;
const mostNetworks = 1_000;

/** Fail2ban may write its line somewhat after the server has banned (milliseconds). */
const lag = 5_000;

/** Who is banned now, as Fail2ban's log tells it, and as its server does where it can be asked. */
export function createBans(): Bans {
  /** By source, then by jail. */
  const kept = new Map<string, Map<string, Kept>>();
  const networks = new Map<string, Prefix>();

  const forget = (source: string, jail: string): void => {
    const jails = kept.get(source);
    jails?.delete(jail);
    if (jails?.size !== 0) return;
    kept.delete(source);
    networks.delete(source);
  };
  const keep = (ban: Kept): void => {
    const jails = kept.get(ban.source) ?? new Map<string, Kept>();
    jails.set(ban.jail, ban);
    kept.set(ban.source, jails);
    const prefix = ban.source.includes('/') ? parsePrefix(ban.source) : undefined;
    if (prefix !== undefined && networks.size < mostNetworks) networks.set(ban.source, prefix);
    if (kept.size > most) dropFirst(kept, networks);
  };

  return {
    hear(ban) {
      const { kind, jail, time } = ban;
      const source = formatSource(ban);
      const known = kept.get(source)?.get(jail);
      if (kind === 'unban') forget(source, jail);
      else if (kind === 'increased') {
        if (known !== undefined) keep({ ...known, ends: ban.ends ?? Number.POSITIVE_INFINITY });
      } else if (known === undefined || kind === 'ban')
        keep({ source, jail, since: time, ends: Number.POSITIVE_INFINITY });
    },
    correct(banned, asked) {
      const told = new Map(
        [...banned].map(([jail, texts]) => [jail, new Set(texts.flatMap(normal))] as const),
      );
      for (const [source, jails] of [...kept])
        for (const { jail, since = 0 } of [...jails.values()])
          if (since < asked - lag && told.get(jail)?.has(source) !== true) forget(source, jail);
      for (const [jail, sources] of told)
        for (const source of sources) {
          const since = kept.get(source)?.get(jail)?.since;
          keep({ source, jail, since, ends: Number.POSITIVE_INFINITY });
        }
    },
    of: (text, now) => inForce(kept.get(text), now) ?? byNetwork(text, now),
    count: now => [...kept.values()].filter(jails => inForce(jails, now) !== undefined).length,
  };

  function byNetwork(text: string, now: number): InForce | undefined {
    const prefix = networks.size === 0 ? undefined : parsePrefix(text);
    if (prefix === undefined) return undefined;
    for (const [name, network] of networks)
      if (network.length <= prefix.length && concerns(network, prefix.address, prefix.length)) {
        const ban = inForce(kept.get(name), now);
        if (ban !== undefined) return ban;
      }
    return undefined;
  }
}

const normal = (text: string): string[] => {
  const prefix = parsePrefix(text);
  return prefix === undefined ? [] : [formatPrefix(prefix)];
};

function inForce(jails: ReadonlyMap<string, Kept> | undefined, now: number): InForce | undefined {
  for (const ban of jails?.values() ?? []) if (ban.ends > now) return ban;
  return undefined;
}

function dropFirst(kept: Map<string, unknown>, networks: Map<string, unknown>): void {
  for (const [source] of kept) {
    kept.delete(source);
    networks.delete(source);
    return;
  }
}
