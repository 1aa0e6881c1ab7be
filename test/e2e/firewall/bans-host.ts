/** Prints what the rules of this network namespace do with a host: `node bans-host.js ADDRESS`. */
import assert from 'node:assert/strict';
import { bansIn } from '../../../src/firewall/ban.ts';
import { readable, readRules } from '../../../src/firewall/read/here.ts';
import { parseAddress } from '../../../src/net/address.ts';

const address = parseAddress(process.argv[2] ?? '') ?? assert.fail('an address is expected');
process.stdout.write(bansIn(readable(readRules()))(address));
