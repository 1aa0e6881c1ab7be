/** Runs where modules are loaded: gives one of them another text. */
import type { LoadHook } from 'node:module';
import { type Plant, planted } from './plant.ts';

let plant: Plant | undefined;

export function initialize(given: Plant): void {
  plant = given;
}

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (plant === undefined || url !== plant.url) return loaded;
  const text = Buffer.from(loaded.source as Uint8Array).toString('utf8');
  const { start, end } = plant;
  return {
    ...loaded,
    source: text.slice(0, start) + (planted(text.slice(start, end)) ?? '') + text.slice(end),
  };
};
