import { assemble } from '../bpf/assemble.ts';
import { lookupProgram } from '../bpf/lookup.ts';
import { kind, loadProgram } from '../bpf/objects.ts';
import { BpfError } from '../bpf/system-call.ts';
import type { Maps } from '../bpf/tables.ts';

/** The loaded program, tied to nothing yet. */
export interface Lookup {
  readonly program: number;
  /** False before Linux 5.17: connections count by whichever interface they come. */
  readonly byInterface: boolean;
}

/** Loads the lookup as far as this kernel can have it; the caller closes its descriptor. Throws BpfError. */
export function loadLookup(maps: Maps): Lookup {
  const load = (byInterface: boolean): Lookup => ({
    program: loadProgram('lookup', kind.lookup, assemble(lookupProgram(maps, byInterface))),
    byInterface,
  });
  try {
    return load(true);
  } catch (error) {
    // The verifier refuses to read a field that it does not know.
    if (!(error instanceof BpfError) || error.code !== 'EACCES') throw error;
    return load(false);
  }
}
