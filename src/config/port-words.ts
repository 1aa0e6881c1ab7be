/** The word of `tcp.ports` for every unused port below `tcp.below`, less `tcp.exclude`. */
export const unusedWord = 'unused';

/** The items of a port list. */
const portItems = (list: string): string[] =>
  list
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

/** How often the list has that word. */
export const countUnused = (list: string): number =>
  portItems(list).filter(item => item === unusedWord).length;
