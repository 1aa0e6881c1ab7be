import { parsePrefix } from '../../net/address.ts';
import { type PrefixList, prefixList } from '../../net/prefix-list.ts';
import { type PrefixSet, prefixSetInSteps } from '../../net/prefix-set.ts';
import type { Steps } from '../../util/steps.ts';
import type { Config } from '../schema/schema.ts';
import { readOptional } from './host-files.ts';
import { parseIgnoreFile } from './ignore-file.ts';

/** Everything that is never banned by the config's own word. */
export interface Ignored {
  /** As it was written, in its order. */
  readonly list: PrefixList;
  /** The same, to be asked. */
  readonly set: PrefixSet;
}

/** Reads every ignore file. `optional` ones may be missing; `placeOf` says who asked for the n-th. */
export function* readIgnored(
  { addresses, files }: Config['ignore'],
  optional: readonly string[],
  placeOf: (index: number) => string,
): Steps<{ ignored: Ignored; warnings: string[] }> {
  const list = prefixList(addresses.map(parsePrefix).filter(prefix => prefix !== undefined));
  const warnings: string[] = [];
  for (const [index, file] of files.entries()) {
    const read = readOptional(file);
    if ('text' in read) {
      warnings.push(...(yield* parseIgnoreFile(read.text, file, list)));
    } else if (!read.missing || !optional.includes(file)) {
      const reason = read.missing ? 'no such file' : read.reason;
      warnings.push(`${placeOf(index)}: ignore file ${file}: ${reason}; nobody is ignored by it`);
    }
  }
  return { ignored: { list, set: yield* prefixSetInSteps(list) }, warnings };
}
