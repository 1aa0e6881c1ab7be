import assert from 'node:assert/strict';
import { ignoredBy, parseJailFile } from '../../../../src/detect/spare/hosts/ignoreip.ts';
import { complaints, lastWords } from '../../../../src/fail2ban/client.ts';
import {
  actingJailsIn,
  actionOptions,
  jailsIn,
  journalJailsIn,
  optionTexts,
  parseDump,
  serverSetting,
} from '../../../../src/fail2ban/dump.ts';
import { ignoredIn } from '../../../../src/fail2ban/ignored.ts';
import { settingsIn, switchedOn } from '../../../../src/fail2ban/jail-files.ts';
import {
  actionQuestions,
  dumpedValues,
  liveValues,
  optionQuestions,
  propertyQuestions,
} from '../../../../src/fail2ban/options.ts';
import { parsePython } from '../../../../src/fail2ban/python.ts';
import { refusalOf, skippedIn } from '../../../../src/fail2ban/refusal.ts';
import { jailList, parseBanned, stateIn } from '../../../../src/fail2ban/server.ts';
import { jailsMend, overridesIn } from '../../../../src/jails/install/overrides.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** `fail2ban-client -d`. */
export const dump: Target = {
  sources: [
    'fail2ban/python.ts',
    'fail2ban/dump.ts#parseDump,jailsIn,journalJailsIn,actingJailsIn,optionTexts,serverSetting,actionOptions',
    'fail2ban/ignored.ts#ignoredIn',
  ],
  corpus: corpusOf('dump'),
  words: wordsOf('dump.txt'),
  take: input => {
    const rows = parseDump(input.toString('utf8'));
    for (const jail of jailsIn(rows).slice(0, 1)) {
      for (const action of optionTexts(rows, jail, 'addaction').slice(0, 3))
        actionOptions(rows, jail, action);
      dumpedValues(rows, jail);
      optionQuestions(jail, rows);
    }
    void [
      journalJailsIn(rows),
      actingJailsIn(rows),
      serverSetting(rows, 'logtarget'),
      ignoredIn(rows, ['portsentry']),
    ];
    for (const row of rows) if (depthOf(row) < 18) assert.deepEqual(parsePython(repr(row)), row);
  },
};

const depthOf = (value: unknown): number =>
  Array.isArray(value) ? 1 + Math.max(0, ...value.map(depthOf)) : 0;

/** As Python prints lists of this kind. */
function repr(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  return value === undefined
    ? 'None'
    : value === true
      ? 'True'
      : value === false
        ? 'False'
        : `${value as number}`;
}

/** What the server says when it is asked. */
export const banned: Target = {
  sources: [
    'fail2ban/server.ts#parseBanned,jailList,stateIn',
    'fail2ban/options.ts#listIn,valuesIn,said,liveValues,actionQuestions,propertyQuestions',
  ],
  corpus: corpusOf('banned'),
  words: wordsOf('banned.txt'),
  take: input => {
    const text = input.toString('utf8');
    for (const [jail, hosts] of parseBanned(text))
      assert.deepEqual([typeof jail, hosts.every(isText)], ['string', true]);
    assert.ok(jailList(text)?.every(name => name !== '') ?? true);
    for (const code of [0, 127, 255]) for (const err of ['', text]) stateIn({ code, out: text, err });
    // Each of many actions would be asked about.
    const start = text.slice(0, 300);
    const answersWithActions = (question: string): string =>
      question.endsWith(' actions') ? 'has the following actions:\nnftables' : text;
    for (const one of [() => start, answersWithActions]) {
      propertyQuestions('x', one);
      actionQuestions('x', rows, one);
      liveValues(one, rows, 'x');
    }
  },
};

const rows = parseDump(
  "['add', 'x', 'auto']\n['multi-set', 'x', 'action', 'nftables', [['actionban', 'y'], ['timeout', 60]]]",
);
const isText = (value: unknown): boolean => typeof value === 'string';

/** What `fail2ban-client -t` complains about. */
export const refusal: Target = {
  sources: [
    'fail2ban/refusal.ts#refusalOf,skippedIn,sorted',
    'fail2ban/client.ts#complaints,lastWords,isVerdict',
  ],
  corpus: corpusOf('refusal'),
  words: wordsOf('refusal.txt'),
  take: input => {
    const err = input.toString('utf8');
    for (const code of [0, 255]) {
      const ran = { code, out: '', err };
      refusalOf(ran);
      refusalOf(ran, jail => jail.startsWith('portsentry'));
      skippedIn(ran);
    }
    lastWords(err);
    complaints(err);
  },
};

/** Files of the admin's beside ours, in the grammar of Python's configparser. */
export const jailFiles: Target = {
  sources: [
    'fail2ban/jail-files.ts#settingsIn,withoutComment,takeLine,switchedOn,lastWord',
    'detect/spare/hosts/ignoreip.ts#parseJailFile,ignoredBy,withKnown,prefixOf',
    'jails/install/overrides.ts#overridesIn,jailsMend',
  ],
  corpus: corpusOf('jail-files'),
  words: wordsOf('jail-files.txt'),
  take: input => {
    const text = input.toString('utf8');
    const settings = [
      ...settingsIn(ours, '/etc/fail2ban/jail.d/portjail.conf'),
      ...settingsIn(text, '/etc/fail2ban/jail.local'),
    ];
    for (const { line } of settings) assert.ok(line > 0);
    switchedOn(settings, 'portsentry');
    const mend = jailsMend(overridesIn(settings));
    for (const { section, name, value } of settingsIn(mend, 'x'))
      assert.ok(ours.includes(`${name} = ${value}`), section);
    const file = parseJailFile(text);
    ignoredBy([file, file, file]);
  },
};

const ours =
  '[portsentry]\nenabled = true\nfilter = portjail\nlogpath = /var/log/portjail/portsentry.log\nbackend = polling\n';
