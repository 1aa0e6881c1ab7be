import { numberText } from '../../report/show/words.ts';
import type { Simulation } from '../result.ts';

/**
 * The one sentence of `install` and `check --simulate`, without its full stop; undefined where the log has no scan.
 * @param span how far back was looked, as it goes on behind "the last"
 */
export function sentenceOf({ settings, scans }: Simulation, span: string): string | undefined {
  const [result] = settings;
  if (result === undefined || scans === 0) return undefined;
  const { sources, again, bannedSpared } = result;
  const head = `on the last ${span} of your log these jails would have banned`;
  if (sources === 0) return `${head} nobody`;
  const spared =
    bannedSpared === 0
      ? 'none of them ignored'
      : `${numberText(bannedSpared)} of them ignored at other times`;
  const banned = sources === 1 ? '1 address' : `${numberText(sources)} addresses`;
  return `${head} ${banned}, ${numberText(again)} of them again, ${spared}`;
}
