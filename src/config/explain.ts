import { didYouMean } from '../util/suggest.ts';
import { type Finding, shown } from './read/finding.ts';
import { portList } from './schema/schema-parts.ts';
import { type Fault, isRecord } from './schema/validated.ts';

/** What a broken rule of the schema means: what was expected, what was found. */
export function explain(fault: Fault): Finding {
  const pointer = fault.instancePath;
  const key = fault.params['additionalProperty'];
  if (typeof key === 'string') return { pointer, key, message: unknownKey(key, fault.parentSchema) };
  const expected = fault.parentSchema['expected'];
  const wanted = typeof expected === 'string' ? expected : 'an object';
  return { pointer, message: `expected ${wanted}; found ${found(fault)}${guess(fault)}` };
}

/** Of a long list of ports only what is none; anything else as it stands. */
function found({ data, parentSchema }: Fault): string {
  if (typeof data !== 'string' || parentSchema['pattern'] !== portList.pattern) return shown(data);
  const wrong = data.split(',').filter(item => item.trim() === '' || !portItem.test(item));
  return wrong.map(shown).join(', ') || shown(data);
}

const portItem = new RegExp(portList.pattern);

function unknownKey(key: string, schema: Readonly<Record<string, unknown>>): string {
  const known = Object.keys(isRecord(schema['properties']) ? schema['properties'] : {});
  const hint = didYouMean(key, known);
  return `unknown key ${shown(key)}${hint === '' ? `; known are ${known.join(', ')}` : hint}`;
}

function guess({ params, data }: Fault): string {
  const allowed = params['allowedValues'];
  if (typeof data !== 'string' || !Array.isArray(allowed)) return '';
  return didYouMean(
    data,
    allowed.filter(value => typeof value === 'string'),
  );
}
