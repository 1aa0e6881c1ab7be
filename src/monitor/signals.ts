import type { Terminal } from './terminal/terminal.ts';

/** What guards a terminal. */
export interface Guard {
  /** Stops the whole job, as the terminal does it for Ctrl-Z: with what has started this process. */
  readonly stopJob: () => void;
  /** Takes the handlers away. */
  readonly release: () => void;
}

/**
 * Leaves the terminal as it was, whatever ends or stops this process; SIGKILL and SIGSTOP alone cannot be heard.
 * @param onEnd asked to end
 * @param onBack going on after a stop
 */
export function guardTerminal(terminal: Terminal, onEnd: () => void, onBack: () => void): Guard {
  const giveBack = (): void => terminal.giveBack();
  /** Before anybody stops: a shell that hears of a stop takes the terminal, and who changes it then is stopped again. */
  const stop = (whom: number): void => {
    giveBack();
    // By the kernel's own way: it does not stop who has no shell that could go on with it. To go on is told once, below.
    process.off('SIGTSTP', stopAlone).off('SIGCONT', onBack);
    process.kill(whom, 'SIGTSTP');
    // Here it goes on, later.
    process.on('SIGTSTP', stopAlone).on('SIGCONT', onBack);
    onBack();
  };
  const stopAlone = (): void => stop(process.pid);
  const on: readonly [NodeJS.Signals, () => void][] = [
    ['SIGINT', onEnd],
    ['SIGTERM', onEnd],
    ['SIGHUP', onEnd],
    ['SIGTSTP', stopAlone],
    ['SIGCONT', onBack],
  ];
  for (const [signal, act] of on) process.on(signal, act);
  // Before Node.js prints what nobody caught, and at every other end.
  process.on('uncaughtExceptionMonitor', giveBack);
  process.on('exit', giveBack);
  return {
    stopJob: () => stop(0),
    release: () => {
      for (const [signal, act] of on) process.off(signal, act);
      process.off('uncaughtExceptionMonitor', giveBack);
      process.off('exit', giveBack);
    },
  };
}
