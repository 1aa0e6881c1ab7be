import type { JailName } from '../jails/pack/names.ts';

/** What a simulation says, in the form that the JSON has. Times are milliseconds since the epoch; null is what is not known. */
export interface Simulation {
  readonly since: number | null;
  readonly until: number | null;
  /** The logs that were read. */
  readonly logs: readonly string[];
  /** What is not known, is odd, or holds for these numbers. */
  readonly notes: readonly string[];
  readonly scans: number;
  /** When bans of these jails were in force while the log was written; null where that is not known or none was. */
  readonly bansInForce: {
    readonly since: number;
    readonly until: number;
    readonly share: number;
    readonly sources: number;
  } | null;
  /** One, or two where they are compared. */
  readonly settings: readonly SettingResult[];
  readonly spared: readonly SparedRow[];
  readonly sparedCount: number;
}

export interface SettingResult {
  readonly config: string;
  readonly jails: readonly JailRow[];
  /** Addresses and networks that would have been banned, and those of them more than once. */
  readonly sources: number;
  readonly again: number;
  /** Bans by all jails, and the hours of each of them added up. */
  readonly bans: number;
  readonly banHours: number;
  /** At least so many probes came while their source would have been banned. */
  readonly probesWhileBanned: number;
  /** Of those who would have been banned, whom the log has as one that nobody may ban. */
  readonly bannedSpared: number;
  /** Scans that no jail takes, since it is off. */
  readonly untaken: number;
  readonly banned: readonly BannedRow[];
  readonly close: readonly CloseRow[];
  readonly closeCount: number;
  /** Of the list that was given; null where none was. */
  readonly knownGood: readonly string[] | null;
  /** Sources that the other setting does not ban; null where nothing is compared. */
  readonly onlyHere: number | null;
  readonly someOnlyHere: readonly string[];
}

export interface JailRow {
  readonly jail: JailName;
  readonly enabled: boolean;
  readonly bans: number;
  readonly sources: number;
  readonly banHours: number;
}

/** A source that would have been banned. */
export interface BannedRow {
  readonly source: string;
  readonly bans: number;
  readonly jails: readonly JailName[];
  readonly firstBan: number;
  readonly lastBan: number;
  /** When its last ban ends; null for one without end. */
  readonly until: number | null;
  /** In which a jail would have banned it, each by itself. */
  readonly hours: number;
  /** The most ports that a line had of it before its first ban. */
  readonly portsBefore: number;
  readonly probesWhileBanned: number;
  /** It was really banned in this time: what it did then is not in the log. */
  readonly isLowerBound: boolean;
}

/** A source that would not have been banned, and was near to it. */
export interface CloseRow {
  readonly source: string;
  /** Lines of a jail, or ports of a scan. */
  readonly what: JailName | 'ports';
  readonly count: number;
  readonly needed: number;
  readonly last: number;
}

export interface SparedRow {
  readonly source: string;
  /** By the log, or by what the config or Fail2ban says now. */
  readonly by: 'ignored' | 'protected' | 'ignore list' | 'ignoreip';
  readonly last: number;
}
