import { clearPort, createPages, hasPort, type Page, setPort } from './port-pages.ts';
import { isHandshake, planes } from './recent-ports.ts';

/** 8 KiB for the ports of one source in one window, TCP, UDP and handshakes apart: 8 MiB in all, once they are needed. */
export const maxPages = 1024;
/** As many as the highest plane, and none for 0. */
const planeCount = 1 + Math.max(...Object.values(planes));
/** Books looked at to find one that gives way. */
const candidates = 8;

/** Distinct ports, and how many of them with a finished handshake. */
interface Count {
  ports: number;
  handshakes: number;
}

/** What was touched in one window of the clock. */
interface Half extends Count {
  readonly pages: (Page | undefined)[];
}

/** A source's ports of this window of the clock and of the one before. */
export interface Book extends Count {
  slot: number;
  /** Number of the window. */
  epoch: number;
  current: Half;
  previous: Half;
}

/** Exact counts for sources with more ports than are remembered of each. They count for one to two windows. */
export interface Books {
  /** The book of a source, brought up to this window, if it has one. */
  of(slot: number, epoch: number): Book | undefined;
  open(slot: number, epoch: number): Book;
  /** Notes a port, true when it was not noted in this window; when there is no page for it the count stands still. */
  add(book: Book, key: number): boolean;
  /** The last `of` found a book of the window before. */
  readonly turned: boolean;
  /** Takes a port out again that was added in this window. */
  remove(slot: number, key: number): void;
  /** Goes back to the window before, when nothing is noted in this one any more; what that had to forget stays so. */
  turnBack(slot: number): void;
  /** As `of`, without bringing it up to this window: how many ports would count. */
  peek(slot: number, epoch: number): Readonly<Count> | undefined;
  close(slot: number): void;
}

/** @param bound pages at most, for tests */
export function createBooks(capacity: number, bound = maxPages): Books {
  const pages = createPages(bound);
  const books: Book[] = [];
  /** Closed ones, to be used again: in a flood they come and go by the thousand. */
  const spare: Book[] = [];
  /** Place of a source's book in the list + 1. */
  const places = new Uint16Array(capacity);
  let hand = 0;
  let turned = false;

  const empty = (half: Half): void => {
    for (let plane = 0; plane < planeCount; plane++) {
      const page = half.pages[plane];
      if (page === undefined) continue;
      pages.give(page);
      half.pages[plane] = undefined;
    }
    half.ports = half.handshakes = 0;
  };
  const close = (slot: number): void => {
    const place = (places[slot] ?? 0) - 1;
    const book = books[place];
    const last = books.at(-1);
    if (book === undefined || last === undefined) return;
    empty(book.current);
    empty(book.previous);
    books[place] = last;
    places[last.slot] = place + 1;
    places[slot] = 0;
    books.pop();
    spare.push(book);
  };
  const turn = (book: Book, epoch: number): void => {
    // Behind the book's window the clock was set back, by less than a window: nothing is over.
    if (epoch <= book.epoch) return;
    turned = true;
    const { current, previous } = book;
    empty(previous);
    Object.assign(book, { epoch, current: previous, previous: current });
    book.ports = current.ports;
    book.handshakes = current.handshakes;
  };
  /** The next few books in turn, whichever source they are of: the one that says least gives way, to all but itself. */
  const makeRoom = (keep: Book): void => {
    let least: Book | undefined;
    for (let i = 0; i < candidates; i++) {
      hand = (hand + 1) % books.length;
      const book = books[hand];
      if (book === undefined || book === keep) continue;
      if (least === undefined || worth(book, keep.epoch) < worth(least, keep.epoch)) least = book;
    }
    if (least !== undefined) close(least.slot);
  };
  const takePage = (book: Book): Page | undefined => {
    const page = pages.take();
    if (page !== undefined) return page;
    makeRoom(book);
    return pages.take();
  };
  const bookAt = (slot: number): Book | undefined => books[(places[slot] ?? 0) - 1];
  return {
    of: (slot, epoch) => {
      turned = false;
      const book = bookAt(slot);
      if (book !== undefined) turn(book, epoch);
      return book;
    },
    get turned() {
      return turned;
    },
    open: (slot, epoch) => {
      const book = Object.assign(spare.pop() ?? blankBook(), {
        slot,
        epoch,
        ports: 0,
        handshakes: 0,
      });
      places[slot] = books.push(book);
      return book;
    },
    add: (book, key) => {
      const [plane, port] = [key >>> 16, key & 0xffff];
      if (hasPort(book.current.pages[plane], port)) return false;
      const page = book.current.pages[plane] ?? takePage(book);
      if (page === undefined) return false;
      book.current.pages[plane] = page;
      setPort(page, port);
      count(book.current, key, 1);
      if (!hasPort(book.previous.pages[plane], port)) count(book, key, 1);
      return true;
    },
    remove: (slot, key) => {
      const book = bookAt(slot);
      const [plane, port] = [key >>> 16, key & 0xffff];
      const page = book?.current.pages[plane];
      if (book === undefined || page === undefined || !hasPort(page, port)) return;
      clearPort(page, port);
      count(book.current, key, -1);
      if (!hasPort(book.previous.pages[plane], port)) count(book, key, -1);
    },
    turnBack: slot => {
      const book = bookAt(slot);
      if (book === undefined) return;
      const { current, previous } = book;
      empty(current);
      Object.assign(book, { epoch: book.epoch - 1, current: previous, previous: current });
      book.ports = previous.ports;
      book.handshakes = previous.handshakes;
    },
    peek: (slot, epoch) => {
      const book = bookAt(slot);
      return book === undefined || epoch <= book.epoch ? book : book.current;
    },
    close,
  };
}

const blankHalf = (): Half => ({ ports: 0, handshakes: 0, pages: new Array(planeCount).fill(undefined) });
const blankBook = (): Book => ({
  slot: 0,
  epoch: 0,
  ports: 0,
  handshakes: 0,
  current: blankHalf(),
  previous: blankHalf(),
});

function count(into: Count, key: number, by: 1 | -1): void {
  into.ports += by;
  if (isHandshake(key)) into.handshakes += by;
}

/** Who has not been seen for a window gives way first, a proven address last, and else the fewest ports. */
const worth = (book: Book, epoch: number): number =>
  epoch - book.epoch > 1 ? -1 : book.ports + book.handshakes * 65_536;
