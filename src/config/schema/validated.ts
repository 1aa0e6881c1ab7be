import type { Config } from './schema.ts';
import { validate } from './validate.js';

/** One rule of the schema that a value broke, as ajv reports it; what we use of it. */
export interface Fault {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that the value stands under, with our `expected`. */
  readonly parentSchema: Readonly<Record<string, unknown>>;
  /** The value itself. */
  readonly data: unknown;
}

/** True when the value is a config; fills in every default on the way. Otherwise `lastFaults` says why. */
export function isConfig(value: unknown): value is Config {
  return validate(value);
}

/** Every fault that the last call of `isConfig` found. */
export function lastFaults(): Fault[] {
  const errors: unknown = Reflect.get(validate, 'errors');
  return Array.isArray(errors) ? errors.filter(isFault) : [];
}

/** A plain object, or one without a prototype. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFault(value: unknown): value is Fault {
  return isRecord(value) && typeof value['instancePath'] === 'string' && isRecord(value['params']);
}
