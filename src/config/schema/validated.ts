import type { Config } from './schema.ts';
import { validate } from './validate.js';

/** One rule of the schema that a value broke, as ajv reports it; what we use of it. */
export interface Violation {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that the value stands under, with our `expected`. */
  readonly parentSchema: Readonly<Record<string, unknown>>;
  /** The value itself. */
  readonly data: unknown;
}

/** True when the value is a config; fills in every default on the way. Otherwise `lastViolations` says why. */
export function isConfig(value: unknown): value is Config {
  return validate(value);
}

/** Every violation that the last call of `isConfig` found. */
export function lastViolations(): Violation[] {
  const errors: unknown = Reflect.get(validate, 'errors');
  return Array.isArray(errors) ? errors.filter(isViolation) : [];
}

/** A plain object, or one without a prototype. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isViolation(value: unknown): value is Violation {
  return isRecord(value) && typeof value['instancePath'] === 'string' && isRecord(value['params']);
}
