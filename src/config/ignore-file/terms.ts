/**
 * What `portjail ignore` notes about an entry of an ignore file: when it ends, and why it is there. It is a comment of its
 * own, in the line above the entry, since Portsentry 2 ends at a comment behind an address (InitIgnore of its ignore.c takes
 * `#` in the first column alone), and lines of more than 1,023 bytes are two to both Portsentries.
 */
export interface Terms {
  /** Milliseconds since the epoch; undefined: for good. */
  readonly until: number | undefined;
  /** '' for none. */
  readonly note: string;
}

export const noTerms: Terms = { until: undefined, note: '' };

const head = '# portjail: ';
const shape = /^# portjail: (?:until=(\S*)(?: |$))?(?:note=(.*))?$/;
const begins = /^# portjail: (?:until|note)=/;

/** The line for an entry, without its end; undefined where there is nothing to be noted. */
export function termsLine({ until, note }: Terms): string | undefined {
  const parts = [
    ...(until === undefined ? [] : [`until=${timeText(until)}`]),
    ...(note === '' ? [] : [`note=${note}`]),
  ];
  return parts.length === 0 ? undefined : `${head}${parts.join(' ')}`;
}

/** Reads such a line; undefined for any other, and a text that says what is wrong with one that nobody can understand. */
export function readTerms(line: string): Terms | string | undefined {
  // Files may have a million lines: most are told apart by their first letter.
  if (!line.startsWith(head) || !begins.test(line)) return undefined;
  const [, time, note = ''] = shape.exec(line) ?? [];
  if (time === undefined && !line.startsWith(`${head}note=`)) return badTerms;
  if (time === undefined) return { until: undefined, note };
  const until = timeOf(time);
  return until === undefined ? badTerms : { until, note };
}

const badTerms = 'expected "# portjail: until=2026-11-22T08:00:00Z note=TEXT", or one of the two';

/** To the second, in UTC. */
const timeText = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const time = Date.parse(text);
  // The 31st of February is no other day.
  return Number.isNaN(time) || timeText(time) !== text ? undefined : time;
}
