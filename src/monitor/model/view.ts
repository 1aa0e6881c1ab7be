import type { Touch } from '../../events/event.ts';
import type { Filter } from './filter.ts';
import { createPortTable, type PortTable } from './port-table.ts';
import { createRate, type Rate } from './rate.ts';
import { createSourceTable, type SourceTable } from './source-table.ts';

/** What the screen shows of the lines that a filter takes. */
export interface View {
  readonly filter: Filter;
  readonly sources: SourceTable;
  readonly ports: PortTable;
  readonly rate: Rate;
  /** Newest last. */
  readonly lines: readonly Touch[];
  add(touch: Touch): void;
}

/** More than any terminal has rows. */
const mostLines = 200;

/** @param column of the rate (milliseconds) */
export function createView(filter: Filter, column: number): View {
  const [sources, ports, rate] = [createSourceTable(), createPortTable(), createRate(column)];
  const lines: Touch[] = [];
  return {
    filter,
    sources,
    ports,
    rate,
    lines,
    add(touch) {
      if (!filter.takes(touch)) return;
      sources.add(touch);
      ports.add(touch);
      rate.add(touch.evidence, touch.time);
      lines.push(touch);
      if (lines.length > 2 * mostLines) lines.splice(0, mostLines);
    },
  };
}
