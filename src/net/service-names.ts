import { textOrNone } from '../util/files/read-file.ts';

/** The name of a port, or undefined when it has none. */
export type ServiceNames = (port: number, protocol: 'tcp' | 'udp') => string | undefined;

/** Debian's minimal images have no such file; ports go without names then. */
const readServices = (): string => textOrNone('/etc/services');

/** Names as /etc/services has them. The file is read when the first name is asked for, and once. */
export function serviceNames(read: () => string = readServices): ServiceNames {
  let names: ReadonlyMap<string, string> | undefined;
  return (port, protocol) => {
    names ??= parseServices(read());
    return names.get(`${port}/${protocol}`);
  };
}

/** A port as people read it: `23/tcp telnet`, or `7/udp` where it has no name. */
export function portText(
  { port, protocol }: { readonly port: number; readonly protocol: 'tcp' | 'udp' },
  services: ServiceNames,
): string {
  const name = services(port, protocol);
  return `${port}/${protocol}${name === undefined ? '' : ` ${name}`}`;
}

/** `telnet 23/tcp alias # comment`; the first name of a port is the one that people know. */
function parseServices(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, name = '', port = ''] of text.matchAll(/^([\w.+-]{1,40})[ \t]+(\d{1,5}\/(?:tcp|udp))\b/gm))
    if (!names.has(port)) names.set(port, name);
  return names;
}
