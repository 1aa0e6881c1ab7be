import type { Config } from '../config/schema/schema.ts';
import type { IsOwn, ServicePorts } from '../detect/watch/services.ts';
import type { Report } from '../probe.ts';
import { allOrNothing, type Undo } from './all-or-nothing.ts';
import type { Given, Outlets, Sentry, SentryKind } from './sentry.ts';
import { portsOfServices } from './services.ts';

/** The sentries that run, of a list of kinds. */
export interface Lineup {
  /** One list until one starts or ends, so that no probe has to make it. */
  readonly all: () => readonly Sentry[];
  readonly isOwn: IsOwn;
  readonly servicePorts: () => ServicePorts;
  /** Starts what the config wants. Rejects with the WorkError of the first that cannot start, and stops those that did. */
  start(config: Config, known: ServicePorts): Promise<void>;
  /** Has each take `next` over, and starts what it wants more. When one rejects, all go back to `before`. */
  update(next: Config, before: Config): Promise<void>;
  /** The last that started first. */
  stop(): void;
}

export function createLineup(kinds: readonly SentryKind[], outlets: Outlets): Lineup {
  const running = new Map<SentryKind, Sentry>();
  let all: readonly Sentry[] = [];
  const isOwn: IsOwn = (protocol, port) => all.some(sentry => sentry.isOwn(protocol, port));
  const servicePorts = (): ServicePorts => portsOfServices(all, performance.now());
  const given = { ...outlets, reports: { ...outlets.reports, probe: heardByAll(outlets, () => all) } };
  const startOne = async (kind: SentryKind, config: Config, known: Given['servicePorts']): Promise<Undo> => {
    let self: Sentry | undefined;
    // A port that it holds itself is no reason to take a service there for one of ours.
    const isOthers: IsOwn = (protocol, port) =>
      all.some(sentry => sentry !== self && sentry.isOwn(protocol, port));
    self = await kind.start(config, { ...given, isOwn: isOthers, servicePorts: known });
    running.set(kind, self);
    all = [...running.values()];
    return () => end(kind);
  };
  const end = (kind: SentryKind): void => {
    running.get(kind)?.stop();
    running.delete(kind);
    all = [...running.values()];
  };
  const turn = async (kind: SentryKind, next: Config, before: Config): Promise<Undo> => {
    const sentry = running.get(kind);
    if (sentry === undefined) return startOne(kind, next, servicePorts());
    await sentry.update(next);
    return () => sentry.update(before);
  };
  const wants = (kind: SentryKind, config: Config): boolean => kind.wants(config, outlets.way);
  return {
    all: () => all,
    isOwn,
    servicePorts,
    start: (config, known) => {
      const wanted = kinds.filter(kind => wants(kind, config));
      return allOrNothing(wanted.map(kind => () => startOne(kind, config, known)));
    },
    update: (next, before) => {
      const wanted = kinds.filter(kind => running.has(kind) || wants(kind, next));
      return allOrNothing(wanted.map(kind => () => turn(kind, next, before)));
    },
    stop: () => {
      for (const sentry of [...all].reverse()) sentry.stop();
    },
  };
}

/** A finished handshake is told to every sentry: one that has seen its packets must not count them too. */
const heardByAll =
  ({ reports }: Outlets, all: () => readonly Sentry[]): Report =>
  touch => {
    if (touch.evidence === 'handshake') for (const sentry of all()) sentry.finished?.(touch);
    reports.probe(touch);
  };
