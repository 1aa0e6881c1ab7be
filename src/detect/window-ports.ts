import { type Book, createBooks } from './port-books.ts';
import { createRecentPorts, remembered, stampsPerWindow } from './recent-ports.ts';

/** The distinct ports of every source within a window: of a few its own memory says it, of more a book. */
export interface WindowPorts {
  /**
   * Notes that a source touched a port; what it comes to stands in the fields below.
   * @param time milliseconds
   * @param window milliseconds, the same until `age` was called for all
   */
  touch(slot: number, key: number, time: number, window: number): void;
  /** The port was not among those remembered. */
  readonly isNew: boolean;
  /** Distinct ports that count, and how many of them with a finished handshake. */
  readonly ports: number;
  readonly handshakes: number;
  /** Distinct ports remembered, whether they still count or not. */
  readonly known: number;
  /** Nothing that a source did counts any more; a few ports stay remembered. */
  age(slot: number): void;
  /** The slot is another's now. */
  clear(slot: number): void;
}

/** @param pages as `createBooks` */
export function createWindowPorts(capacity: number, pages: number): WindowPorts {
  const recent = createRecentPorts(capacity);
  const books = createBooks(capacity, pages);
  const result = { isNew: false, ports: 0, handshakes: 0, known: 0 };

  const openBook = (slot: number, epoch: number): Book => {
    const book = books.open(slot, epoch);
    books.add(book, recent.displaced);
    for (let place = 0; place < remembered; place++) {
      const key = recent.keyAt(slot, place);
      if (key !== 0) books.add(book, key);
    }
    return book;
  };
  const bookOf = (slot: number, key: number, epoch: number): Book | undefined => {
    const book = books.of(slot, epoch);
    if (book !== undefined && book.ports > remembered) {
      books.add(book, key);
      return book;
    }
    // So few ports in the whole of the last window are all remembered.
    if (book !== undefined) books.close(slot);
    return recent.displaced === 0 ? undefined : openBook(slot, epoch);
  };
  return Object.assign(result, {
    touch: (slot: number, key: number, time: number, window: number): void => {
      recent.touch(slot, key, Math.floor((time * stampsPerWindow) / window));
      const book = bookOf(slot, key, Math.floor(time / window));
      result.isNew = recent.isNew;
      result.known = recent.known;
      result.ports = Math.max(recent.ports, book?.ports ?? 0);
      result.handshakes = Math.max(recent.handshakes, book?.handshakes ?? 0);
    },
    age: (slot: number): void => {
      recent.age(slot);
      books.close(slot);
    },
    clear: (slot: number): void => {
      recent.clear(slot);
      books.close(slot);
    },
  });
}
