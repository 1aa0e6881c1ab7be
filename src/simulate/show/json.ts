import type { Simulation } from '../result.ts';

/** Keys that hold a time. */
const times = new Set(['since', 'until', 'firstBan', 'lastBan', 'last']);

/** The whole simulation; times are ISO in UTC, null is what is not known or has no end. */
export const simulationJson = (simulation: Simulation): string =>
  `${JSON.stringify(simulation, (key, value) => (times.has(key) ? timeOf(value) : value), 2)}\n`;

const timeOf = (value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? new Date(value).toISOString() : value;
