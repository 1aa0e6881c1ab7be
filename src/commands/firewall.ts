import { answeringHere } from '../config/answering-here.ts';
import { loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import type { Config } from '../config/schema/schema.ts';
import { type Choice, chooseTools, lookAtFirewalls, tools } from '../firewall/open/choose.ts';
import { type Openings, protocols } from '../firewall/open/opening.ts';
import { commandsFor, comment, section } from '../firewall/open/script.ts';
import { rangesOf } from '../net/ports.ts';
import { portsOfOthers } from '../sys/ports/port-holders.ts';
import { diag } from '../util/diag.ts';
import { UsageError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE | --defaults] [--for NAME]'],
  about: `Prints the commands that let probes reach the ports that the sentry listens on, connect mode's and decoys, IPv4 and IPv6,
and those that take them away again, as a shell script. It applies nothing: read it, then run it as root. Ports that
another program holds now are left out. Run as root it finds out which firewalls drop packets here.`,
} satisfies Help;

export const options = {
  ...configOptions,
  for: {
    type: 'string',
    value: 'NAME',
    words: tools,
    what: `this firewall, instead of each that turns packets away here: ${tools.join(', ')}`,
  },
} as const satisfies Options;

/** Always 0: a config that opens nothing gives a script of comments. */
export function run({ values, positionals }: Arguments): number {
  refuseOperands('firewall', { positionals });
  const asked = toolOf(values['for']);
  const { config, file, warnings } = loadConfig(sourceOf(values));
  for (const warning of warnings) diag('warning', warning);
  const { openings, left } = openingsOf(config);
  const lines = [
    '#!/bin/sh',
    'set -e',
    comment(
      `Lets probes reach the ports that portjail listens on (${file ?? 'built-in defaults'}). Nothing is applied yet.`,
    ),
    ...protocols.flatMap(protocol => comments(config, protocol, left[protocol])),
  ];
  if (protocols.some(protocol => openings[protocol].length > 0)) {
    const found = lookAtFirewalls();
    const choices: Choice[] =
      asked === undefined ? chooseTools(found) : [{ tool: asked, why: 'as asked for' }];
    for (const { tool, why } of choices)
      lines.push(...section(tool, why, commandsFor(tool, openings, found)));
  } else lines.push(comment('No port is to be opened.'));
  print(`${lines.join('\n')}\n`);
  return 0;
}

function toolOf(word: Arguments['values'][string]): Choice['tool'] | undefined {
  if (typeof word !== 'string') return undefined;
  const tool = tools.find(name => name === word);
  if (tool === undefined) throw new UsageError(`--for: expected one of ${tools.join(', ')}; found "${word}"`);
  return tool;
}

/** To open a service's port because portjail would like it too would be the opposite of what is wanted. */
function openingsOf(config: Config): { openings: Openings; left: Record<'tcp' | 'udp', number[]> } {
  const wanted = answeringHere(config);
  const split = (protocol: 'tcp' | 'udp') => {
    const held = new Set(portsOfOthers(protocol));
    const { ports } = wanted[protocol];
    return { free: ports.filter(port => !held.has(port)), held: ports.filter(port => held.has(port)) };
  };
  const [tcp, udp] = [split('tcp'), split('udp')];
  return {
    openings: { tcp: rangesOf(tcp.free), udp: rangesOf(udp.free) },
    left: { tcp: tcp.held, udp: udp.held },
  };
}

function comments(config: Config, protocol: 'tcp' | 'udp', left: readonly number[]): string[] {
  const { mode } = config[protocol];
  const lines: string[] = [];
  if (mode === 'off') lines.push(`${protocol}.mode is off: nothing is opened for it.`);
  else if (mode !== 'connect')
    lines.push(`${protocol}.mode is ${mode}, which needs no rule: capture sees what the firewall drops.`);
  if (left.length > 0)
    lines.push(
      `Left out on ${protocol}, since another program holds them now: ${left.join(', ')}${unsure()}`,
    );
  return lines.map(comment);
}

const unsure = (): string =>
  process.getuid?.() === 0 ? '' : ' (or the sentry of another user: root can tell them apart)';
