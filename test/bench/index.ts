/** `npm run bench NAME`: runs one benchmark; each prints ratios against its peer from the same run. */
const name = process.argv[2] ?? '';
if (name !== 'capture') throw new RangeError(`There is no benchmark "${name}": there is capture`);
const { bench } = await import('./capture.ts');
await bench();
