import { shown } from '../read/objection.ts';
import { type Dialect, nameOf } from './dialect.ts';

/** One option of a portsentry.conf, as one line of it says. */
export interface ConfLine {
  readonly line: number;
  readonly key: string;
  readonly value: string;
  /** What its writer should know; the entry holds nevertheless. */
  readonly remarks: readonly string[];
  /** 1.2 does not see a key that is indented or has a TAB after it. */
  readonly hidden: boolean;
}

/** A line that is no option, no comment and not empty. */
export interface Garbage {
  readonly line: number;
  readonly text: string;
}

/** Takes the lines apart by what both dialects mean, and remarks where this one would have read something else. */
export function confLines(text: string, dialect: Dialect): { entries: ConfLine[]; garbage: Garbage[] } {
  const entries: ConfLine[] = [];
  const garbage: Garbage[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/\r$/, '');
    if (/^\s*(?:#|$)/.test(content)) continue;
    const entry = entryOf(content, index + 1, dialect);
    if (entry === undefined) garbage.push({ line: index + 1, text: content });
    else entries.push(entry);
  }
  return { entries, garbage };
}

function entryOf(content: string, line: number, dialect: Dialect): ConfLine | undefined {
  const parts = /^(\s*)([A-Za-z_][A-Za-z0-9_]*)(\s*)(=?)\s*(.*)$/.exec(content);
  const [, indent = '', key = '', gap = '', equals = '', rest = ''] = parts ?? [];
  // Without "=" only a quote shows that an option is meant: KEY "value".
  if (parts === null || (equals === '' && !rest.startsWith('"'))) return undefined;
  const { value, remarks } = readValue(rest, dialect);
  const hidden = indent !== '' || gap.includes('\t');
  const all = [...shapeRemarks(content, hidden, equals, dialect), ...remarks];
  return { line, key, value, remarks: all, hidden };
}

function shapeRemarks(content: string, hidden: boolean, equals: string, dialect: Dialect): string[] {
  const remarks: string[] = [];
  const peer = nameOf(dialect);
  if (hidden && dialect === '1.2')
    remarks.push(`${peer} overlooks an option with a blank before it or a TAB after it`);
  if (hidden && dialect === '2.x' && /^\s/.test(content)) remarks.push(`${peer} refuses an indented option`);
  if (equals === '' && dialect === '2.x') remarks.push(`${peer} refuses an option without "="`);
  if (content.length > 1023) remarks.push(`${peer} cuts a line after 1023 bytes; it is read whole here`);
  return remarks;
}

function readValue(rest: string, dialect: Dialect): Pick<ConfLine, 'value' | 'remarks'> {
  const peer = nameOf(dialect);
  const closed = /^"([^"]*)"(.*)$/s.exec(rest);
  if (closed) {
    const [, value = '', after = ''] = closed;
    return { value, remarks: [...cutRemarks(value, dialect), ...afterRemarks(after)] };
  }
  if (rest.startsWith('"')) {
    const remarks = dialect === '2.x' ? [`${peer} refuses a value without its end quote`] : [];
    return { value: rest.slice(1), remarks: [...cutRemarks(rest.slice(1), dialect), ...remarks] };
  }
  const [, single, bare = ''] = /^(?:'([^']*)'|([^#]*))/.exec(rest) ?? [];
  const value = single ?? bare.trim();
  return { value, remarks: [`${peer} wants double quotes around a value; read as ${shown(value)}`] };
}

/** 1.2 ends a value at the first byte that cannot be printed. */
function cutRemarks(value: string, dialect: Dialect): string[] {
  if (dialect === '2.x' || /^[ -~]*$/.test(value)) return [];
  return ['Portsentry 1.2 cuts a value at a TAB or a byte beyond ASCII; it is read whole here'];
}

function afterRemarks(after: string): string[] {
  return /^\s*(?:#|$)/.test(after)
    ? []
    : [`not read, since it stands after the value: ${shown(after.trim())}`];
}
