import { type Ran, runProgram } from '../util/program.ts';

/** A program that changes a firewall, how to ask whether it works, and the package that brings it. */
export interface Tool {
  readonly program: string;
  /** With these it changes nothing and ends well when it works. */
  readonly args: readonly string[];
  /** What it must say then. */
  readonly says?: RegExp;
  readonly from: string;
}

export const tools = {
  nft: { program: 'nft', args: ['list', 'tables'], from: 'nftables' },
  iptables: { program: 'iptables', args: ['-w', '-S', 'INPUT'], from: 'iptables' },
  ipset: { program: 'ipset', args: ['list', '-name'], from: 'ipset' },
  firewalld: { program: 'firewall-cmd', args: ['--state'], from: 'firewalld' },
  ufw: { program: 'ufw', args: ['status'], says: /^Status: active$/m, from: 'ufw' },
  ip: { program: 'ip', args: ['route', 'show'], from: 'iproute2' },
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
export type Run = (program: string, args: readonly string[]) => Ran;

/** Whether a tool that ended so is here, and the kernel and our rights let it work. */
export const isWorking = ({ says }: Tool, { code, out }: Ran): boolean =>
  code === 0 && (says?.test(out) ?? true);

/** The same, asked now. */
export const toolWorks = (name: ToolName, run: Run = runProgram): boolean =>
  isWorking(tools[name], run(tools[name].program, tools[name].args));
