import type { Report } from '../report.ts';
import { counted, notKnown, numberText, percentText } from '../show/words.ts';

/** A number that stands large at the top. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  /** Words instead of a number. */
  readonly isWords: boolean;
  readonly more: string;
  readonly color: string;
}

const noneYet = 'no ban was over yet';

export function tilesOf({ lines, bans, effects }: Report): Tile[] {
  const tile = (name: string, value: number | string | null, more: string, color = ''): Tile => ({
    name,
    value: typeof value === 'string' ? value : numberText(value),
    isWords: value === null || value === noneYet,
    more: value === null ? '' : more,
    color,
  });
  const held = lines?.heldBack.reduce((sum, row) => sum + row.lines, 0) ?? null;
  const share = effects === null ? null : effects.shareNeverBack;
  return [
    tile('Scans', lines?.scans ?? null, 'lines that a jail matches', 'scans'),
    tile('Observed', lines?.observations ?? null, 'lines that ban nobody', 'observed'),
    tile('Sources', lines?.sources ?? null, `${numberText(lines?.sparedSources ?? 0)} ignored or protected`),
    tile('Bans', bans?.bans ?? null, bansMore(bans), 'bans'),
    effects !== null && share === null
      ? tile('Never came back', noneYet, 'nobody can have come back')
      : tile(
          'Never came back',
          share === null ? null : percentText(share),
          `of ${counted(effects?.endedBans ?? 0, 'ban')} that ended`,
          'good',
        ),
    tile('Held back', held, 'lines not written one by one', 'held'),
  ];
}

const bansMore = (bans: Report['bans']): string =>
  bans === null
    ? ''
    : `of ${counted(bans.sources, 'source')}; ${numberText(bans.bannedAtEnd)} banned at the end`;

/** The whole in a sentence or two. */
export function inShort(report: Report): string {
  const { lines, bans } = report;
  const known = isPartial(report).either ? ' As far as the logs tell.' : '';
  return `${linesShort(lines)} ${bansShort(bans)}${known}`;
}

function linesShort(lines: Report['lines']): string {
  if (lines === null) return `What was seen is ${notKnown}: the sentry's log tells nothing of this time.`;
  const { scans, observations, sources } = lines;
  if (scans + observations === 0) return 'Nobody touched a watched port.';
  return `${counted(sources, 'source')} touched watched ports: ${counted(scans, 'scan')}, ${numberText(observations)} observed.`;
}

function bansShort(bans: Report['bans']): string {
  if (bans === null) return `Who was banned is ${notKnown}: Fail2ban's log tells nothing of this time.`;
  return bans.bans === 0
    ? 'Nobody was banned.'
    : `${counted(bans.bans, 'ban')} of ${counted(bans.sources, 'source')}.`;
}

/** Of which log a part is known, and a part is not. */
export function isPartial({ lines, bans, gaps }: Report): { log: boolean; bans: boolean; either: boolean } {
  const known = {
    log: lines !== null && gaps.log.length > 0,
    bans: bans !== null && gaps.bans.length > 0,
  };
  return { ...known, either: known.log || known.bans };
}

/** What somebody should look at, each a sentence. */
export function warningsOf({ effects }: Report): string[] {
  const { handshake } = effects?.linesWhileBanned ?? { handshake: 0 };
  const spared = effects?.bansOfSpared ?? 0;
  return [
    ...(handshake === 0
      ? []
      : [
          `${counted(handshake, 'finished handshake')} of banned sources: a ban keeps nobody out. "portjail doctor" looks for the cause.`,
        ]),
    ...(spared === 0
      ? []
      : [
          `${counted(spared, 'ban')} of a host that was ignored or protected within a day of it. "portjail why ADDRESS" tells the story, "portjail unban ADDRESS" lifts a ban.`,
        ]),
  ];
}
