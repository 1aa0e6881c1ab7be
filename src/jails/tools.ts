import { rowOf } from '../fail2ban/actions.ts';
import { WorkError } from '../util/errors.ts';
import { type Ran, runProgram } from '../util/program.ts';
import type { Banaction, Pair } from './actions.ts';

/** A program that an action runs, how to ask whether it works, and the package that brings it. */
interface Tool {
  readonly program: string;
  /** With these it changes nothing and ends well when it works. */
  readonly args: readonly string[];
  /** What it must say then. */
  readonly says?: RegExp;
  readonly from: string;
}

const nft: Tool = { program: 'nft', args: ['list', 'tables'], from: 'nftables' };
const iptables: Tool = { program: 'iptables', args: ['-w', '-S', 'INPUT'], from: 'iptables' };
const ipset: Tool = { program: 'ipset', args: ['list', '-name'], from: 'ipset' };
const firewalld: Tool = { program: 'firewall-cmd', args: ['--state'], from: 'firewalld' };
const ufw: Tool = { program: 'ufw', args: ['status'], says: /^Status: active$/m, from: 'ufw' };
const ip: Tool = { program: 'ip', args: ['route', 'show'], from: 'iproute2' };
const tools = { nft, iptables, ipset, firewalld, ufw, ip } as const;

export type ToolName = keyof typeof tools;
export type Run = (program: string, args: readonly string[]) => Ran;

const answers = ({ says }: Tool, { code, out }: Ran): boolean => code === 0 && (says?.test(out) ?? true);

/** Whether a firewall's tool is here, and the kernel and our rights let it work. */
export const toolWorks = (name: ToolName, run: Run = runProgram): boolean =>
  answers(tools[name], run(tools[name].program, tools[name].args));

/**
 * Throws WorkError when a chosen action runs a program that is missing or does not work: Fail2ban would start all the
 * same, and list as banned whom nothing keeps out. Actions that we do not know are taken as they are.
 */
export function refuseWithoutTools({ verified, unverified }: Pair, run: Run = runProgram): void {
  for (const banaction of [verified, unverified ?? verified])
    for (const tool of (rowOf(banaction.action)?.tools ?? []).map(name => tools[name])) {
      const ran = run(tool.program, tool.args);
      if (!answers(tool, ran)) throw new WorkError(faultOf(banaction, tool, ran));
    }
}

function faultOf({ action, inherit }: Banaction, { program, from }: Tool, { code, out, err }: Ran): string {
  const own = inherit.replace('default/', '');
  const named = own === '' ? `the action ${action}` : `Fail2ban's own ${own}, ${action},`;
  const said = (err.trim() || out.trim()).split('\n')[0] ?? '';
  const [state, mend] =
    code === 127
      ? ['is not installed', `Install it with "apt install ${from}"`]
      : [`does not work here: "${said}"`, 'Mend that'];
  return `${named} runs ${program}, which ${state}. ${mend}, or set jails.banaction to what works here`;
}
