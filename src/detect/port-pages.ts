/** A bit for each of 65,536 ports, 8 KiB. */
export type Page = Int32Array;

export const hasPort = (page: Page | undefined, port: number): boolean =>
  page !== undefined && ((page[port >>> 5] ?? 0) & (1 << (port & 31))) !== 0;

export const setPort = (page: Page, port: number): void => {
  page[port >>> 5] = (page[port >>> 5] ?? 0) | (1 << (port & 31));
};

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
      return new Int32Array(65_536 / 32);
    },
    give: page => {
      page.fill(0);
      free.push(page);
    },
  };
}
