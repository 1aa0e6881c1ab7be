import type { Ban } from '../events/event.ts';
import type { Span } from '../events/span.ts';
import { jailNames } from '../jails/pack/names.ts';

/** When bans of our jails were in force while the log was written. Times are milliseconds since the epoch. */
interface InForce {
  /** From the first to the last moment at which any was. */
  readonly since: number;
  readonly until: number;
  /** Of the span, 0 to 1. */
  readonly share: number;
  readonly sources: number;
}

/** What Fail2ban really did: the handshakes of who is banned do not get into the log. */
export interface RealBans {
  add(slot: number, ban: Ban): void;
  clear(slot: number): void;
  wasBanned(slot: number): boolean;
  /** Undefined where none was in force. */
  inForce(span: Span): InForce | undefined;
}

export function createRealBans(slots: number): RealBans {
  /** A bit for each jail that bans a source now, and one for who ever was. */
  const open = new Uint8Array(slots);
  let [bans, sources, since, held, first, last] = [0, 0, 0, 0, 0, 0];
  const begin = (time: number): void => {
    if (bans++ > 0) return;
    since = time;
    if (first === 0) first = time;
  };
  const end = (time: number): void => {
    if (--bans > 0) return;
    held += Math.max(0, time - since);
    last = time;
  };
  return {
    add: (slot, { kind, jail, time }) => {
      const at = (jailNames as readonly string[]).indexOf(jail);
      const before = open[slot] ?? 0;
      if (at < 0 || slot < 0) return;
      const bit = 1 << at;
      if (kind === 'ban' || kind === 'restored') {
        if ((before & bit) === 0) begin(time);
        if ((before & ever) === 0) sources++;
        open[slot] = before | bit | ever;
      } else if (kind === 'unban' && (before & bit) !== 0) {
        end(time);
        open[slot] = before & ~bit;
      }
    },
    clear: slot => {
      open[slot] = 0;
    },
    wasBanned: slot => ((open[slot] ?? 0) & ever) !== 0,
    inForce: ({ since: from, until }) => {
      if (first === 0) return undefined;
      const all = held + (bans > 0 ? Math.max(0, until - since) : 0);
      const share = until > from ? Math.min(1, all / (until - from)) : 1;
      return { since: first, until: bans > 0 ? until : last, share, sources };
    },
  };
}

const ever = 128;
