import { dropNotesAbove, type Entry, entriesIn, linesIn, toLatin1 } from './entries.ts';
import { isHostName, isSameSubject, type Subject, subjectText } from './subject.ts';
import { type Terms, type TermsLine, termsLine } from './terms.ts';

/** The text of an ignore file after a change. What it does not concern stays byte for byte, other people's comments too. */
export interface Edited {
  readonly text: string;
  /** What was taken out since its time is over. */
  readonly over: readonly Entry[];
  /** What stood there about this very address, network or name, its time not over. */
  readonly before: readonly Entry[];
}

/** What is asked for; what is undefined stays as it was. */
export interface Wish {
  readonly subject: Subject;
  /** `for good`, or when it ends (milliseconds since the epoch). */
  readonly until: number | 'for good';
  readonly note: string | undefined;
  /** Of a name: private addresses of it count too. */
  readonly private?: true;
}

/** The same with what then stands there. */
export interface Added extends Edited {
  readonly now: Terms;
}

/**
 * Adds an entry. Who is there already has one line afterwards, the first; who is there for good stays so, since it is a
 * way out of a ban, and a shorter time would be the way back into one.
 */
export function withEntry(text: string, wish: Wish, now: number): Added {
  const { subject, until, note } = wish;
  const edit = startEdit(text, now);
  const before = edit.living.filter(entry => isSameSubject(entry.subject, subject));
  const lasts = until === 'for good' || before.some(entry => entry.until === undefined);
  const terms = {
    until: lasts ? undefined : until,
    note: note ?? before.find(entry => entry.note !== '')?.note ?? '',
    ...([wish, ...before].some(one => one.private) ? { private: true as const } : {}),
  };
  const [first, ...others] = before;
  for (const entry of others) edit.drop(entry);
  if (first === undefined) edit.append(terms, subject);
  else edit.note(first, terms);
  return { text: edit.text(), over: edit.over, before, now: terms };
}

/** Takes out every line of this very address, network or name. */
export function withoutEntry(text: string, subject: Subject, now: number): Edited {
  const edit = startEdit(text, now);
  const before = edit.living.filter(entry => isSameSubject(entry.subject, subject));
  for (const entry of before) edit.drop(entry);
  return { text: edit.text(), over: edit.over, before };
}

interface Edit {
  readonly living: readonly Entry[];
  readonly over: readonly Entry[];
  drop(entry: Entry): void;
  /** Puts the line above an entry, or takes it away. */
  note(entry: Entry, terms: Terms): void;
  append(terms: Terms, subject: Subject): void;
  text(): string;
}

/** Begins by dropping what is over. */
function startEdit(text: string, now: number): Edit {
  const lines = linesIn(text);
  const entries = entriesIn(lines);
  const isOver = ({ until }: Entry): boolean => until !== undefined && until <= now;
  const over = entries.filter(isOver);
  const unnoted = new Set(
    entries.filter(({ from, line, inComment }) => !inComment && from === line).map(({ line }) => line),
  );
  const put = (entry: Entry, first: string, own: string): void => {
    lines.fill('', entry.from, entry.line + 1);
    lines[entry.line] = first + own;
  };
  for (const entry of over) put(entry, '', '');
  return {
    living: entries.filter(entry => !isOver(entry)),
    over,
    drop: entry => put(entry, '', ''),
    note: (entry, terms) => {
      if (entry.inComment) put(entry, '', entryText(terms, entry.subject));
      else put(entry, lineOf(terms), lines[entry.line] ?? '');
      if (!entry.inComment && lineOf(terms) === '') unnoted.add(entry.line);
      else unnoted.delete(entry.line);
    },
    append: (terms, subject) => {
      // Portsentry 2 cuts the last letter of a line that has no end.
      const last = lines.findLastIndex(line => line !== '');
      if (!/[\r\n]$/.test(lines[last] ?? '\n')) lines[last] += '\n';
      if (lineOf(terms) === '') unnoted.add(lines.length);
      lines.push(entryText(terms, subject));
    },
    text: () => {
      // A note that belonged to no entry must not come to belong to one, whose time would then be another.
      for (const line of unnoted) if (lines[line] !== '') dropNotesAbove(lines, line);
      return lines.join('');
    },
  };
}

/** A name in a comment: a line that has one ends Portsentry 2. */
const entryText = (terms: Terms, subject: Subject): string =>
  isHostName(subject) ? lineOf({ ...terms, name: subject }) : `${lineOf(terms)}${subjectText(subject)}\n`;

function lineOf(terms: TermsLine): string {
  const line = termsLine(terms);
  return line === undefined ? '' : `${toLatin1(line)}\n`;
}
