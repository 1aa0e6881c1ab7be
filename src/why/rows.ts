import type { Config } from '../config/schema/schema.ts';
import { timeText } from '../events/account.ts';
import type { StoryEvent } from '../events/story.ts';
import type { RefusedSource } from '../fleet/status/shape.ts';
import { portText, type ServiceNames } from '../net/service-names.ts';
import { sourceText } from './bans-now.ts';
import { ruleOf } from './rule.ts';
import type { Standing } from './standing.ts';

export interface Telling {
  /** The address or network that is asked for, as text: events of another one name it. */
  readonly name: string;
  readonly trigger: Config['trigger'];
  readonly standing: Standing;
  readonly services: ServiceNames;
  /** What the fleet's process remembers of hosts that named it, and of which nothing came. */
  readonly refused: readonly RefusedSource[];
}

/** One event in a row: when, what, and the rule behind it. */
export function rowOf(event: StoryEvent, telling: Telling): string {
  const source = sourceText(event);
  const who = source === telling.name ? '' : `${source}  `;
  return `${timeText(event.time)}  ${who}${eventWords(event, telling)}`;
}

/** What happened, and the rule behind it. */
export function eventWords(
  event: StoryEvent,
  { trigger, standing, services }: Pick<Telling, 'trigger' | 'standing' | 'services'>,
): string {
  switch (event.what) {
    case 'touch': {
      const { kind, evidence, hits, ports } = event;
      const verdict = event.verb === 'scan' ? 'scan' : `seen, ${event.why}`;
      const sofar = `${counted(hits, 'hit')} on ${counted(ports, 'port')}`;
      return `${verdict}: ${portText(event, services)}, ${kind}, ${evidence}, ${sofar}: ${ruleOf(event, trigger, standing)}`;
    }
    case 'found':
      return `found by the jail ${event.jail}, in the line of ${timeText(event.of)}`;
    case 'ban':
      return banWords(event);
    case 'shared':
      return sharedWords(event, services);
  }
}

/** What another host has proven: nothing of it was seen here. */
function sharedWords(
  { verb, origin, hosts, port }: Extract<StoryEvent, { what: 'shared' }>,
  services: ServiceNames,
): string {
  const more = hosts > 1 ? ` and ${counted(hosts - 1, 'more host')}` : '';
  const then = verb === 'fleet' ? 'to be banned here by portsentry-fleet' : 'written down, and no ban';
  return `named by ${origin}${more} of the fleet, for a handshake with ${portText({ port, protocol: 'tcp' }, services)} there: ${then}`;
}

function banWords({ kind, jail, ends }: Extract<StoryEvent, { what: 'ban' }>): string {
  switch (kind) {
    case 'ban':
      return `banned by the jail ${jail}`;
    case 'increased':
      return `this ban of the jail ${jail} lasts ${endText(ends)}`;
    case 'restored':
      return `banned again by the jail ${jail} after Fail2ban was started again: no new ban`;
    case 'already':
      return `already banned by the jail ${jail}`;
    case 'unban':
      return `unbanned by the jail ${jail}`;
  }
}

/** When a ban ends. */
export const endText = (ends: number | undefined): string =>
  ends === undefined
    ? 'until a time that is not known'
    : Number.isFinite(ends)
      ? `until ${timeText(ends)}`
      : 'for good';

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
