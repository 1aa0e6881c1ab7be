import type { Counted, CountName } from '../receive/accounts.ts';

/** What is worth a word where there is any of it. */
const words: readonly (readonly [CountName, string])[] = [
  ['known', 'of sources named already'],
  ['held', 'held back (more than its share)'],
  ['alone', 'named by too few'],
  ['ignored', 'ignored here'],
  ['protected', 'protected here'],
  ['nobody', "nobody's address"],
  ['pardoned', 'pardoned'],
  ['too-old', 'too old (fleet.maxAge)'],
  ['ahead', 'ahead of our clock'],
  ['damaged', 'damaged'],
  ['unknown', 'of another version'],
];

/** What became of what was told, but for lines, in words; of those counts that are wanted and not 0. */
export const countTexts = (counted: Counted, isWanted: (name: CountName) => boolean = () => true): string =>
  words
    .flatMap(([name, text]) => (counted[name] > 0 && isWanted(name) ? `${counted[name]} ${text}` : []))
    .join(', ');
