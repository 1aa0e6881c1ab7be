import type { Address } from '../../net/address.ts';
import type { Kind, Protocol } from '../../probe.ts';

/** One packet that came to this host, as far as it matters whose port it went to. */
export interface Touch {
  readonly protocol: Protocol;
  readonly target: Address;
  readonly port: number;
  readonly source: Address;
  readonly sourcePort: number;
  readonly kind: Kind;
  /** Index of the interface that it came by; 0 when that is not known. */
  readonly device: number;
}
