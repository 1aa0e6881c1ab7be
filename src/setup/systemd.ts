import { existsSync } from 'node:fs';
import { WorkError } from '../util/errors.ts';
import { patience, type Ran, runProgram, startProgram, whyFailed } from '../util/program.ts';

/** Whether systemd is this host's process 1: sd_booted(3). */
export const isBooted = (): boolean => existsSync('/run/systemd/system');

/** How a service unit stands; times out with the program, never throws. */
export interface UnitState {
  /** Whether systemd has a file for it. */
  readonly isKnown: boolean;
  /** Whether a boot starts it. */
  readonly isEnabled: boolean;
  readonly isActive: boolean;
  /** Its main process; 0 where none runs. */
  readonly pid: number;
  /** The file after `-c` of what it runs; undefined where it names none. */
  readonly config: string | undefined;
  /** Whether its file was changed since systemd has read it. */
  readonly isStale: boolean;
}

const properties = ['LoadState', 'UnitFileState', 'ActiveState', 'MainPID', 'NeedDaemonReload', 'ExecStart'];

export function unitState(unit: string): UnitState {
  const { out } = runProgram('systemctl', ['show', '-p', properties.join(','), `${unit}.service`]);
  return stateIn(out);
}

/** Reads what `systemctl show` prints, `NAME=VALUE` a line. Units without [Install] (static) start when another asks. */
export function stateIn(text: string): UnitState {
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    isKnown: value('LoadState') === 'loaded',
    isEnabled: /^(?:enabled|static|alias|indirect|generated)$/.test(value('UnitFileState')),
    isActive: /^(?:active|activating|reloading)$/.test(value('ActiveState')),
    pid: Number(value('MainPID')) || 0,
    config: /argv\[\]=[^;]*\s(?:-c|--config)[\s=](\S+)/.exec(value('ExecStart'))?.[1],
    isStale: value('NeedDaemonReload') === 'yes',
  };
}

/** Before what is wrong it may say what it does about scripts of System V. */
const lastWord = (ran: Ran): string =>
  ran.err.trim().split('\n').at(-1)?.replace(/\.$/, '') || whyFailed('systemctl', ran);

/** Asks systemd for something. Throws WorkError with its words and where the unit's own are; rejects as `startProgram` does. */
export async function systemctl(ended: AbortSignal, ...args: readonly string[]): Promise<void> {
  const ran = await startProgram('systemctl', args, patience, ended);
  if (ran.code === 0) return;
  const unit = args.at(-1) ?? '';
  throw new WorkError(
    `"systemctl ${args.join(' ')}" failed: ${lastWord(ran)}. "journalctl -u ${unit}" says more`,
  );
}
