import { parseShared, type SharedEntry } from '../../log/fleet/fleet-line.ts';
import { parseLine } from '../../log/line.ts';
import type { Prefix } from '../../net/address.ts';
import { concerns } from '../only.ts';
import type { Span } from '../span.ts';

/** What other hosts have proven: the fleet's own log, none of whose lines is a probe that was seen here. */
export type Shared = SharedEntry;

/**
 * Takes the lines of the fleet's log in their order, and tells of each of the span once: what was written again after a
 * rotation is the same. Other lines are passed over.
 * @param only an address or network: no other is told of
 */
export function hearShared(
  { since, until }: Span,
  onShared: (shared: Shared) => void,
  only?: Prefix,
): (line: string) => void {
  let again = 0;
  return line => {
    const shared = parseShared(line);
    if (shared === undefined) {
      const other = parseLine(line);
      if (other?.verb === 'again') again = other.lines;
    } else if (again > 0) again--;
    else if (shared.time >= since && shared.time <= until && (!only || concerns(only, shared.source)))
      onShared(shared);
  };
}
