import { UsageError } from '../util/errors.ts';
import type { Arguments } from './index.ts';

/** Throws UsageError for a word that no option takes: `run FILE` without -c must not run with another config. */
export function refuseOperands(command: string, { positionals }: Pick<Arguments, 'positionals'>): void {
  if (positionals.length === 0) return;
  const words = positionals.map(word => `"${word}"`).join(' ');
  throw new UsageError(
    `unexpected ${words}: a config is named with -c FILE, the rest says portjail ${command} --help`,
  );
}
