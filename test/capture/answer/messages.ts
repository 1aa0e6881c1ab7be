import fc from 'fast-check';

/** DNS and NTP messages for the tests, built byte by byte. */

const half = (value: number): number[] => [value >> 8, value & 255];
const nameOf = (text: string): number[] => [
  ...text
    .split('.')
    .filter(label => label !== '')
    .flatMap(label => [label.length, ...Buffer.from(label, 'latin1')]),
  0,
];
/** A pointer to the name of the question, which stands right behind the header. */
export const toQuestion = [0xc0, 12];

export interface DnsShape {
  readonly flags?: number;
  readonly counts?: readonly [questions: number, answers: number, authorities: number, additional: number];
  readonly question?: readonly number[];
  readonly records?: readonly (readonly number[])[];
  readonly tail?: readonly number[];
}

export const record = (name: readonly number[], data: readonly number[], type = 1): number[] => [
  ...name,
  ...half(type),
  0,
  1,
  0,
  0,
  0,
  60,
  ...half(data.length),
  ...data,
];
const address = record(toQuestion, [127, 0, 0, 1]);

/** An answer with one address to a question for test.test, unless told otherwise. */
export function dnsMessage(shape: DnsShape = {}): number[] {
  const { flags = 0x8180, records = [address], tail = [] } = shape;
  const { counts = [1, records.length, 0, 0], question = [...nameOf('test.test'), 0, 1, 0, 1] } = shape;
  return [0x12, 0x34, ...half(flags), ...counts.flatMap(half), ...question, ...records.flat(), ...tail];
}

/** An answer of a time server, unless told otherwise, and what stands behind its 48 bytes. */
export const ntpMessage = (first = 0x24, stratum = 2, ...behind: number[]): number[] => [
  first,
  stratum,
  6,
  0xec,
  ...Array.from({ length: 44 }, (_, i) => (i * 37) & 255),
  ...behind,
];
/** An extension field of NTP with its length, header included. */
export const field = (length: number): number[] => [
  1,
  4,
  ...half(length),
  ...new Array<number>(length - 4).fill(7),
];

const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const name = fc.array(label, { maxLength: 5 }).map(labels => nameOf(labels.join('.')));
const ending = fc.record({ labels: name, isPointer: fc.boolean(), at: fc.nat(1000) });
const anyRecord = fc.record({ ending, data: fc.array(fc.nat(255), { maxLength: 40 }), type: fc.nat(300) });

/** Whole answers of DNS with names of any kind, pointers to the beginning of any label before, and where their records begin. */
export const dnsAnswers: fc.Arbitrary<{ bytes: number[]; question: number; starts: number[] }> = fc
  .record({ name, records: fc.array(anyRecord, { maxLength: 12 }), flags: fc.nat(0x7fff), split: fc.nat(12) })
  .map(({ name: asked, records, flags, split }) => {
    const first = Math.min(split, records.length);
    const counts = [1, first, records.length - first, 0] as const;
    const bytes = dnsMessage({
      flags: 0x8000 | (flags & ~0x40),
      counts,
      question: [...asked, 0, 1, 0, 1],
      records: [],
    });
    const question = bytes.length;
    const targets = labelsAt(bytes, 12);
    const starts = records.map(({ ending: { labels, isPointer, at }, data, type }) => {
      const start = bytes.length;
      const target = targets[at % targets.length];
      const isCompressed = isPointer && target !== undefined;
      const whole = isCompressed ? [...labels.slice(0, -1), ...half(0xc000 | target)] : labels;
      bytes.push(...record(whole, data, type));
      targets.push(...labelsAt(bytes, start));
      return start;
    });
    return { bytes, question, starts };
  });

/** Where the labels of a name begin. */
function labelsAt(bytes: readonly number[], from: number): number[] {
  const found: number[] = [];
  for (let at = from; ; at += 1 + (bytes[at] ?? 0)) {
    const length = bytes[at] ?? 0;
    if (length === 0 || length > 63) return found;
    found.push(at);
  }
}
