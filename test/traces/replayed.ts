import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { portjail } from '../commands/program.ts';

/** The traces are not compiled: they lie in the source's folder. */
const folder = resolve('test/traces');

export const fileOf = (name: string): string => join(folder, name);

export const names = (): string[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.pcap'))
    .map(name => name.slice(0, -'.pcap'.length))
    .sort();

export const replayOptions = ['--defaults', '--tcp-mode', 'stealth', '--udp-mode', 'stealth'];

export const withoutPid = (text: string): string => text.replaceAll(/portsentry\[\d+\]/g, 'portsentry[0]');

/** What `portjail replay` says of a trace of this folder, or of a file elsewhere, without its process id. */
export function replayed(name: string, file = fileOf(`${name}.pcap`)): ReturnType<typeof portjail> {
  const { stdout, ...rest } = portjail('replay', file, ...replayOptions);
  return { stdout: withoutPid(stdout), ...rest };
}
