import type { Host } from './hosts.ts';

/** Ports that every watching config of these tests has, a few of them. */
const usual = '23,445,2323,3389,5900';

/** A real scan, quick and without a second try: nobody answers a banned host, and no answer is asked for. */
export function nmap(from: Host, target: string, how: string, ports = usual): void {
  const family = target.includes(':') ? ['-6'] : [];
  from.run(['nmap', ...family, how, '-Pn', '-n', '-T5', '--max-retries', '0', '-p', ports, target]);
}
