import type { Loaded } from '../config/load.ts';
import type { Sink } from '../detect/rules.ts';
import { startLogins } from '../detect/spare/logins/logins.ts';
import { protectedText } from '../detect/spare/protected-text.ts';
import { createProtector } from '../detect/spare/protector.ts';
import { createTracker } from '../detect/track/tracker.ts';
import { startIgnoring } from '../fail2ban/ignored.ts';
import { jailNames } from '../jails/pack/names.ts';
import { type LogSink, openSink } from '../log/sink.ts';
import { followAnswers } from '../names/follow.ts';
import { pipeline } from '../pipeline.ts';
import { type Sentries, startSentries } from '../sentry/sentries.ts';
import type { Counts } from '../sentry/sentry.ts';
import { openWay, type Way } from '../sentry/ways.ts';
import type { Present } from '../state/memory.ts';
import { nothingRecalled } from '../state/recall.ts';
import { stateFiles } from '../state/state-files.ts';
import { createAlerts } from '../status/alerts.ts';
import { type Status, statusOf } from '../status/shape.ts';
import { diag } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import { every, whileNeeded } from '../util/every.ts';
import { bringBack } from './bring-back.ts';
import { createEarly } from './early.ts';
import { createFloodWatch } from './flood-watch.ts';
import { rulesOf } from './rules.ts';

/** A sentry at work, with what it has to remember. */
export interface Running extends Present {
  counts(): Counts;
  /** How the ports that answer are watched. */
  readonly way: Way;
  /** Why redirected ports may be taken for probes. */
  blind(): readonly string[];
  /** Takes another config over and keeps what was seen. Rejects with the old one in force. */
  reload(next: Loaded): Promise<void>;
  reopenLog(): void;
  /** Who is protected and why, in one line. */
  protected(): string;
  /** The counters in one line. */
  summary(): string;
  /** What `status.json` says. */
  status(state?: Status['state']): Status;
  /** Ends it with every line on disk. */
  stop(): void;
}

/** Lines that wait are looked at this often while there are any, and a flood this often (milliseconds). */
const releaseEvery = 5;
const watchFloodEvery = 1_000;
/** The protected set and the log's file are looked after this often; what was held is said this often (milliseconds). */
const tendEvery = 5_000;
const sayEvery = 60_000;

/**
 * Opens the ports, has the rights given up, opens the log, and starts the timers. Probes that come before wait: no line is
 * written by whoever may write more than the log. Throws WorkError when nothing could be opened.
 * @param settle gives up the rights but those that it is given
 * @param way how the ports that answer are watched; ends with this
 * @param onFailure called when packets stop for good
 * @param recalled what was known before a restart
 */
export async function startRunning(
  first: Loaded,
  settle: (rights: readonly number[]) => void,
  onFailure: (error: Error) => void,
  recalled = nothingRecalled,
  way: Way = openWay(),
): Promise<Running> {
  let loaded = first;
  let started: Sentries | undefined;
  const { ignore, user } = first.config;
  const logins = await startLogins(ignore.protect, user);
  const ignoring = await startIgnoring(ignore.protect.includes('fail2ban'), jailNames, sayOfIgnoring);
  const protector = createProtector(logins, port => started?.serves(port) === true, ignoring);
  const look = ({ config }: Loaded) => protector.look(config.ignore.protect);
  let now = look(first);
  let dropped = 0;
  let saidDropped = 0;
  const names = followAnswers();
  const withNames = (): Loaded => ({ ...loaded, ignored: names.look(loaded.ignored) });
  const rules = rulesOf(withNames(), now);
  const tracker = createTracker();
  const alerts = createAlerts();
  const verdicts = pipeline(rules, tracker, alerts.heard(relay(() => sink)), time => sentries.heard(time));
  const release = whileNeeded(releaseEvery, 'letting the waiting speak', () => {
    verdicts.tick(sentries.heard(Date.now()));
    return verdicts.counters.waiting > 0;
  });
  const early = createEarly({
    probe: probe => {
      verdicts.report(probe);
      if (verdicts.counters.waiting > 0) release.start();
    },
    answer: verdicts.answered,
  });
  const sentries = await startSentries(
    first.config,
    { reports: early.reports, onFailure, way },
    recalled.servicePorts,
  ).catch(error => {
    protector.close();
    throw error;
  });
  started = sentries;
  const close = (): void => {
    release.stop();
    sentries.stop();
    protector.close();
  };
  let sink = settled(() => {
    mustWatch(first, sentries);
    settle(sentries.rights());
    return openSink(first.config);
  }, close);
  const rest = bringBack(recalled.sources(), { tracker, repeats: verdicts.repeats, alerts });
  dropped += early.open();
  rest.start();
  let saidAt = Date.now();
  const say = (): void => {
    verdicts.sayHeld(Date.now());
    dropped += sentries.drops();
    const drops = dropped - saidDropped;
    if (drops > 0) sink.held(Date.now(), { reason: 'kernel-drop', lines: drops, sources: 0, since: saidAt });
    saidDropped = dropped;
    saidAt = Date.now();
  };
  const tend = (): void => {
    sink.tend();
    now = look(loaded);
    Object.assign(rules, rulesOf(withNames(), now));
  };
  const watchFlood = createFloodWatch();
  const timers = [
    every(watchFloodEvery, 'watching for a flood', () => watchFlood(verdicts.overdue(), performance.now())),
    every(tendEvery, 'looking at this host again', tend),
    every(sayEvery, 'saying what was held', say),
  ];
  const stop = (): void => {
    for (const timer of timers) clearInterval(timer);
    release.stop();
    sentries.stop();
    // The last verdicts ask it too.
    verdicts.end(Date.now());
    say();
    protector.close();
    sink.close();
  };
  return {
    counts: () => sentries.counts(),
    way,
    files: () => stateFiles(loaded.config.log),
    servicePorts: again => sentries.servicePorts(again),
    portChanges: () => sentries.portChanges(),
    alerts: () => alerts.last(),
    isWhole: rest.isDone,
    *blocks() {
      rest.finish();
      yield* verdicts.repeats.blocks();
      yield* tracker.blocks();
    },
    blind: () => sentries.blind(),
    reload: async next => {
      const same = whereTo(next) === whereTo(loaded);
      const fresh = same ? sink : openSink(next.config);
      try {
        await sentries.update(next.config);
      } catch (error) {
        if (!same) fresh.close();
        throw error;
      }
      if (!same) sink.close();
      [sink, loaded] = [fresh, next];
      now = look(next);
      Object.assign(rules, rulesOf(withNames(), now));
    },
    reopenLog: () => sink.reopen(),
    protected: () => protectedText(now, loaded.config.ignore.protect.includes('own')),
    summary: () => {
      dropped += sentries.drops();
      const counted = Object.entries({ ...verdicts.counters, dropped, lost: sink.lost });
      return counted.map(([name, count]) => `${name}=${count}`).join(' ');
    },
    status: (state = null) => {
      dropped += sentries.drops();
      return statusOf({
        loaded: withNames(),
        answers: names.answers(),
        guard: now,
        sink,
        counters: { ...verdicts.counters, dropped, lost: sink.lost },
        ports: sentries.counts(),
        way,
        resting: sentries.resting(),
        tracked: tracker.sources(),
        state,
        alerts: alerts.last(),
        leftOut: sentries.leftOut(),
        blind: sentries.blind(),
      });
    },
    stop,
  };
}

const sayOfIgnoring = (why: string): void =>
  why === ''
    ? diag('notice', 'Fail2ban tells again whom it ignores')
    : diag(
        'warning',
        `Fail2ban does not tell whom it ignores (${why}): they are protected as far as known before`,
      );

/** Passes on what `open` has opened; ends what was open before when it throws. */
function settled(open: () => LogSink, close: () => void): LogSink {
  try {
    return open();
  } catch (error) {
    close();
    throw error;
  }
}

/** What a sink is made from. */
const whereTo = ({ config: { log, jails } }: Loaded): string => JSON.stringify([log, jails]);

/** The sink of the moment: a reload may put another in its place. */
const relay = (sink: () => LogSink): Sink => ({
  scan: (probe, tally) => sink().scan(probe, tally),
  seen: (probe, tally, why) => sink().seen(probe, tally, why),
  held: (time, held) => sink().held(time, held),
});

/** A sentry without a port says "listening" and does nothing: the failure that administrators fear most. */
function mustWatch({ config }: Loaded, sentries: Sentries): void {
  const { sockets, captured } = sentries.counts();
  const silent = (['tcp', 'udp'] as const).filter(
    name => sockets[name] + captured[name] === 0 && config[name].mode !== 'off',
  );
  const watched = sockets.tcp + sockets.udp + captured.tcp + captured.udp;
  // A port that rests will be watched, and by then nobody would start the sentry again.
  if (watched + sentries.resting().length > 0) {
    for (const name of silent) diag('warning', `no ${name.toUpperCase()} port is being watched`);
    return;
  }
  throw new WorkError(
    'not one port could be opened, so there is nothing to watch: the warnings above say why',
  );
}
