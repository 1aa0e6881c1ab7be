import { askingUntil } from '../fail2ban/client.ts';
import { parseBanned, stateIn } from '../fail2ban/server.ts';
import type { Bans } from './model/bans.ts';

/** Each time costs two tenths of a second of a processor (milliseconds). */
const askEvery = 60_000;

/**
 * Asks Fail2ban's server for its bans, at once and then every minute until `ended`, where this user may: its log may have
 * been lost in part. `onTold` is called when it has said them.
 */
export function askServer(bans: Bans, onTold: () => void, ended: AbortSignal): void {
  if (process.geteuid?.() !== 0) return;
  const ask = askingUntil(ended);
  const once = async (): Promise<void> => {
    const asked = Date.now();
    // Whatever goes wrong: there is the log, and a next time.
    const ran = await ask('banned').catch(() => undefined);
    if (ended.aborted || ran === undefined || stateIn(ran) !== 'up' || ran.code !== 0) return;
    bans.correct(parseBanned(ran.out), asked);
    onTold();
  };
  let asking = once();
  const timer = setInterval(() => {
    asking = asking.then(once);
  }, askEvery);
  ended.addEventListener('abort', () => clearInterval(timer), { once: true });
}
