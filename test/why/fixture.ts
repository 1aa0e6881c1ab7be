import assert from 'node:assert/strict';
import type { Touch } from '../../src/events/event.ts';
import type { StoryEvent } from '../../src/events/story.ts';
import { parseLine } from '../../src/log/line.ts';
import { parsePrefix } from '../../src/net/address.ts';
import { touchLine } from '../report/fixture.ts';

/** What a line of a touch says, at 12:00 of a day. */
export function touchOf(
  source: string,
  more: Parameters<typeof touchLine>[2] & { readonly ports?: number } = {},
): Touch {
  const { ports = 1, ...other } = more;
  const line = touchLine(source, at(0), other).trimEnd().replace('ports=1', `ports=${ports}`);
  const entry = parseLine(line);
  assert.ok(entry !== undefined && entry.verb !== 'again' && entry.verb !== 'held', line);
  return entry;
}

/** So many seconds after 12:00, in milliseconds since the epoch. */
export const at = (seconds: number): number => new Date(2026, 10, 22, 12, 0, seconds).getTime();

type BanEvent = Extract<StoryEvent, { what: 'ban' }>;

export function banOf(
  source: string,
  kind: BanEvent['kind'],
  seconds: number,
  more: { readonly jail?: string; readonly ends?: number } = {},
): BanEvent {
  const { address, length } = parsePrefix(source) ?? assert.fail(source);
  return {
    what: 'ban',
    kind,
    time: at(seconds),
    jail: 'portsentry',
    source: address,
    ...(length < 128 && { prefix: length }),
    ...more,
  };
}
