import { type Loaded, loadConfig, loadConfigInTurns } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { pressing } from '../config/pressing.ts';
import { watchesNothing } from '../config/watched.ts';
import { beAlone } from '../daemon/alone.ts';
import { announce } from '../daemon/announce.ts';
import { type Running, startRunning } from '../daemon/running.ts';
import { openService, type Service } from '../daemon/service.ts';
import { settle, userOf } from '../daemon/settle.ts';
import { statusLine } from '../daemon/status-line.ts';
import { blindness } from '../firewall/blindness.ts';
import { openWay } from '../sentry/ways.ts';
import { createMemory } from '../state/memory.ts';
import { recall } from '../state/recall.ts';
import { makeStateDirectory, stateFiles } from '../state/state-files.ts';
import { openStatusFile, type StatusFile } from '../status/file.ts';
import { makeStatusDirectory, statusPath } from '../status/place.ts';
import { asOwner } from '../sys/process/as-owner.ts';
import { dropFilePages } from '../sys/process/file-pages.ts';
import { diag } from '../util/diag.ts';
import { errorMessage, UsageError, WorkError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';
import { onOutputLost } from '../util/print.ts';
import { outliveErrors, steady } from '../util/steady.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE | --defaults] [--log FILE] [--user USER]'],
  about: `Watches the ports of the config and appends a line to the log when one is touched. It blocks nothing: Fail2ban does.
Prints "portjail is now active and listening." once it really is.`,
  signals: {
    SIGHUP: 'read the config and the ignore files again, reopen the log',
    SIGUSR1: 'print the counters, and write them to status.json at once',
    SIGTERM: 'end, with every line on disk',
  },
  exit: ['ended by a signal', 'it could not work', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  user: {
    type: 'string',
    value: 'USER',
    what: "the user to become once everything is open, instead of the config's",
  },
  loopback: { type: 'boolean', what: 'see what comes from this host itself too, for trying' },
} as const satisfies Options;

/** Resolves when a signal has ended the sentry, or rejects when it can see no more. */
export async function run(args: Arguments): Promise<number> {
  const service = openService();
  try {
    return await serve(args, service);
  } catch (error) {
    service.ends(errorMessage(error));
    throw error;
  }
}

async function serve({ values, positionals }: Arguments, service: Service): Promise<number> {
  refuseOperands('run', { positionals });
  process.umask(0o027);
  const source = sourceOf(values);
  const load = async (): Promise<Loaded> => servable(await loadConfigInTurns(source));
  const loaded = servable(loadConfig(source));
  const user = userOf(loaded.config.user);
  let fail: (error: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    fail = reject;
  });
  // A log that is a file goes on without standard output; the journal is the log, and is there again after a restart.
  onOutputLost(error => {
    if (loaded.config.log.target === 'journal')
      fail(new WorkError(`the journal takes no more lines: ${error.message}`));
  });
  const giveUpRights = (kept: readonly number[]): void => {
    asOwner(user, () => makeStateDirectory(loaded.config.log, user));
    settle(loaded.config, user, kept);
  };
  const recalled = asOwner(user, () => {
    makeStatusDirectory(user);
    beAlone(user);
    return recall(stateFiles(loaded.config.log));
  });
  const way = openWay(values['loopback'] === true);
  const running = await startRunning(loaded, giveUpRights, error => fail(error), recalled, way);
  const memory = createMemory(running);
  const status = openStatusFile(statusPath(), () => running.status(memory.saved()));
  let mortal: (() => void) | undefined;
  try {
    status.keep();
    memory.keep();
    announce(loaded, running);
    listenToSignals(running, status, load, service);
    mortal = outliveErrors();
    service.works(() => statusLine(running.status()));
    giveBack();
    await ended;
    service.ends();
  } finally {
    mortal?.();
    end([
      () => memory.rest(),
      () => running.stop(),
      // Behind the last lines, so that a restart knows who was named.
      () => memory.close(),
      () => status.close(),
      () => diag('notice', running.summary()),
    ]);
  }
  return 0;
}

/** A start and a reload need three times as much of Node.js and its libraries as what follows them. */
const giveBack = steady('giving memory back', dropFilePages);

/** Does each of these, whatever fails in another. What could not be closed must not keep the process alive. */
function end(steps: readonly (() => void)[]): void {
  const failed = steps.filter(step => !succeeds(step));
  if (failed.length > 0) process.exit(1);
}

function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    diag('error', `ending: ${errorMessage(error)}`);
    return false;
  }
}

/** Throws UsageError for a valid config that leaves nothing to do: a sentry without ports would only look alive. */
function servable(loaded: Loaded): Loaded {
  if (watchesNothing(loaded.config))
    throw new UsageError('nothing to watch: no ports, or both modes are off');
  return loaded;
}

function listenToSignals(
  running: Running,
  status: StatusFile,
  load: () => Promise<Loaded>,
  service: Service,
): void {
  let turn = Promise.resolve();
  process.on(
    'SIGUSR1',
    steady('telling the counters', () => {
      status.write();
      diag('notice', running.summary());
    }),
  );
  process.on('SIGHUP', () => {
    // One after the other: two reloads at a time would open ports twice.
    turn = turn.then(async () => {
      service.reloads();
      const fault = await reload(running, load);
      const stays = fault === undefined ? '' : `the old config stays: ${fault}; `;
      service.works(() => stays + statusLine(running.status()));
      status.write();
      giveBack();
    });
  });
}

/** Returns why the old config stays in force, where it does. */
async function reload(running: Running, load: () => Promise<Loaded>): Promise<string | undefined> {
  let fault: string | undefined;
  try {
    const next = await load();
    const before = running.blind().length;
    await running.reload(next);
    const blind = running.blind();
    for (const warning of [...pressing(next), ...(blind.length > before ? blindness(blind) : [])])
      diag('warning', warning);
    const { sockets, captured } = running.counts();
    const ports = `${sockets.tcp + captured.tcp} TCP and ${sockets.udp + captured.udp} UDP ports`;
    diag('notice', `reloaded ${next.file ?? 'the built-in defaults'}: ${ports}`);
  } catch (error) {
    fault = errorMessage(error);
    diag('error', `the old config stays:\n${fault}`);
  }
  steady('opening the log again', () => running.reopenLog())();
  return fault;
}
