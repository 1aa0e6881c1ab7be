import { diag } from '../../util/diag.ts';

const said = new Set<string>();

/** Whether the errno means that the system is short of something; said once, since probes wait or are lost meanwhile. */
export function isShort(code: string): boolean {
  if (!['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(code)) return false;
  if (!said.has(code))
    diag('error', `${code}: no descriptor or memory to take a connection with; trying again`);
  said.add(code);
  return true;
}
