declare const ofPages: unique symbol;
/** The number of a page, which has a bit for each of 65,536 ports. */
export type Page = number & { readonly [ofPages]: true };
/** No page, which has no port. */
export const noPage = 0 as Page;

/** Words of 32 ports. */
const words = 65_536 / 32;
/** Words that are emptied together: most sources touch ports in few regions, and 8 KiB take their time. */
const region = 32;
/** The bits of a page, 8 KiB, then a mark for each `region` of them that has any. */
const pageWords = words + words / region;

/** Pages, at most `bound` in use. Their memory is taken when they are first needed. */
export interface Pages {
  /** An empty page, or `noPage` when all are in use. */
  take(): Page;
  /** Takes a page back. */
  give(page: Page): void;
  has(page: Page, port: number): boolean;
  set(page: Page, port: number): void;
  clear(page: Page, port: number): void;
  /** The bits of a page, 8 KiB, as they stand there. */
  bits(page: Page): Int32Array;
}

export function createPages(bound: number): Pages {
  // All at once: the system gives memory of this size when it is first written to. The first page is `noPage`.
  const all = new Int32Array((bound + 1) * pageWords);
  const free: Page[] = [];
  let made = 0;
  const wordOf = (page: Page, port: number): number => page * pageWords + (port >>> 5);
  const empty = (page: Page): void => {
    const start = page * pageWords;
    for (let mark = 0; mark < words / region; mark++) {
      if (all[start + words + mark] === 0) continue;
      all[start + words + mark] = 0;
      all.fill(0, start + mark * region, start + (mark + 1) * region);
    }
  };
  return {
    take: () => {
      const page = free.pop();
      if (page !== undefined) return page;
      return made === bound ? noPage : (++made as Page);
    },
    give: page => {
      empty(page);
      free.push(page);
    },
    has: (page, port) => ((all[wordOf(page, port)] ?? 0) & (1 << (port & 31))) !== 0,
    set: (page, port) => {
      const word = wordOf(page, port);
      all[word] = (all[word] ?? 0) | (1 << (port & 31));
      all[page * pageWords + words + Math.floor((port >>> 5) / region)] = 1;
    },
    clear: (page, port) => {
      const word = wordOf(page, port);
      all[word] = (all[word] ?? 0) & ~(1 << (port & 31));
    },
    bits: page => all.subarray(page * pageWords, page * pageWords + words),
  };
}

/** Calls `each` with every port of the bits of a page, in ascending order. */
export function eachPort(bits: Int32Array, each: (port: number) => void): void {
  for (let at = 0; at < words; at++)
    for (let rest = bits[at] ?? 0; rest !== 0; rest &= rest - 1)
      each(at * 32 + 31 - Math.clz32(rest & -rest));
}
