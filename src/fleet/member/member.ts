import type { NatsConnection } from '@nats-io/transport-node';
import { formatAddress } from '../../net/address.ts';
import { processStart } from '../../sys/process/processes.ts';
import { createHubClock } from '../link/hub-clock.ts';
import { keepLinked } from '../link/keep.ts';
import { type FleetStatus, mostOrigins } from '../status/shape.ts';
import { type Serving, serve } from './serve.ts';
import { createTroubles } from './troubles.ts';

/** What a member of the fleet is made of. */
export interface MemberNeeds extends Pick<Serving, 'fleet' | 'receiver' | 'sender' | 'clock'> {
  readonly open: () => Promise<NatsConnection>;
  readonly ended: AbortSignal;
  /** Called when there is another connection than before, or none, and when all that was missed has come. */
  readonly onChange?: () => void;
}

export interface Member {
  /** Resolves when it has ended. */
  readonly done: Promise<void>;
  status(): FleetStatus;
}

/** Tells and hears, over whatever connection there is, until it is ended. */
export function startMember(needs: MemberNeeds): Member {
  const { fleet, receiver, sender, clock, ended, open, onChange } = needs;
  const troubles = createTroubles();
  let [server, since, caughtUp] = ['', clock(), 0];
  const connected = (to: string): void => {
    [server, since] = [to, clock()];
    onChange?.();
  };
  const onCaughtUp = (): void => {
    caughtUp = clock();
    onChange?.();
  };
  const hubClock = createHubClock(clock);
  const serving: Serving = { ...needs, troubles, reads: new Map(), hubClock, onCaughtUp };
  const done = keepLinked({
    open,
    serve: async link => {
      connected(link.getServer());
      troubles.tell('the connection', '');
      await serve(link, ended, serving).finally(() => connected(''));
    },
    onFailure: why => troubles.tell('the connection', why),
    ended,
  });
  return {
    done,
    status: () => ({
      ...self,
      time: clock(),
      name: fleet.name,
      server,
      since,
      caughtUp,
      why: troubles.first(),
      publish: fleet.publish,
      accept: fleet.accept,
      hosts: fleet.hosts,
      told: sender?.counts.told ?? 0,
      left: sender?.counts.left ?? 0,
      waiting: receiver.waiting,
      totals: receiver.accounts.totals(),
      origins: receiver.accounts.origins(mostOrigins),
      hubAhead: hubClock.ahead ?? null,
      refused: receiver.refusals().map(one => ({ ...one, source: formatAddress(one.source) })),
    }),
  };
}

const self = { pid: process.pid, processStart: processStart(process.pid) ?? 0 };
