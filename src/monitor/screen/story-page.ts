import { notesOf } from '../../events/account.ts';
import type { Story, StoryEvent } from '../../events/story.ts';
import type { Look } from './look.ts';
import { stateOf } from './rows.ts';
import { apart, counted, type Line, lineOf, moment, piece, type Style, wrapped } from './text.ts';

/** Says what events of one source mean, and what can be done. */
export interface Teller {
  readonly words: (event: StoryEvent) => string;
  /** Commands, with what they do; shown, never run. */
  readonly commands: (events: readonly StoryEvent[]) => readonly string[];
}

/** A source that is looked at by itself. */
export interface Opened {
  readonly source: string;
  readonly teller: Teller;
  /** Undefined while it is read. */
  readonly story: Story | undefined;
  /** Why it could not be read. */
  readonly trouble: string | undefined;
  /** Events that are passed over, from the newest one. */
  readonly back: number;
}

/** What is known of one source in order of time, and how to unban or to ignore it. */
export function storyPage(look: Look, opened: Opened): Line[] {
  const { columns, rows } = look.size;
  const { source, teller, story, trouble } = opened;
  const known = look.memory.view().sources.get(source);
  const state =
    known === undefined ? [] : stateOf(known, look, columns - source.length - 'Esc back'.length - 3);
  const top = [
    apart([piece(source, 'bold'), piece('  '), ...state], [piece('Esc back', 'dim')], columns),
    ...(story === undefined ? [] : teller.commands(story.events))
      .flatMap(text => wrapped(text, columns))
      .map(text => lineOf(text)),
    ...notes(said(story, trouble), look),
    lineOf(story === undefined ? (trouble === undefined ? reading : '') : head(story), 'dim'),
  ];
  return [...top, ...events(look, opened, Math.max(1, rows - top.length))];
}

const reading = 'reading the logs of 7 days ...';

function head({ events, leftOut }: Story): string {
  const left = leftOut === 0 ? '' : `, ${leftOut} between them left out`;
  return `${counted(events.length, 'event')} in 7 days${left}; up and down move`;
}

/** A part of the screen at most: the events are what it is for. */
function notes(texts: readonly string[], { size: { columns, rows } }: Look): Line[] {
  const all = texts.flatMap(text => wrapped(text, columns));
  const room = Math.max(3, Math.floor(rows / 3));
  const shown = all.length <= room ? all : [...all.slice(0, room - 1), '... (portjail why has the rest)'];
  return shown.map(text => lineOf(text, 'bold'));
}

function said(story: Story | undefined, trouble: string | undefined): string[] {
  if (trouble !== undefined) return [trouble];
  return story === undefined ? [] : [...notesOf(story.accounts.log), ...notesOf(story.accounts.bans)];
}

/** The rows up to the event that it was moved back to, and from the first event on where that leaves room. */
function events(look: Look, { story, teller, back }: Opened, count: number): Line[] {
  const all = story?.events ?? [];
  const last = Math.min(all.length, Math.max(1, all.length - back));
  const rowsFrom = (some: readonly StoryEvent[]): Line[] =>
    some.flatMap(event => eventRows(event, teller, look));
  const shown: Line[] = [];
  let first = last;
  while (first > 0 && shown.length < count) shown.unshift(...rowsFrom(all.slice(--first, first + 1)));
  if (shown.length >= count) return shown.slice(-count);
  return [...shown, ...rowsFrom(all.slice(last, last + count - shown.length))].slice(0, count);
}

const timeWidth = 12;

function eventRows(event: StoryEvent, { words }: Teller, { size, now }: Look): Line[] {
  const rows = wrapped(words(event), Math.max(1, size.columns - timeWidth));
  return rows.map((text, i) => [
    piece((i === 0 ? moment(event.time, now) : '').padEnd(timeWidth)),
    piece(text, styleOf(event)),
  ]);
}

function styleOf(event: StoryEvent): Style {
  if (event.what === 'ban') return 'banned';
  if (event.what === 'shared') return 'dim';
  return event.what === 'found' ? 'dim' : event.evidence;
}
