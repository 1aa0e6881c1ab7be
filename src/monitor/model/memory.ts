import type { HeldBack, Touch } from '../../events/event.ts';
import { type Filter, noFilter } from './filter.ts';
import { createView, type View } from './view.ts';

/** What has been told so far: all of it as a view, and the last lines one by one for a view through a filter. */
export interface Memory {
  add(touch: Touch): void;
  hold(held: HeldBack): void;
  /** Lines that were held back, by what was told. */
  readonly held: () => number;
  /** The view through the filter that was set last. */
  readonly view: () => View;
  /** Looks through another filter: at the lines that are kept, and at what comes. */
  filter(filter: Filter): void;
  /** How many lines a new filter is looked through at most. */
  readonly reach: number;
}

/** Lines that are let go at once. */
const spare = 1_000;

/** @param column of the rate (milliseconds) */
export function createMemory(column: number, reach = 10_000): Memory {
  const all = createView(noFilter, column);
  const touches: Touch[] = [];
  let [view, held] = [all, 0];
  return {
    add(touch) {
      all.add(touch);
      if (view !== all) view.add(touch);
      touches.push(touch);
      if (touches.length >= reach + spare) touches.splice(0, spare);
    },
    hold({ lines }) {
      held += lines;
    },
    held: () => held,
    view: () => view,
    filter(filter) {
      view = filter.text === '' ? all : createView(filter, column);
      if (view !== all) for (const touch of touches.slice(-reach)) view.add(touch);
    },
    reach,
  };
}
