import { existsSync, statSync } from 'node:fs';
import type { Config } from '../config/schema/schema.ts';
import { isInFleet } from '../config/watched.ts';
import { type Client, clientOf } from '../fail2ban/client.ts';
import { logTarget } from '../fail2ban/log-target.ts';
import { siblingsOf } from '../follow/siblings.ts';
import { fleetLog } from '../log/fleet/fleet-line.ts';
import { journalUnit } from '../log/journal.ts';
import { UsageError } from '../util/errors.ts';

/** Where a log is. */
export type Place =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'journal'; readonly unit: string; readonly matches: readonly string[] }
  | { readonly kind: 'nowhere'; readonly why: string };

/** The log of the sentry, and Fail2ban's own, which has the bans. */
export interface Places {
  readonly log: Place;
  readonly bans: Place;
  /** The log of what other hosts of a fleet have proven, where there is one. */
  readonly shared?: string | undefined;
}

/**
 * The place of our log by the config. Throws UsageError for `log.format: portsentry-2`, whose lines do not say what a view
 * has to know (evidence, verdicts, hosts that were spared).
 */
export function logPlace({ log }: Pick<Config, 'log'>): Place {
  if (log.format !== 'portjail')
    throw new UsageError(
      `log.format is ${log.format}, whose lines this command does not read: set log.format to "portjail"`,
    );
  return log.target === 'journal'
    ? { kind: 'journal', unit: journalUnit, matches: [`_SYSTEMD_UNIT=${journalUnit}`] }
    : { kind: 'file', path: log.file };
}

/** The fleet's log, where this host is in one or was. */
export const sharedPlace = (config: Pick<Config, 'fleet'>): string | undefined =>
  isInFleet(config) || existsSync(fleetLog) ? fleetLog : undefined;

/** Debian's, where Fail2ban does not say: its log may well outlive it. */
const usualFile = '/var/log/fail2ban.log';

const fail2banUnit = 'fail2ban.service';

/** The place of Fail2ban's log: as its server says, else its configuration (two tenths of a second each). */
export function bansPlace(client: Client = clientOf()): Place {
  const target = logTarget(client);
  if (target === undefined)
    return statSync(usualFile, { throwIfNoEntry: false }) === undefined
      ? { kind: 'nowhere', why: 'Fail2ban is not installed' }
      : { kind: 'file', path: usualFile };
  if (target.startsWith('/')) return { kind: 'file', path: target };
  // SYSLOG, SYSTEMD-JOURNAL, STDOUT: of a unit all of them end in the journal. What its actions run has other names.
  return {
    kind: 'journal',
    unit: fail2banUnit,
    matches: [`_SYSTEMD_UNIT=${fail2banUnit}`, '_COMM=fail2ban-server'],
  };
}

/** Whether it is a file without a line, today's and older ones, as on a new host. */
export async function isBlank(place: Place): Promise<boolean> {
  if (place.kind !== 'file' || (statSync(place.path, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  const { readable, others } = await siblingsOf(place.path);
  return readable.length + others.length === 0;
}

/** A place as messages name it. */
export const placeText = (place: Place): string =>
  place.kind === 'file'
    ? place.path
    : place.kind === 'journal'
      ? `the journal (${place.unit})`
      : "Fail2ban's log";
