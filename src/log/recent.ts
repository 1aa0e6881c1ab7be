/** The last lines that a file was given. */
export interface Recent {
  /** A line has been written; `now` in milliseconds of a clock that never goes back. */
  add(line: string, now: number): void;
  /** Those that were written after that moment, oldest first. */
  after(moment: number): string[];
}

/**
 * How long before a rotation a line may still be unread (milliseconds): Fail2ban's polling looks every 0.2 to 0.8 s, and
 * rests for 2 s when it finds no file (Utils.wait_for and commonError of Fail2ban 1.0.2).
 */
export const unreadFor = 2_000;

/** More than the flood guard lets through in that time; also when all that waited for a full disk is written at once. */
const most = 1_000;

/** Keeps what may be unread. */
export function createRecent(): Recent {
  const kept: { readonly line: string; readonly at: number }[] = [];
  return {
    add: (line, now) => {
      kept.push({ line, at: now });
      while (kept.length > most || (kept[0]?.at ?? now) < now - unreadFor) kept.shift();
    },
    after: moment => kept.filter(({ at }) => at >= moment).map(({ line }) => line),
  };
}
