import type { ServerState } from '../fail2ban/server.ts';
import { handshakeJail, type JailName, packetJail, prefixJail } from '../jails/pack/names.ts';
import type { Reading } from './read.ts';
import type { Standing } from './standing.ts';

/** What a scan comes to on this host, in the one sentence that setup, doctor and status have for it. */
export const forceText = {
  bans: 'bans: a sentry runs, and Fail2ban bans whom it names',
  'logs only': 'logs only: a sentry runs, and nobody is banned',
  nothing: 'nothing: no sentry runs, so nobody is named and nobody banned',
  unknown: 'cannot tell: the sentry, or Fail2ban, cannot be asked',
} as const;

export type Force = keyof typeof forceText;

/** What it is told by. */
interface Found {
  /** Whether a sentry runs; undefined where that cannot be told. */
  readonly sentry: boolean | undefined;
  readonly server: ServerState;
  /** The jails that run. */
  readonly up: readonly JailName[];
}

/** Those that ban whom the sentry names; recidive bans again whom they have banned. */
const banning: ReadonlySet<JailName> = new Set([handshakeJail, packetJail, prefixJail]);

export function forceOf({ sentry, server, up }: Found): Force {
  if (sentry === false) return 'nothing';
  if (sentry === undefined || server === 'forbidden' || server === 'silent') return 'unknown';
  return server === 'up' && up.some(name => banning.has(name)) ? 'bans' : 'logs only';
}

/** The same by what `status` reads: `runs` is whether a sentry wrote `found` and lives. */
export const forceBy = (found: Reading, runs: boolean, { server, jails }: Standing): Force =>
  forceOf({
    sentry: runs || ('fault' in found && found.fault !== 'absent' ? undefined : false),
    server,
    up: jails.flatMap(({ name, state }) => (state === 'up' ? [name] : [])),
  });
