import type { Gap } from '../events/account.ts';
import type { Span } from '../events/span.ts';
import type { HeldSum, Lines } from './count/tallies.ts';

/**
 * What happened, once it is counted: what every form of the report is made from. Times are milliseconds since the epoch.
 * What is not known is null, never 0.
 */
export interface Report extends Span {
  readonly host: string;
  /** What the logs do not tell of the period, and what was odd in them, each a sentence. */
  readonly notes: readonly string[];
  readonly gaps: { readonly log: readonly Gap[]; readonly bans: readonly Gap[] };
  /** Of the sentry's log. */
  readonly lines: LinesReport | null;
  /** Of Fail2ban's. */
  readonly bans: BansReport | null;
  /** Of both. */
  readonly effects: Effects | null;
  /** Of the fleet's log: whom other hosts have named, in none of the other numbers; null where there is none. */
  readonly others: OthersReport | null;
  /** Null where neither log tells anything. */
  readonly timeline: Timeline | null;
  /** Lines an hour by weekday (Monday first) and hour of the local clock; null for those of which nothing is known. */
  readonly week: readonly (readonly (number | null)[])[] | null;
}

export interface OthersReport {
  /** Lines by which portsentry-fleet bans, and lines that are only written down. */
  readonly toBan: number;
  readonly observed: number;
  /** Different ones. */
  readonly sources: number;
  /** Who named most first. */
  readonly hosts: readonly { readonly host: string; readonly lines: number }[];
}

export interface LinesReport extends Lines {
  /** Different ones, networks that lines name among them; without those that were left out. */
  readonly sources: number;
  /** How often a source had to give way to a newer one, since there are too many: its lines are in all other numbers. */
  readonly sourcesLeftOut: number;
  readonly evidence: readonly Row<'evidence'>[];
  readonly kinds: readonly Row<'kind'>[];
  /** Why observations were no scans. */
  readonly why: readonly { readonly why: string; readonly observations: number }[];
  readonly heldBack: readonly ({ readonly reason: string } & HeldSum)[];
  readonly topPorts: readonly PortRow[];
  readonly topSources: readonly SourceRow[];
  readonly topNetworks: readonly NetworkRow[];
  /** Sources that were seen as ignored or protected, and the busiest of them. */
  readonly sparedSources: number;
  readonly topSpared: readonly SourceRow[];
}

type Row<Name extends string> = Readonly<Record<Name, string>> & Readonly<Lines>;

export interface PortRow extends Readonly<Lines> {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly service: string | null;
}

export interface SourceRow extends Readonly<Lines> {
  readonly source: string;
  /** Lines with handshake evidence. */
  readonly handshakes: number;
  readonly mostHits: number;
  readonly mostPorts: number;
  /** The first few ports, as `23/tcp`. */
  readonly ports: readonly string[];
  readonly first: number;
  readonly last: number;
  /** `ignored`, `protected`, `lan`, as far as its lines say. */
  readonly seenAs: readonly string[];
  readonly bans: number | null;
  /** At the end of the period. */
  readonly isBanned: boolean | null;
}

export interface NetworkRow extends Readonly<Lines> {
  readonly network: string;
  readonly sources: number;
}

export interface BansReport {
  readonly bans: number;
  /** Different sources. */
  readonly sources: number;
  /** Of these, banned when the period ended. */
  readonly bannedAtEnd: number;
  /** Bans beyond what is counted one by one. */
  readonly bansLeftOut: number;
  readonly jails: readonly JailRow[];
  /** Sources that were banned again after a ban was over. */
  readonly repeatOffenders: number;
  readonly topRepeat: readonly { readonly source: string; readonly bans: number; readonly lastBan: number }[];
}

interface JailRow {
  readonly jail: string;
  readonly found: number;
  readonly bans: number;
  readonly restored: number;
  readonly unbans: number;
  readonly already: number;
}

/** What the bans did. */
export interface Effects {
  /** From the first line of a source, and from its first scan, to its first ban. */
  readonly firstLineToBan: Spread | null;
  readonly firstScanToBan: Spread | null;
  readonly linesWhileBanned: {
    readonly atFirst: number;
    readonly handshake: number;
    readonly packet: number;
  };
  /** Bans that began and ended in the period, and after how many of them the source touched a port again. */
  readonly endedBans: number;
  readonly returned: number;
  /** Of those that ended, 0 to 1; null where none did. */
  readonly shareNeverBack: number | null;
  /** From the end of a ban to the next line. */
  readonly timeToReturn: Spread | null;
  /** Bans of a source that was seen as ignored or protected within a day of it. */
  readonly bansOfSpared: number;
  readonly someBansOfSpared: readonly SparedBan[];
}

export interface SparedBan {
  readonly source: string;
  readonly time: number;
  readonly jail: string;
  readonly seenAs: 'ignored' | 'protected';
}

/** How long something took, in seconds. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  /** Nine in ten took no longer. */
  readonly ninety: number;
}

export interface Timeline {
  readonly unit: 'hour' | 'day' | 'month';
  readonly parts: readonly TimePart[];
}

export interface TimePart extends Span {
  /** Null where the sentry's log tells nothing of this part of time. */
  readonly scans: number | null;
  readonly observations: number | null;
  readonly heldBack: number | null;
  /** Null where Fail2ban's tells nothing of it. */
  readonly bans: number | null;
  /** The sentry's log tells nothing of a piece of it. */
  readonly isPartial: boolean;
}
