import { diag } from '../../util/diag.ts';

/** A shortage is over when something could be taken and nothing was short for so long (milliseconds). */
const overAfter = 10_000;

const said = new Set<string>();
let shortAt = 0;

/** Whether the errno means that the system is short of something; said once, since probes wait or are lost meanwhile. */
export function isShort(code: string, clock = () => performance.now()): boolean {
  if (!['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(code)) return false;
  if (!said.has(code))
    diag('error', `${code}: no descriptor or memory to take a connection with; trying again`);
  said.add(code);
  shortAt = clock();
  return true;
}

/** To be called when something was taken: says once that the shortage is over. Costs nothing where there was none. */
export function taken(clock = () => performance.now()): void {
  if (said.size === 0 || clock() - shortAt < overAfter) return;
  diag('notice', `connections are taken again (${[...said].join(', ')} is over)`);
  said.clear();
}
