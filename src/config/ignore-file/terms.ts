import { formatHostName, type HostName, parseHostName } from '../../net/host-name.ts';

/**
 * What `portjail ignore` notes about an entry of an ignore file: when it ends, and why it is there. It is a comment of its
 * own, in the line above the entry, since Portsentry 2 ends at a comment behind an address (InitIgnore of its ignore.c takes
 * `#` in the first column alone), and lines of more than 1,023 bytes are two to both Portsentries. It ends at a name too: so
 * that is written into the comment, which is then the whole entry.
 */
export interface Terms {
  /** Milliseconds since the epoch; undefined: for good. */
  readonly until: number | undefined;
  /** '' for none. */
  readonly note: string;
  /** Of a name: private addresses of it count too. */
  readonly private?: true;
}

/** A line that is an entry of its own has the name. */
export interface TermsLine extends Terms {
  readonly name?: HostName;
}

export const noTerms: Terms = { until: undefined, note: '' };

const head = '# portjail: ';
const shape =
  /^# portjail: (?:name=(\S*)(?: |$))?(?:until=(\S*)(?: |$))?(?:(private)(?: (?=note=)|$))?(?:note=(.*))?$/;
const begins = /^# portjail: (?:(?:name|until|note)=|private(?: note=|$))/;

/** The line for an entry, without its end; undefined where there is nothing to be noted. */
export function termsLine({ name, until, note, private: isPrivate }: TermsLine): string | undefined {
  const parts = [
    ...(name === undefined ? [] : [`name=${formatHostName(name)}`]),
    ...(until === undefined ? [] : [`until=${timeText(until)}`]),
    ...(isPrivate ? ['private'] : []),
    ...(note === '' ? [] : [`note=${note}`]),
  ];
  return parts.length === 0 ? undefined : `${head}${parts.join(' ')}`;
}

/** Reads such a line; undefined for any other, and a text that says what is wrong with one that nobody can understand. */
export function readTerms(line: string): TermsLine | string | undefined {
  // Files may have a million lines: most are told apart by their first letter.
  if (!line.startsWith(head) || !begins.test(line)) return undefined;
  const isEntry = line.startsWith(`${head}name=`);
  const found = shape.exec(line);
  const [, written = '', time, isPrivate, note = ''] = found ?? [];
  const [name, until] = [parseHostName(written), time === undefined ? undefined : timeOf(time)];
  if (isEntry && (found === null || name === undefined)) return badName;
  if (found === null || (time !== undefined && until === undefined)) return isEntry ? badName : badTerms;
  return {
    until,
    note,
    ...(isPrivate === undefined ? {} : { private: true }),
    ...(name === undefined ? {} : { name }),
  };
}

const badTerms =
  'expected "# portjail: until=2026-11-22T08:00:00Z note=TEXT", or one of the two; the entry below it holds for good';
const badName =
  'expected "# portjail: name=home.example.org until=2026-11-22T08:00:00Z private note=TEXT", the name and any of the rest; the line is skipped';

/** To the second, in UTC. */
const timeText = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const time = Date.parse(text);
  // The 31st of February is no other day.
  return Number.isNaN(time) || timeText(time) !== text ? undefined : time;
}
