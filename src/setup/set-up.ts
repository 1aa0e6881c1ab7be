import type { Loaded } from '../config/load.ts';
import type { Installed } from '../jails/install/install.ts';
import { heed, Interrupted } from '../util/interruptible.ts';
import { writeConfig } from './config.ts';
import { putJails, type Tell, takeJailsOut } from './jails.ts';
import { startSentry } from './sentry.ts';
import type { UnitState } from './systemd.ts';

/** What setup is to bring about, and what it knows before it changes anything. */
export interface Wish {
  readonly loaded: Loaded;
  /** Undefined where scans are to be logged only. */
  readonly plan: Installed | undefined;
  /** The sentry's unit, where there is one. */
  readonly unit: UnitState | undefined;
}

/**
 * Brings it about, step by step; each is told, and noted before it is done. Throws WorkError, or Interrupted between two
 * steps or in the middle of one: what was done stays, and uninstall undoes it.
 */
export async function setUp({ loaded, plan, unit }: Wish, tell: Tell, ended: AbortSignal): Promise<void> {
  try {
    tell('config', writeConfig(loaded));
    await heed(ended);
    await (plan === undefined ? takeJailsOut(tell, ended) : putJails(loaded, plan, tell, ended));
    await heed(ended);
    tell('sentry', await startSentry(unit, ended));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      error.signal,
      `${error.message}: "portjail setup" goes on from there, "portjail uninstall" undoes the rest`,
    );
  }
}
