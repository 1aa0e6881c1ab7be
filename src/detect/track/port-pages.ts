/** A bit for each of 65,536 ports, 8 KiB, then a mark for each `region` of them that has any. */
export type Page = Int32Array;

/** Words of 32 ports. */
const words = 65_536 / 32;
/** Words that are emptied together: most sources touch ports in few regions, and 8 KiB take their time. */
const region = 32;

export const hasPort = (page: Page | undefined, port: number): boolean =>
  page !== undefined && ((page[port >>> 5] ?? 0) & (1 << (port & 31))) !== 0;

export const setPort = (page: Page, port: number): void => {
  const word = port >>> 5;
  page[word] = (page[word] ?? 0) | (1 << (port & 31));
  page[words + Math.floor(word / region)] = 1;
};

export const clearPort = (page: Page, port: number): void => {
  page[port >>> 5] = (page[port >>> 5] ?? 0) & ~(1 << (port & 31));
};

/** Calls `each` with every port of a page, or of its first 8 KiB alone, in ascending order. */
export function eachPort(page: Int32Array, each: (port: number) => void): void {
  for (let at = 0; at < words; at++)
    for (let rest = page[at] ?? 0; rest !== 0; rest &= rest - 1)
      each(at * 32 + 31 - Math.clz32(rest & -rest));
}

/** The bits of a page, 8 KiB, as they stand there. */
export const bitsOf = (page: Page): Int32Array => page.subarray(0, words);

function empty(page: Page): void {
  for (let mark = words; mark < page.length; mark++) {
    if (page[mark] === 0) continue;
    page[mark] = 0;
    page.fill(0, (mark - words) * region, (mark - words + 1) * region);
  }
}

/** Empty pages, at most `bound` in use, made when they are first needed. */
export interface Pages {
  /** An empty page, or undefined when all are in use. */
  take(): Page | undefined;
  /** Takes a page back. */
  give(page: Page): void;
}

export function createPages(bound: number): Pages {
  const free: Page[] = [];
  let made = 0;
  return {
    take: () => {
      const page = free.pop();
      if (page !== undefined || made === bound) return page;
      made++;
      return new Int32Array(words + words / region);
    },
    give: page => {
      empty(page);
      free.push(page);
    },
  };
}
