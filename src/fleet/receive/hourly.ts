import { createLru } from '../../util/lru.ts';

const hour = 3_600_000;
/** Hosts that are told apart; the one that has told nothing for longest is forgotten. */
const mostHosts = 20_000;

/**
 * Whether the word of a host may have one more line: so many within any hour. It is asked with a time in milliseconds; a
 * clock that was set back forgets what lies ahead of it.
 */
export function createHourly(most: number): { readonly take: (origin: string, now: number) => boolean } {
  const taken = createLru<number[]>(mostHosts);
  return {
    take: (origin, now) => {
      const recent = (taken.get(origin) ?? []).filter(then => then <= now && now - then < hour);
      const isFree = recent.length < most;
      if (isFree) recent.push(now);
      taken.set(origin, recent);
      return isFree;
    },
  };
}
