import { notesOf } from '../../events/account.ts';
import type { Story, StoryEvent } from '../../events/story.ts';
import type { Look } from './look.ts';
import { portText, stateOf } from './rows.ts';
import { apart, counted, type Line, lineOf, moment, type Piece, piece, wrapped } from './text.ts';

/** A source that is looked at by itself. */
export interface Opened {
  readonly source: string;
  /** Undefined while it is read. */
  readonly story: Story | undefined;
  /** Why it could not be read. */
  readonly trouble: string | undefined;
  /** Rows from the newest event. */
  readonly back: number;
}

/** What is known of one source in order of time, and how to unban or to ignore it. */
export function storyPage(look: Look, { source, story, trouble, back }: Opened): Line[] {
  const { columns, rows } = look.size;
  const known = look.memory.view().sources.get(source);
  const state =
    known === undefined ? [] : stateOf(known, look, columns - source.length - 'Esc back'.length - 3);
  const top = [
    apart([piece(source, 'bold'), piece('  '), ...state], [piece('Esc back', 'dim')], columns),
    lineOf(`unban it:   portjail unban ${source}`),
    lineOf(`spare it:   portjail ignore ${source}`),
    ...said(story, trouble).flatMap(note => wrapped(note, columns).map(text => lineOf(text, 'bold'))),
    lineOf(story === undefined ? (trouble === undefined ? reading : '') : head(story), 'dim'),
  ];
  return [...top, ...events(look, story?.events ?? [], Math.max(1, rows - top.length), back)];
}

const reading = 'reading the logs of 7 days ...';

function head({ events, leftOut }: Story): string {
  const left = leftOut === 0 ? '' : `, ${leftOut} between them left out`;
  return `${events.length} events in 7 days${left}; up and down move`;
}

function said(story: Story | undefined, trouble: string | undefined): string[] {
  if (trouble !== undefined) return [trouble];
  return story === undefined ? [] : [...notesOf(story.accounts.log), ...notesOf(story.accounts.bans)];
}

function events(look: Look, all: readonly StoryEvent[], count: number, back: number): Line[] {
  const end = Math.max(Math.min(count, all.length), all.length - back);
  return all
    .slice(Math.max(0, end - count), end)
    .map(event => [piece(`${moment(event.time, look.now).padEnd(12)}`), ...eventText(event, look)]);
}

const words = {
  ban: 'banned by',
  restored: 'ban restored by',
  increased: 'longer ban by',
  already: 'banned already by',
  unban: 'unbanned by',
} as const;

function eventText(event: StoryEvent, look: Look): Piece[] {
  switch (event.what) {
    case 'touch': {
      const verdict = event.verb === 'scan' ? 'scan' : `seen, ${event.why}`;
      const port = portText(event.port, event.protocol, look.services);
      return [
        piece(`${verdict}: ${port}, ${event.kind}, `),
        piece(event.evidence, event.evidence),
        piece(`, ${counted(event.hits, 'hit')} on ${counted(event.ports, 'port')}`),
      ];
    }
    case 'ban':
      return [piece(`${words[event.kind]} ${event.jail}`, 'banned')];
    case 'found':
      return [piece(`found by ${event.jail}`, 'dim')];
  }
}
