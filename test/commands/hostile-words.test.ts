import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { directory, portjail } from './program.ts';

/** CSI as one byte, the end of it as ESC, text turned around, DEL, a line that is none. */
const words = '\u009b31m\u001b[2J\u202eX\u007f\u2028';
/** A newline is the only character that is no letter. */
const isHarmless = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll('\n', ''));

const folder = directory();
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const json = JSON.stringify({ tcp: { mode: words }, [words]: 1 });
const ignore = JSON.stringify({ ignore: { files: [write('ignore', `${words}\n`)] }, banner: `${words}` });

for (const [what, args] of Object.entries({
  'keys and values of a config': ['check', '-c', write('mistakes.json', json)],
  'an ignore file': ['check', '-c', write('ignore.json', ignore)],
  'an ignore file, as JSON': ['check', '--json', '-c', write('ignore.json', ignore)],
  'a portsentry.conf': [
    'check',
    '-c',
    write('portsentry.conf', `TCP_PORTS="1"\nPORT_BANNER="a ${words}"\nGARBAGE ${words}\n`),
  ],
  'a portsentry.conf, on its way': ['import', folder],
  'the name of a file': ['check', '-c', `/nowhere/${words}`],
  'a word of the command line': ['run', words],
  'an option': ['status', `--${words}`],
  'a command': [words],
  'a time': ['monitor', '--since', words],
  'an address': ['why', words],
  'an address for mail': ['report', '--mail', words],
  'the name of a log': ['report', '--log', `/nowhere/${words}`],
  'the name of a log, in a page': ['report', '--html', '--log', `/nowhere/${words}`],
  'the name of a page': ['report', '--html', '-o', `/nowhere/${words}`, '--defaults'],
  'a capture file': ['replay', `/nowhere/${words}`, '--defaults', '--tcp-mode', 'stealth'],
  'a status': ['status', '-c', write('mistakes.json', json)],
}))
  test(`portjail shows nothing raw of ${what}`, () => {
    const { stdout, stderr } = portjail(...args);
    assert.match(stdout + stderr, /\\u202e/, 'the words do not come through at all');
    assert.ok(isHarmless(stdout + stderr), JSON.stringify(stdout + stderr));
    if (args.includes('--json')) assert.equal(JSON.parse(stdout).config.banner, words);
  });
