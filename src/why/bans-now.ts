import type { StoryEvent } from '../events/story.ts';
import { formatPrefix, maskAddress } from '../net/address.ts';

/** A ban that no line of Fail2ban's log ends. */
export interface BanNow {
  readonly jail: string;
  /** The address or network that is banned. */
  readonly source: string;
  readonly since: number;
  /** When it ends, where Fail2ban has said so; Infinity for one without end. */
  readonly ends: number | undefined;
}

/** The bans in force by Fail2ban's log, oldest first. */
export function bansNow(events: readonly StoryEvent[]): BanNow[] {
  const open = new Map<string, BanNow>();
  for (const event of events) {
    if (event.what !== 'ban') continue;
    const { jail, time, kind, ends } = event;
    const source = sourceText(event);
    const key = `${jail} ${source}`;
    const known = open.get(key);
    if (kind === 'unban') open.delete(key);
    else if (kind === 'increased') open.set(key, { jail, source, since: known?.since ?? time, ends });
    else if (known === undefined) open.set(key, { jail, source, since: time, ends: undefined });
  }
  return [...open.values()];
}

/** The source of any event as text: an address, or the network that is meant. */
export const sourceText = ({ source, prefix = 128 }: Pick<StoryEvent, 'source' | 'prefix'>): string =>
  formatPrefix({ address: maskAddress(source, prefix), length: prefix });
