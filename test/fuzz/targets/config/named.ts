import assert from 'node:assert/strict';

/** Each line of a message begins with the place of what is wrong. */
export function mustNameIts(file: string, message: string): void {
  for (const line of message.split('\n')) assert.ok(line.startsWith(file), line);
}
