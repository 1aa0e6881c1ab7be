import assert from 'node:assert/strict';
import { ownSide, type Surroundings } from '../../src/detect/spare/own.ts';
import { createAddressTable, type Stay } from '../../src/detect/table/address-table.ts';
import { nothingAttached } from '../../src/detect/watch/attached.ts';
import type { Address } from '../../src/net/address.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { Probe } from '../../src/probe.ts';

export const address = (text: string): Address => parseAddress(text) ?? assert.fail(`no address: ${text}`);

/** A host of which nothing is known. */
export const anywhere: Surroundings = { own: ownSide({}, []), attached: nothingAttached };

/** A finished handshake with port 23 of 192.0.2.10, unless told otherwise. */
export const probe = (fields: Partial<Probe> = {}): Probe => ({
  time: 1_795_334_454_123,
  source: address('203.0.113.7'),
  target: address('192.0.2.10'),
  protocol: 'tcp',
  port: 23,
  kind: 'connect',
  evidence: 'handshake',
  ...fields,
});

/** A datagram, whose source may be forged. */
export const datagram = (fields: Partial<Probe> = {}): Probe =>
  probe({ protocol: 'udp', kind: 'udp', evidence: 'packet', ...fields });

const known = createAddressTable(65_536);

/** Where a source is, as a tracker would say it. */
export function stayOf({ source }: Pick<Probe, 'source'>): Stay {
  const slot = known.use(source);
  return { slot, tenant: known.tenant };
}
