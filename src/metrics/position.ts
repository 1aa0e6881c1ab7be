import type { Position } from '../events/account.ts';

/** Where the next reading of both logs goes on. */
export interface Positions {
  readonly log?: Position | undefined;
  readonly bans?: Position | undefined;
}

/**
 * A comment to Prometheus. It stands in the file with the counts that it belongs to: a rename puts both there at once, so
 * that no line is counted twice or never, whenever a run ends.
 */
const lead = '# portjail-position ';

export const positionLine = (positions: Positions): string => `${lead}${JSON.stringify(positions)}\n`;

/** Reads it back. Undefined for a text that has none, or another one than was written. */
export function readPositions(text: string): Positions | undefined {
  const line = text.split('\n').find(one => one.startsWith(lead));
  if (line === undefined) return undefined;
  const found = jsonIn(line.slice(lead.length));
  if (typeof found !== 'object' || found === null) return undefined;
  const { log, bans } = found as Record<string, unknown>;
  return { log: positionOf(log), bans: positionOf(bans) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function positionOf(value: unknown): Position | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('cursor' in value)
    return typeof value.cursor === 'string' && /^s=[\w=;]{1,400}$/.test(value.cursor)
      ? { cursor: value.cursor }
      : undefined;
  const { offset, head, tail, written } = value as Record<string, unknown>;
  const marks = [markOf(head), markOf(tail)] as const;
  const [first, last] = marks;
  if (!isCount(offset) || offset === 0 || !isCount(written) || first === undefined || last === undefined)
    return undefined;
  return first.length <= offset && last.length <= offset
    ? { offset, head: first, tail: last, written }
    : undefined;
}

function markOf(value: unknown): { length: number; hash: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { length, hash } = value as Record<string, unknown>;
  if (!isCount(length) || length > 1024 || typeof hash !== 'string' || !/^[0-9a-f]{32}$/.test(hash))
    return undefined;
  return { length, hash };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
