import type { Spared } from '../../detect/rules.ts';
import type { Own } from '../../detect/spare/own.ts';
import type { Address } from '../../net/address.ts';
import { isNobody } from '../nobody.ts';

/** What this host's own word on a source is asked of; read anew for every event. */
export interface Law {
  readonly own: Pick<Own, 'isForMany'>;
  readonly spared: Pick<Spared, 'ignored' | 'own' | 'hosts'>;
}

/** Why this host would not have a source banned, whatever others say of it. */
export type Spare = 'ignored' | 'protected' | 'nobody';

/**
 * By the same sets as the sentry's. `nobody` are addresses that no other host can have met: those of the doctor, loopback,
 * and what is no single host. Who holds a connection here is not spared: anybody can hold one.
 */
export function spareOf(source: Address, now: number, { own, spared }: Law): Spare | undefined {
  if (spared.ignored.has(source, { time: now })) return 'ignored';
  if (spared.own.has(source) || spared.hosts.has(source)) return 'protected';
  return isNobody(source) || own.isForMany(source) ? 'nobody' : undefined;
}
