import type { Touch } from '../../events/event.ts';
import type { Protocol } from '../../probe.ts';

/** How often a port was named in a line. */
export interface PortCount {
  readonly port: number;
  readonly protocol: Protocol;
  readonly lines: number;
}

export interface PortTable {
  add(touch: Pick<Touch, 'port' | 'protocol'>): void;
  /** Those with the most lines first. */
  top(count: number): readonly PortCount[];
}

/** Ports of both protocols, one number each: there are no more than these. */
export function createPortTable(): PortTable {
  const lines = new Uint32Array(2 * 65_536);
  const touched = new Set<number>();
  return {
    add({ port, protocol }) {
      const at = port * 2 + (protocol === 'udp' ? 1 : 0);
      lines[at] = (lines[at] ?? 0) + 1;
      touched.add(at);
    },
    top: count =>
      [...touched]
        .map(
          (at): PortCount => ({
            port: at >> 1,
            protocol: at % 2 === 0 ? 'tcp' : 'udp',
            lines: lines[at] ?? 0,
          }),
        )
        .sort((a, b) => b.lines - a.lines || a.port - b.port)
        .slice(0, count),
  };
}
