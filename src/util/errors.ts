/** The user's words were wrong: a command line or a config. Message only, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The work failed for a reason that the message names, with its fix. Message only, exit code 1. */
export class WorkError extends Error {
  override readonly name = 'WorkError';
}

/** The `code` of a system error (ENOENT, EACCES ...), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What to show of anything that was thrown. */
export const errorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
