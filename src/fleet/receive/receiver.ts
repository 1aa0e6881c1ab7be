import { secondsOf } from '../../config/read/time.ts';
import type { Config } from '../../config/schema/schema.ts';
import { formatShared, type SharedVerb } from '../../log/fleet/fleet-line.ts';
import type { Writer } from '../../log/writer.ts';
import type { Address } from '../../net/address.ts';
import { originOf } from '../names.ts';
import { createPardons, parsePardon } from '../pardon.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { createJudge } from './judge.ts';
import type { Law } from './law.ts';
import { createRefusals, type Refusal, type RefusedAs } from './refusals.ts';
import { createSpeaker, type Proven } from './speaker.ts';

export interface ReceiverNeeds {
  readonly config: Pick<Config, 'fleet' | 'jails'>;
  readonly law: () => Law;
  /** The fleet's log. */
  readonly log: Pick<Writer, 'write'>;
}

/** Takes what other hosts tell; times are milliseconds since the epoch. */
export interface Receiver {
  /** An event on its subject; whatever it is, it never throws. */
  hear(subject: string, bytes: Uint8Array, now: number): void;
  pardon(subject: string, bytes: Uint8Array, now: number): void;
  /** What the log already says, which is not said again. */
  recall(source: Address, origin: string, time: number): void;
  /** Lets those that wait speak; to be called several times a second. */
  tick(now: number): void;
  readonly accounts: Pick<Accounts, 'totals' | 'origins'>;
  readonly waiting: number;
  /** The last sources of which no line came, oldest first. */
  refusals(): Refusal[];
}

export function createReceiver({ config: { fleet, jails }, law, log }: ReceiverNeeds): Receiver {
  const accounts = createAccounts();
  const pardons = createPardons();
  const refusals = createRefusals();
  const verb: SharedVerb = fleet.accept === true ? 'fleet' : 'told';
  const judge = createJudge({
    law,
    isPardoned: (source, now) => pardons.has(source, now),
    maxAge: secondsOf(fleet.maxAge) * 1000,
    hosts: fleet.hosts,
  });
  const write = ({ event: { source, port }, origin, hosts }: Proven, now: number): void => {
    // A word of Fail2ban's grade only where it bans: see sink.ts.
    const grade = verb === 'fleet' && jails.fleet.maxretry === 1 ? 'ban' : undefined;
    log.write(formatShared(verb, { time: now, source, port, origin, hosts }, process.pid), grade);
    accounts.add(origin, 'lines', now);
  };
  const refuse = (origin: string, why: RefusedAs, source: Address, now: number): void => {
    accounts.add(origin, why, now);
    refusals.add({ source, origin, why, time: now });
  };
  const speaker = createSpeaker({
    pace: fleet.pace,
    perOrigin: fleet.perOrigin,
    repeatAfter: secondsOf(jails.fleet.bantime) * 1000,
    write,
    onHeld: ({ event, origin }, now) => refuse(origin, 'held', event.source, now),
    onKnown: ({ origin }, now) => accounts.add(origin, 'known', now),
  });
  return {
    hear: (subject, bytes, now) => {
      const origin = originOf(subject);
      if (origin === undefined || origin === fleet.name) return;
      const judged = judge(origin, bytes, now);
      if (judged.verdict === 'again') return;
      accounts.add(origin, 'received', now);
      if (judged.verdict === 'proven')
        speaker.offer({ event: judged.event, origin, hosts: judged.hosts }, now);
      else if ('event' in judged) refuse(origin, judged.verdict, judged.event.source, now);
      else accounts.add(origin, judged.verdict, now);
    },
    pardon: (subject, bytes, now) => {
      const pardon = parsePardon(subject, bytes);
      if (pardon === undefined) return;
      pardons.add(pardon, now);
      const dropped = speaker.drop(pardon.address);
      if (dropped !== undefined) refuse(dropped.origin, 'pardoned', pardon.address, now);
    },
    recall: (source, origin, time) => speaker.recall(source, origin, time),
    tick: now => speaker.tick(now),
    accounts,
    refusals: () => refusals.last(),
    get waiting() {
      return speaker.waiting;
    },
  };
}
