/** How a ban grows with every offence (server/jail.py, setBanTimeExtra, of Fail2ban 1.0.2 and 1.1). */
export interface Growth {
  readonly factor: number;
  /** `doubling` is the one of the pack; both are named in Fail2ban's jail.conf. Unused where there are multipliers. */
  readonly formula: 'doubling' | 'exponential';
  /** Of the ban time, by the number of bans before; the last one goes on. */
  readonly multipliers: readonly number[];
  /** Seconds; undefined for no limit. */
  readonly maxtime: number | undefined;
}

/**
 * The ban time (seconds) of a source that was banned `count` times before.
 * @param bantime seconds, of the first ban
 */
export function grown(
  { factor, formula, multipliers, maxtime }: Growth,
  bantime: number,
  count: number,
): number {
  const time =
    multipliers.length > 0
      ? bantime * factor * (multipliers[count] ?? multipliers.at(-1) ?? 1)
      : Math.max(bantime, formulas[formula](bantime, count, factor));
  return maxtime === undefined ? time : Math.min(time, maxtime);
}

const formulas = {
  doubling: (bantime: number, count: number, factor: number): number =>
    bantime * 2 ** Math.min(count, 20) * factor,
  exponential: (bantime: number, count: number, factor: number): number =>
    (bantime * Math.exp((count + 1) * factor)) / Math.exp(factor),
} as const;
