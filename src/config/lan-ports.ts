/**
 * Ports of the default lists that honest machines of a LAN try on hosts that do not serve them, and whose they are. The
 * table of docs/scans.md says who tries them.
 */
export const lanPorts: Readonly<Record<'tcp' | 'udp', ReadonlyMap<number, string>>> = {
  tcp: new Map([
    [111, 'portmapper'],
    [139, 'Windows shares'],
    [445, 'Windows shares'],
    [515, 'printers'],
    [3389, 'remote desktop'],
    [5432, 'PostgreSQL'],
    [6379, 'Redis'],
  ]),
  udp: new Map([
    [69, 'TFTP'],
    [111, 'portmapper'],
    [161, 'SNMP'],
    [1900, 'SSDP'],
  ]),
};
