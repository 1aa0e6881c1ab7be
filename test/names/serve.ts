import { readFileSync } from 'node:fs';
import { startNameServer } from './name-server.ts';

/** A name server on port 53 of an address, for tests with hosts of their own: `serve.js ADDRESS FILE`, which has names and addresses. */
const [, , address = '127.0.0.1', file = ''] = process.argv;
await startNameServer(name => JSON.parse(readFileSync(file, 'utf8'))[name], 53, address);
process.stdout.write('serves\n');
