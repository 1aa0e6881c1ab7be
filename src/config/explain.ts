import { didYouMean } from '../util/suggest.ts';
import { type Objection, shown } from './read/objection.ts';
import { portList, portListOrUnused } from './schema/schema-parts.ts';
import { isRecord, type Violation } from './schema/validated.ts';

/** What a broken rule of the schema means: what was expected, what was found. */
export function explain(violation: Violation): Objection {
  const pointer = violation.instancePath;
  const key = violation.params['additionalProperty'];
  if (typeof key === 'string') return { pointer, key, message: unknownKey(key, violation.parentSchema) };
  const expected = violation.parentSchema['expected'];
  const wanted = typeof expected === 'string' ? expected : 'an object';
  return { pointer, message: `expected ${wanted}; found ${found(violation)}${guess(violation)}` };
}

/** Of a long list of ports only what is none; anything else as it stands. */
function found({ data, parentSchema }: Violation): string {
  const pattern = portPatterns.find(one => one === parentSchema['pattern']);
  if (typeof data !== 'string' || pattern === undefined) return shown(data);
  const portItem = new RegExp(pattern);
  const wrong = data.split(',').filter(item => item.trim() === '' || !portItem.test(item));
  return wrong.map(shown).join(', ') || shown(data);
}

const portPatterns: readonly string[] = [portList.pattern, portListOrUnused.pattern];

function unknownKey(key: string, schema: Readonly<Record<string, unknown>>): string {
  const known = Object.keys(isRecord(schema['properties']) ? schema['properties'] : {});
  const hint = didYouMean(key, known);
  return `unknown key ${shown(key)}${hint === '' ? `; known are ${known.join(', ')}` : hint}`;
}

function guess({ params, data }: Violation): string {
  const allowed = params['allowedValues'];
  if (typeof data !== 'string' || !Array.isArray(allowed)) return '';
  return didYouMean(
    data,
    allowed.filter(value => typeof value === 'string'),
  );
}
