import { rowOf } from '../../fail2ban/actions.ts';
import { isWorking, type Run, type Tool, tools } from '../../firewall/tools.ts';
import { WorkError } from '../../util/errors.ts';
import { type Ran, runProgram } from '../../util/program.ts';
import type { Banaction, Pair } from '../pack/actions.ts';

/**
 * Throws WorkError when a chosen action runs a program that is missing or does not work: Fail2ban would start all the
 * same, and list as banned whom nothing keeps out. Actions that we do not know are taken as they are.
 */
export function refuseWithoutTools({ verified, unverified }: Pair, run: Run = runProgram): void {
  for (const banaction of [verified, unverified ?? verified])
    for (const tool of (rowOf(banaction.action)?.tools ?? []).map(name => tools[name])) {
      const ran = run(tool.program, tool.args);
      if (!isWorking(tool, ran)) throw new WorkError(faultOf(banaction, tool, ran));
    }
}

function faultOf({ action, inherit }: Banaction, { program, from }: Tool, { code, out, err }: Ran): string {
  const own = inherit.replace('default/', '');
  const named = own === '' ? `the action ${action}` : `Fail2ban's own ${own}, ${action},`;
  const said = (err.trim() || out.trim()).split('\n')[0] ?? '';
  const [state, fix] =
    code === 127
      ? ['is not installed', `Install it with "apt install ${from}"`]
      : [`does not work here: "${said}"`, 'Fix that'];
  return `${named} runs ${program}, which ${state}. ${fix}, or set jails.banaction to what works here`;
}
