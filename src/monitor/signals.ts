import type { Terminal } from './terminal/terminal.ts';

/**
 * Leaves the terminal as it was, whatever ends or stops this process; SIGKILL and SIGSTOP alone cannot be heard. Returns what
 * takes the handlers away.
 * @param onEnd asked to end
 * @param onBack drawn anew after a stop
 */
export function guardTerminal(terminal: Terminal, onEnd: () => void, onBack: () => void): () => void {
  const giveBack = (): void => terminal.giveBack();
  const stop = (): void => {
    giveBack();
    // By the kernel's own way: it does not stop who has no shell that could go on with it.
    process.off('SIGTSTP', stop);
    process.kill(process.pid, 'SIGTSTP');
    // Here it goes on, later.
    process.on('SIGTSTP', stop);
    onBack();
  };
  const on: readonly [NodeJS.Signals, () => void][] = [
    ['SIGINT', onEnd],
    ['SIGTERM', onEnd],
    ['SIGHUP', onEnd],
    ['SIGTSTP', stop],
    ['SIGCONT', onBack],
  ];
  for (const [signal, act] of on) process.on(signal, act);
  // Before Node.js prints what nobody caught, and at every other end.
  process.on('uncaughtExceptionMonitor', giveBack);
  process.on('exit', giveBack);
  return () => {
    for (const [signal, act] of on) process.off(signal, act);
    process.off('uncaughtExceptionMonitor', giveBack);
    process.off('exit', giveBack);
  };
}

/** As the terminal does it for Ctrl-Z: the whole job stops, with what has started this process. */
export const stopJob = (): void => void process.kill(0, 'SIGTSTP');
