import { type Prefix, parsePrefix } from '../net/address.ts';
import { readOptional } from './host-files.ts';
import { parseIgnoreFile } from './ignore-file.ts';
import type { Config } from './schema.ts';

/** Everything that is never banned by the config's own word. */
export interface Ignored {
  readonly prefixes: Prefix[];
  readonly warnings: string[];
}

/** Reads every ignore file. `optional` ones may be missing; `placeOf` says who asked for the n-th. */
export function readIgnored(
  { addresses, files }: Config['ignore'],
  optional: readonly string[],
  placeOf: (index: number) => string,
): Ignored {
  const prefixes = addresses.map(parsePrefix).filter(prefix => prefix !== undefined);
  const warnings: string[] = [];
  for (const [index, file] of files.entries()) {
    const read = readOptional(file);
    if ('text' in read) {
      const list = parseIgnoreFile(read.text, file);
      // Not as arguments of one call: there is room for some hundred thousand of those at the most.
      for (const prefix of list.prefixes) prefixes.push(prefix);
      warnings.push(...list.warnings);
    } else if (!read.missing || !optional.includes(file)) {
      const reason = read.missing ? 'no such file' : read.reason;
      warnings.push(`${placeOf(index)}: ignore file ${file}: ${reason}; nobody is ignored by it`);
    }
  }
  return { prefixes, warnings };
}
