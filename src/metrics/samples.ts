import { type Family, familyOf, type Name, names } from './families.ts';

/** Values by metric, and then by labels as the exposition writes them: `jail="portsentry"`, or nothing. */
export type Samples = Map<Name, Map<string, number>>;

/** Sets a value; what is not known is left out. */
export function put(samples: Samples, name: Name, value: number | undefined, labels: Labelled = {}): void {
  if (value === undefined || !Number.isFinite(value)) return;
  valuesOf(samples, name).set(labelText(labels), value);
}

/** Counts one more, or several. */
export function count(samples: Samples, name: Name, labels: Labelled, more = 1): void {
  const values = valuesOf(samples, name);
  const text = labelText(labels);
  values.set(text, (values.get(text) ?? 0) + more);
}

/** Counters begin with 0 where they can be read at all, so that the first event is an increase. */
export function zero(samples: Samples, name: Name): void {
  for (const labels of everyLabel(familyOf(name))) count(samples, name, labels, 0);
}

type Labelled = Readonly<Record<string, string>>;

function valuesOf(samples: Samples, name: Name): Map<string, number> {
  const values = samples.get(name) ?? new Map<string, number>();
  samples.set(name, values);
  return values;
}

const labelText = (labels: Labelled): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');

const everyLabel = ({ labels = {}, isImpossible = () => false }: Family): Labelled[] =>
  Object.entries(labels)
    .reduce<Labelled[]>(
      (all, [name, values]) => all.flatMap(one => values.map(value => ({ ...one, [name]: value }))),
      [{}],
    )
    .filter(one => !isImpossible(one));

/**
 * The exposition (version 0.0.4 of Prometheus' text format, "Exposition formats"): each metric with its help and type. No
 * label holds a character that would have to be escaped.
 */
export const exposition = (samples: Samples): string =>
  names
    .flatMap(name => {
      const values = samples.get(name);
      if (values === undefined || values.size === 0) return [];
      const { type, help } = familyOf(name);
      const rows = [...values].map(
        ([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`,
      );
      return [`# HELP ${name} ${help}\n`, `# TYPE ${name} ${type}\n`, ...rows];
    })
    .join('');

/** Reads back what is kept over runs, and of that only what this version writes. */
export function readKept(text: string): Samples {
  const samples: Samples = new Map();
  for (const [, word, labels = '', value] of text.matchAll(
    /^(portjail_[a-z0-9_]{1,80})(?:\{([a-z0-9="_,-]{1,200})\})? (\d{1,15}(?:\.\d{1,9})?)$/gm,
  )) {
    const name = names.find(known => known === word);
    if (name === undefined || familyOf(name).isKept !== true) continue;
    const isKnown = everyLabel(familyOf(name)).some(one => labelText(one) === labels);
    if (isKnown) valuesOf(samples, name).set(labels, Number(value));
  }
  return samples;
}
