/** What takes minutes runs in `make test-long` alone; `make test` tries the same in its short form. */
export const isLong = process.env['LONG'] === 'true';

/** The size of a test: how many, how long. */
export const sized = (short: number, long: number): number => (isLong ? long : short);
