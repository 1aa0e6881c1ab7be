import type { Address } from '../../net/address.ts';
import type { Protocol } from '../../probe.ts';
import { addressHash, createAddressHash, secretSeed } from './address-hash.ts';

/** The two ends of a conversation: a place of this host's and one of another's, named as a packet that comes in has them. */
export interface Flow {
  readonly protocol: Protocol;
  readonly target: Address;
  readonly port: number;
  readonly source: Address;
  readonly sourcePort: number;
}

/** Words of a key: the protocol, both ports, both addresses. */
export const flowWords = 10;

/** Writes a flow as a key, into its first words. */
export function writeFlow(key: Int32Array, { protocol, target, port, source, sourcePort }: Flow): void {
  key[0] = protocol === 'tcp' ? 1 : 2;
  key[1] = (port << 16) | sourcePort;
  for (let i = 0; i < 4; i++) {
    key[2 + i] = target[i] ?? 0;
    key[6 + i] = source[i] ?? 0;
  }
}

/** The flow whose key begins at `at`. */
export function readFlow(key: Int32Array, at: number): Flow {
  const word = (i: number): number => (key[at + i] ?? 0) >>> 0;
  return {
    protocol: word(0) === 1 ? 'tcp' : 'udp',
    target: [word(2), word(3), word(4), word(5)],
    port: word(1) >>> 16,
    source: [word(6), word(7), word(8), word(9)],
    sourcePort: word(1) & 0xffff,
  };
}

/** Whether the key that begins at `at` is this one. */
export function isFlowAt(keys: Int32Array, at: number, wanted: Int32Array): boolean {
  for (let i = 0; i < flowWords; i++) if (keys[at + i] !== wanted[i]) return false;
  return true;
}

/** A hash of the key that begins at `at`. Each part has words of its own, so that no choice of addresses and ports aims for one place. */
export function createFlowHash(
  ofSource = createAddressHash(secretSeed()),
): (key: Int32Array, at: number) => number {
  const [ofPorts, ofTarget] = [createAddressHash(secretSeed()), createAddressHash(secretSeed())];
  const [ofProtocol = 1] = secretSeed();
  // Both ports as an address of IPv4, of which one word is looked up.
  return (key, at) =>
    Math.imul(word(key, at), ofProtocol | 1) ^
    ofPorts(0, 0, 0xffff, word(key, at + 1)) ^
    ofTarget(word(key, at + 2), word(key, at + 3), word(key, at + 4), word(key, at + 5)) ^
    ofSource(word(key, at + 6), word(key, at + 7), word(key, at + 8), word(key, at + 9));
}

/** The hash that tables of conversations have. */
export const flowHash = createFlowHash(addressHash);

const word = (key: Int32Array, at: number): number => key[at] ?? 0;
