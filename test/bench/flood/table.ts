import type { Sent } from './flood.ts';
import type { Unseen } from './products/product.ts';

/** What a flood has cost one product, and what came of it. */
export interface Outcome {
  readonly name: string;
  readonly sent: Sent;
  /** Microseconds, user and system, of all its processes from before the flood until it was quiet again. */
  readonly cpu: number;
  /** Bytes at most. */
  readonly memory: number;
  readonly unseen: Unseen;
  readonly lines: number;
  /** Whether the scans were named; undefined for what names nobody. */
  readonly named: { readonly fast: boolean; readonly slow: boolean } | undefined;
}

/** Microseconds of CPU for each packet that was seen. */
export const costOf = ({ cpu, sent, unseen }: Outcome): number => cpu / (sent.packets - unseen.dropped);

/** The share of the packets that were not seen, 0 to 1. */
export const lossOf = ({ sent, unseen }: Outcome): number => unseen.dropped / sent.packets;

/** Packets that were sent, and that neither the product nor the kernel has counted; below 0, so many too much. */
export const unaccounted = ({ sent, unseen }: Outcome): number =>
  unseen.of === undefined ? 0 : sent.packets - unseen.of;

const head = [
  'product',
  'packets a second',
  'CPU a packet seen',
  'memory at most',
  'not seen',
  'tells so',
  'lines',
  'fast scan named',
  'slow scan named',
];

/** A table in Markdown of one flood, with ratios to the first of them. */
export function table(outcomes: readonly Outcome[]): string[] {
  const [base] = outcomes;
  if (base === undefined) return [];
  const rows = outcomes.map(outcome => row(outcome, base));
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`);
}

function row(outcome: Outcome, base: Outcome): string[] {
  const { name, sent, memory, unseen, lines, named } = outcome;
  const times = (of: number, than: number): string => (outcome === base ? '' : ` (${ratio(of / than)})`);
  return [
    name,
    grouped(Math.round(sent.rate / 1_000) * 1_000),
    `${costOf(outcome).toFixed(2)} us${times(costOf(outcome), costOf(base))}`,
    `${(memory / 1e6).toFixed(memory < 1e7 ? 1 : 0)} MB${times(memory, base.memory)}`,
    unseen.dropped === 0 ? 'none' : `${grouped(unseen.dropped)} (${(lossOf(outcome) * 100).toFixed(1)} %)`,
    yesNo(unseen.isTold),
    named === undefined ? '' : grouped(lines),
    yesNo(named?.fast),
    yesNo(named?.slow),
  ];
}

const yesNo = (is: boolean | undefined): string => (is === undefined ? '' : is ? 'yes' : 'no');

const ratio = (value: number): string =>
  value < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);

const grouped = (count: number): string => count.toLocaleString('en-US');
