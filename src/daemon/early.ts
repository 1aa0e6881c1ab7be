import { kept, type Probe } from '../probe.ts';
import type { Reports } from '../sentry/departures.ts';

/** What comes while the sentry still has the rights it was started with: nothing is written then. */
export interface Early {
  readonly reports: Reports;
  /** Passes on what waited, then each one as it comes; returns how many there was no room for. */
  open(): number;
}

/** A start takes a second; a flood of that time is no scan's loss. */
const most = 1_000;

/** Probes and answers keep their order: an answer takes back what came before it. */
export function createEarly(to: Reports): Early {
  const waiting: (() => void)[] = [];
  let [isOpen, lost] = [false, 0];
  const later = (pass: () => void): void => {
    if (isOpen) pass();
    else if (waiting.length < most) waiting.push(pass);
    else lost++;
  };
  const keep = (lent: Probe): void => {
    const probe = kept(lent);
    later(() => to.probe(probe));
  };
  return {
    reports: {
      probe: probe => {
        if (isOpen) to.probe(probe);
        else keep(probe);
      },
      answer: answer => later(() => to.answer(answer)),
    },
    open: () => {
      isOpen = true;
      for (const pass of waiting.splice(0)) pass();
      return lost;
    },
  };
}
