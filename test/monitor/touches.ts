import assert from 'node:assert/strict';
import type { Ban, Touch } from '../../src/events/event.ts';
import { parseAddress, parsePrefix } from '../../src/net/address.ts';

/** A touch of a source, which may be a network; a handshake with TCP port 23 unless `more` says else. */
export function touchOf(source: string, more: Partial<Touch> = {}): Touch {
  const prefix = parsePrefix(source) ?? assert.fail(source);
  return {
    verb: 'scan',
    pid: 1,
    time: 1_000_000,
    source: prefix.address,
    ...(source.includes('/') && { prefix: prefix.length }),
    target: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
    hits: 1,
    ports: 1,
    ...more,
  } as Touch;
}

export function banOf(kind: Ban['kind'], source: string, time: number, more: Partial<Ban> = {}): Ban {
  const prefix = parsePrefix(source) ?? assert.fail(source);
  const network = source.includes('/') && { prefix: prefix.length };
  return { kind, jail: 'portsentry', source: prefix.address, ...network, time, ...more };
}
