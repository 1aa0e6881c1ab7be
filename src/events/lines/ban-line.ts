import { type Address, parsePrefix } from '../../net/address.ts';
import type { BanKind } from '../event.ts';

/** A line of Fail2ban's about a source: its texts as they stand there. */
export interface BanLine {
  /** Local time in whole seconds, and the milliseconds; undefined where the journal has it. */
  readonly at: readonly [seconds: string, millis: number] | undefined;
  readonly jail: string;
  readonly kind: BanKind | 'found';
  readonly source: Address;
  /** The length of the network that is meant. */
  readonly prefix: number | undefined;
  /** The local time behind `Found` and `Increase Ban`; undefined for a ban without end. */
  readonly of: string | undefined;
}

/**
 * All that Fail2ban writes before the message itself, and the jail (helpers.py, getVerbosityFormat, of 1.0.2 and 1.1).
 * Anchored: lines of logs and commands that Fail2ban quotes elsewhere may hold the same words, and are somebody else's.
 */
const head = 'fail2ban\\.(actions|filter|observer) *\\[\\d{1,10}\\]: (?:NOTICE|INFO|WARNING) +';
const jail = '\\[([!-Z^-~]{1,64})\\] ';
const date = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
const fileShape = new RegExp(`^(${date}),(\\d{3}) ${head}${jail}(.{5,200})$`);
/** In the journal each of these may be missing, by Fail2ban's logtarget (server.py, setLogTarget). */
const journalShape = new RegExp(`^(?:(${date}),(\\d{3}) )?(?:${head})?${jail}(.{5,200})$`);

const source = '([0-9a-f:.]{2,45}(?:/\\d{1,3})?)';
/** Who says what of a source (server/actions.py, filter.py, observer.py), to the end of the line. */
const said: readonly { readonly by: string; readonly shape: RegExp; readonly kind: BanLine['kind'] }[] = [
  { by: 'filter', kind: 'found', shape: new RegExp(`^Found ${source} - (${date})$`) },
  { by: 'actions', kind: 'ban', shape: new RegExp(`^Ban ${source}$`) },
  { by: 'actions', kind: 'unban', shape: new RegExp(`^Unban ${source}$`) },
  { by: 'actions', kind: 'already', shape: new RegExp(`^${source} already banned$`) },
  { by: 'actions', kind: 'restored', shape: new RegExp(`^Restore Ban ${source}$`) },
  {
    by: 'observer',
    kind: 'increased',
    shape: new RegExp(`^Increase Ban ${source} \\(\\d{1,9} # [\\w :,.-]{1,60} -> (?:(${date})|infinite)\\)$`),
  },
];

/** Reads a line of Fail2ban's own log; undefined for any that says nothing of a source. */
export const parseBanLine = (line: string): BanLine | undefined => read(fileShape.exec(line));

/** The same for a message of its unit in the journal. */
export const parseBanMessage = (message: string): BanLine | undefined => read(journalShape.exec(message));

function read(match: RegExpExecArray | null): BanLine | undefined {
  if (match === null) return undefined;
  const [, seconds, millis, name, jailName = '', body = ''] = match;
  for (const { by, shape, kind } of said) {
    const [, text = '', of] = (name === undefined || name === by ? shape.exec(body) : undefined) ?? [];
    const prefix = parsePrefix(text);
    if (prefix === undefined) continue;
    return {
      at: seconds === undefined ? undefined : [seconds, Number(millis)],
      jail: jailName,
      kind,
      source: prefix.address,
      prefix: text.includes('/') ? prefix.length : undefined,
      of,
    };
  }
  return undefined;
}
