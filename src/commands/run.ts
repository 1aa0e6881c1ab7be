import { networkInterfaces } from 'node:os';
import { type Loaded, loadConfig } from '../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../config/options.ts';
import { secondsOf } from '../config/time.ts';
import { unsupported } from '../config/unsupported.ts';
import { type Own, ownSide } from '../detect/own.ts';
import { createRepeats } from '../detect/repeats.ts';
import { createTracker } from '../detect/tracker.ts';
import { type LogSink, openSink } from '../log/sink.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { type Counters, pipeline, type Rules } from '../pipeline.ts';
import { type ConnectSentry, type ConnectSettings, startConnect } from '../sentry/connect.ts';
import { diag } from '../util/diag.ts';
import { errorMessage, UsageError, WorkError } from '../util/errors.ts';
import { announce } from './announce.ts';
import type { Arguments } from './index.ts';

export const usage = `portjail run [-c FILE | --defaults] [--log FILE] [--tcp-mode MODE] [--udp-mode MODE]

Watches the ports of the config and appends a line to the log when one is touched. It blocks nothing: Fail2ban does.
Prints "portjail is now active and listening." once it really is.

${configUsage}
  SIGHUP   read the config and the ignore files again, reopen the log
  SIGUSR1  print the counters
  SIGTERM  end, with every line on disk

Exit: 0 ended by a signal, 1 it could not work, 2 wrong usage or config.
`;

export const options = configOptions;

/** Own addresses and the log's file are looked after this often; what was held is said this often (milliseconds). */
const tendEvery = 5_000;
const heldEvery = 60_000;

/** Answers when a signal has ended the sentry. */
export async function run({ values }: Arguments): Promise<number> {
  process.umask(0o027);
  const ended = new Promise<void>(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const source = sourceOf(values);
  const loaded = servable(loadConfig(source));
  const running = start(loaded);
  announce(loaded, running.sentry.counts());
  process.on('SIGHUP', () => reload(running, () => servable(loadConfig(source))));
  process.on('SIGUSR1', () => diag('notice', countersLine(running)));
  await ended;
  stop(running);
  return 0;
}

interface Running {
  readonly sentry: ConnectSentry;
  readonly rules: Rules;
  readonly counters: Counters;
  readonly timers: readonly NodeJS.Timeout[];
  sink: LogSink;
  loaded: Loaded;
  own: Own;
  readonly sayHeld: () => void;
}

function start(loaded: Loaded): Running {
  const own = ownSide(networkInterfaces());
  const rules = rulesOf(loaded, own);
  const counters: Counters = { probes: 0, scan: 0, seen: 0, held: 0, quiet: 0 };
  const repeats = createRepeats();
  const sink = openSink(loaded.config.log);
  const report = pipeline(
    rules,
    createTracker(),
    repeats,
    {
      scan: (probe, tally) => running.sink.scan(probe, tally),
      seen: (probe, tally, why) => running.sink.seen(probe, tally, why),
    },
    counters,
  );
  const sentry = startConnect(settingsOf(loaded), probe => {
    if (!running.own.isForMany(probe.target)) report(probe);
  });
  const sayHeld = (): void => {
    const held = repeats.takeHeld();
    if (held !== undefined) running.sink.held(Date.now(), { reason: 'repeat', ...held });
  };
  const timers = [setInterval(() => tend(running), tendEvery), setInterval(sayHeld, heldEvery)];
  const running: Running = { sentry, rules, counters, timers, sink, loaded, own, sayHeld };
  mustListen(running);
  return running;
}

/** A sentry without a port says "listening" and does nothing: the failure that administrators fear most. */
function mustListen(running: Running): void {
  const { tcp, udp } = running.sentry.counts();
  const { config } = running.loaded;
  const silent = [
    ...(tcp === 0 && config.tcp.mode !== 'off' ? ['TCP'] : []),
    ...(udp === 0 && config.udp.mode !== 'off' ? ['UDP'] : []),
  ];
  if (tcp + udp > 0) {
    for (const name of silent) diag('warning', `no ${name} port is being watched`);
    return;
  }
  stop(running);
  throw new WorkError(
    'not one port could be opened, so there is nothing to watch: the warnings above say why',
  );
}

function tend(running: Running): void {
  running.own = ownSide(networkInterfaces());
  Object.assign(running.rules, rulesOf(running.loaded, running.own));
  running.sink.tend();
}

function reload(running: Running, load: () => Loaded): void {
  try {
    const next = load();
    const same = JSON.stringify(next.config.log) === JSON.stringify(running.loaded.config.log);
    const sink = same ? running.sink : openSink(next.config.log);
    if (!same) running.sink.close();
    running.sink = sink;
    running.loaded = next;
    Object.assign(running.rules, rulesOf(next, running.own));
    running.sentry.update(settingsOf(next));
    const { tcp, udp } = running.sentry.counts();
    diag('notice', `reloaded: ${tcp} TCP and ${udp} UDP sockets`);
  } catch (error) {
    diag('error', `the old config stays: ${errorMessage(error)}`);
  }
  running.sink.reopen();
}

function stop(running: Running): void {
  for (const timer of running.timers) clearInterval(timer);
  running.sentry.stop();
  running.sayHeld();
  running.sink.close();
  diag('notice', countersLine(running));
}

const countersLine = ({ counters, sink }: Running): string =>
  `probes=${counters.probes} scan=${counters.scan} seen=${counters.seen} held=${counters.held} ` +
  `quiet=${counters.quiet} lost=${sink.lost}`;

/** Throws UsageError for a valid config that this version cannot serve: better than half a sentry. */
function servable(loaded: Loaded): Loaded {
  const reasons = unsupported(loaded.config);
  if (reasons.length > 0) throw new UsageError(reasons.join('\n'));
  return loaded;
}

function rulesOf({ config, ignored }: Loaded, own: Own): Rules {
  const isProtected = config.ignore.protect.includes('own');
  return {
    spared: { ignored: prefixSet(ignored), own: isProtected ? own.addresses : prefixSet([]) },
    trigger: {
      handshake: config.trigger.handshake,
      packet: config.trigger.packet,
      window: secondsOf(config.trigger.window) * 1000,
    },
    seen: new Set(config.log.seen),
  };
}

function settingsOf({ config }: Loaded): ConnectSettings {
  return {
    tcpPorts: config.tcp.mode === 'connect' ? config.tcp.ports : '',
    udpPorts: config.udp.mode === 'connect' ? config.udp.ports : '',
    interfaces: config.interfaces,
    banner: config.banner,
    udpBanner: config.udp.banner,
  };
}
