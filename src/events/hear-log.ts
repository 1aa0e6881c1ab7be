import { parseLine } from '../log/line.ts';
import { isMarked } from '../log/marked.ts';
import { createOnce, createOnceOfSome } from '../log/once.ts';
import type { Prefix } from '../net/address.ts';
import { type Counts, createClock } from './counts.ts';
import type { Hearer, Hearing } from './event.ts';
import { concerns } from './only.ts';
import type { Span } from './span.ts';

/**
 * Takes the lines of our log in their order, and tells of each event of the span once. The doctor's own lines are left out.
 * @param only an address or network: no other is told of, nor what was held back
 */
export function hearLog(span: Span, hearer: Hearer, counts: Counts, only?: Prefix): Hearing {
  const once = only === undefined ? createOnce() : createOnceOfSome();
  const clock = createClock(span, counts);
  const onLine = (line: string): void => {
    const entry = parseLine(line);
    if (entry === undefined) {
      counts.foreign++;
      return;
    }
    const told = once(entry);
    if (told === undefined) return;
    if (!clock(told.time) || isMarked(told)) return;
    if (told.verb === 'held') {
      if (only !== undefined) return;
      hearer.onHeld?.(told);
    } else {
      if (only !== undefined && !concerns(only, told.source, told.prefix)) return;
      hearer.onTouch?.(told);
    }
    counts.events++;
  };
  return {
    onLine,
    // The unit says other things there, too: they are not for a log.
    onMessage: message => {
      if (message.includes(' portsentry[')) onLine(message);
    },
  };
}
