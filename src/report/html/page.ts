import { format } from 'date-fns/format';
import { ownVersion } from '../../util/version.ts';
import type { LinesReport, Report } from '../report.ts';
import { leftOutText } from '../show/lines-text.ts';
import { minuteText } from '../show/words.ts';
import { bansPart } from './bans.ts';
import { effectsPart } from './effects.ts';
import { networksList, portsList, sourcesList, sparedList } from './lists.ts';
import { renderPage } from './render.ts';
import { seenLists } from './seen.ts';
import { inShort, isPartial, tilesOf, warningsOf } from './summary.ts';
import { timelinePicture, titles } from './timeline.ts';
import { weekPicture } from './week.ts';

/** The report as one HTML file that asks for nothing: no script, no other file, every picture drawn in it. */
export function reportHtml(report: Report): string {
  const { host, since, until, notes, lines, bans, effects, timeline } = report;
  return renderPage({
    host,
    since: since > 0 ? minuteText(since) : null,
    until: minuteText(until),
    zone: format(until, 'xxx'),
    version: ownVersion(),
    notes,
    inShort: inShort(report),
    warnings: warningsOf(report),
    tiles: tilesOf(report),
    isPartial: isPartial(report),
    timelineTitle: timeline === null ? 'Over time' : titles[timeline.unit],
    isTimeKnown: timeline !== null,
    timeline: timelinePicture(report),
    week: weekPicture(report),
    lines: lines === null ? null : linesPart(lines),
    bans: bans === null ? null : bansPart(bans),
    effects: effects === null ? null : effectsPart(effects),
    hasBans: bans !== null && bans.bans > 0,
  });
}

const linesPart = (lines: LinesReport) => ({
  leftOut: lines.sourcesLeftOut === 0 ? null : `${lines.sources} sources${leftOutText(lines)}.`,
  sources: sourcesList(lines),
  networks: networksList(lines),
  ports: portsList(lines),
  spared: sparedList(lines),
  seen: seenLists(lines),
});
