import { register } from 'node:module';
import type { Branch } from './coverage.ts';

/** A piece of a compiled file that is replaced, so that it throws when it is reached. */
export interface Plant {
  readonly url: string;
  readonly start: number;
  readonly end: number;
}

const call = 'globalThis.plantedFault()';

/** What a branch is replaced by; undefined where nothing can stand there that throws. */
export function planted(text: string): string | undefined {
  const [operator] = /^(?:\?\?|\|\||&&|\?|:)/.exec(text) ?? [];
  if (operator !== undefined) return `${operator} ${call}`;
  if (text.startsWith('{')) return `{ ${call}; ${text.slice(1)}`;
  if (/^(?:return|throw|continue|break)\b/.test(text)) return `{ ${call}; ${text} }`;
  return undefined;
}

/** The branches at which it can be done, the rarest first. */
export const plantable = (branches: readonly Branch[], textOf: (branch: Branch) => string): Branch[] =>
  branches
    .filter(branch => branch.count > 0 && planted(textOf(branch)) !== undefined)
    .sort((a, b) => a.count - b.count || a.file.localeCompare(b.file) || a.start - b.start);

class PlantedFault extends Error {
  override readonly name = 'PlantedFault';
}

/** Has this thread load the file as it is planted; to be called before it is loaded. */
export function plantIt(plant: Plant): { readonly isReached: () => boolean } {
  let isReached = false;
  Object.assign(globalThis, {
    plantedFault: () => {
      isReached = true;
      throw new PlantedFault('planted');
    },
  });
  register(new URL('./plant-hook.js', import.meta.url), { data: plant });
  return { isReached: () => isReached };
}
