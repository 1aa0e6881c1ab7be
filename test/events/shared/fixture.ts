import assert from 'node:assert/strict';
import { formatShared, type SharedVerb } from '../../../src/log/fleet/fleet-line.ts';
import { parseAddress } from '../../../src/net/address.ts';

/** A line of the fleet's log. */
export function sharedLine(
  source: string,
  time: number,
  verb: SharedVerb = 'fleet',
  origin = 'web2',
): string {
  const address = parseAddress(source) ?? assert.fail(source);
  return `${formatShared(verb, { time, source: address, port: 23, origin, hosts: 2 }, 7)}\n`;
}
