import type { Probe, Report } from '../probe.ts';

/** Probes that come while the sentry still has the rights it was started with: nothing is written then. */
export interface Early {
  readonly report: Report;
  /** Passes on what waited, then each one as it comes; returns how many there was no room for. */
  open(): number;
}

/** A start takes a second; a flood of that time is no scan's loss. */
const most = 1_000;

export function createEarly(pass: Report): Early {
  const waiting: Probe[] = [];
  let [isOpen, lost] = [false, 0];
  return {
    report: probe => {
      if (isOpen) pass(probe);
      else if (waiting.length < most) waiting.push(probe);
      else lost++;
    },
    open: () => {
      isOpen = true;
      for (const probe of waiting.splice(0)) pass(probe);
      return lost;
    },
  };
}
