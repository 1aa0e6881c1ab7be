import { isRecord, type Violation } from './schema/validated.ts';

/**
 * The value less everything that a violation points at, so that its other parts can still be judged; a list goes as a
 * whole, since taking an item out would shift the pointers of the rest.
 */
export function withoutViolations(value: unknown, violations: readonly Violation[]): unknown {
  for (const { instancePath, params } of violations) {
    const key = params['additionalProperty'];
    const path = instancePath.split('/').slice(1);
    if (path.length === 0 && typeof key !== 'string') return {};
    remove(value, typeof key === 'string' ? [...path, key] : path);
  }
  return value;
}

function remove(target: unknown, [key, ...rest]: readonly string[]): void {
  if (!isRecord(target) || key === undefined) return;
  if (rest.length === 0 || Array.isArray(target[key])) delete target[key];
  else remove(target[key], rest);
}
