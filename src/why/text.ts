import { notesOf, timeText } from '../events/account.ts';
import type { Story, StoryEvent } from '../events/story.ts';
import { jailNames } from '../jails/pack/names.ts';
import { type BanNow, bansNow } from './bans-now.ts';
import { refusedText } from './refused.ts';
import { endText, rowOf, type Telling } from './rows.ts';

/** The whole story for people: what is the case now, what happened, what is not known, and what can be done. */
export function storyText(story: Story, telling: Telling, dns: readonly string[] = []): string {
  const { events, leftOut, accounts, notes = [], isKnown } = story;
  const bans = bansNow(events);
  return [
    telling.name,
    ...dns.map(line => `  ${line}`),
    ...standingText(telling).map(line => `  ${line}`),
    ...bansText(bans, isKnown.bans).map(line => `  ${line}`),
    ...refusedText(telling.refused).map(line => `  ${line}`),
    '',
    ...eventsText(events, leftOut, telling, isKnown),
    ...[...notesOf(accounts.log), ...notesOf(accounts.bans), ...notes].map(note => `note: ${note}`),
    '',
    ...commandsText(telling, bans),
    '',
  ].join('\n');
}

/** Names that are told of whoever is asked for: theirs may be the one that changed. */
const mostNames = 5;

function standingText({ standing: { ignoredBy, protectedBy, names } }: Telling): string[] {
  const more = names.length - mostNames;
  return [
    ignoredBy.length > 0 ? `ignored: ${ignoredBy.join('; ')}` : "not ignored by today's config",
    protectedBy === undefined
      ? 'whether it is protected is not known: no running sentry can be asked (ask as root)'
      : protectedBy.length > 0
        ? `protected by ignore.protect: ${protectedBy.join(', ')}`
        : 'on no list of protected hosts now',
    ...names.slice(0, mostNames).map(name => `spared by name: ${name}`),
    ...(more > 0 ? [`spared by name: ${more} more ("portjail status")`] : []),
  ];
}

const bansText = (bans: readonly BanNow[], isKnown: boolean): string[] =>
  bans.length === 0
    ? [
        isKnown
          ? "no ban is in force, as far as Fail2ban's log tells"
          : "whether it is banned is not known: Fail2ban's log cannot be read",
      ]
    : bans.map(
        ({ jail, source, since, ends }) =>
          `banned by the jail ${jail} since ${timeText(since)}, ${endText(ends)}: ${source}`,
      );

function eventsText(
  events: readonly StoryEvent[],
  leftOut: number,
  telling: Telling,
  { log, bans }: Story['isKnown'],
): string[] {
  if (events.length === 0)
    return [
      `nothing is known of ${telling.name}: ${log && bans ? 'neither log names it' : log || bans ? 'what can be read does not name it' : 'neither log can be read'}`,
    ];
  const left =
    leftOut === 0 ? [] : [`note: ${leftOut} events between the first and the last ones are left out`];
  return [...events.map(event => rowOf(event, telling)), ...left];
}

/** What an administrator may do next: shown, never run. */
export function commandsText(
  { name, standing }: Pick<Telling, 'name' | 'standing'>,
  bans: readonly BanNow[],
): string[] {
  const isOthers = bans.some(({ jail }) => !jailNames.some(ours => ours === jail));
  return [
    ...(bans.length === 0
      ? []
      : [`to lift the ban:  portjail unban ${name}${isOthers ? ' --all-jails' : ''}`]),
    standing.ignoredBy.length > 0
      ? `to let it be banned again:  ${againText(name, standing)}`
      : `to never ban it:  portjail ignore ${name}`,
  ];
}

/** What the config itself says is changed there. */
const againText = (name: string, { ignoredBy, namedBy }: Telling['standing']): string =>
  ignoredBy.some(entry => entry.startsWith('ignore.addresses: '))
    ? 'take it out of ignore.addresses of the config'
    : `portjail ignore --remove ${namedBy[0] ?? name}`;
