import { advice, honestClients } from './advice.ts';
import type { Loaded } from './load.ts';

/**
 * What is said at every start, reload and install: whole what keeps the sentry from seeing, writing or having banned, and
 * the number of what else there is to know of a `portsentry.conf`, which `portjail check` prints.
 */
export function pressing(loaded: Pick<Loaded, 'config' | 'file' | 'warnings' | 'minor'>): string[] {
  const { config, file = '', warnings, minor } = loaded;
  const all = [...new Set([...warnings, ...advice(config)])];
  if (minor.length === 0) return all;
  const counted = new Set([...minor, ...honestClients(config)]);
  const whole = all.filter(text => !counted.has(text));
  const more = counted.size === 1 ? '1 more remark' : `${counted.size} more remarks`;
  return [...whole, `${file}: ${more} on what it means here: portjail check -c ${file}`];
}
