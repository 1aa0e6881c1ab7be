import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionTerm } from '../../../src/commands/help/text.ts';
import { optionMacros, synopsis } from '../../../src/manual/mdoc/synopsis.ts';
import { oneLine, shownLines, told, withMandoc } from '../shown.ts';

/** How a page writes it: with blanks around a bar, and before what says that there may be more. */
const spaced = (form: string): string => oneLine(form.replaceAll(/\||\.\.\./g, ' $& ').replaceAll(' ]', ']'));

test('synopsis() shows each form of a command as its help does', withMandoc, () => {
  for (const { name, help } of told)
    for (const form of help.forms)
      assert.equal(shownLines(synopsis(name, form)), spaced(`portjail ${name} ${form}`));
});

test('optionMacros() shows each option of a command as its help does', withMandoc, () => {
  for (const { options } of told)
    for (const [name, option] of Object.entries(options)) {
      const term = optionTerm(name, option);
      assert.equal(shownLines(['.Bl -tag -width Ds', `.It ${optionMacros(term)}`, '.El']), term);
    }
});

test('synopsis() has macros for what may be left out, what is typed and what stands for something', () => {
  assert.deepEqual(synopsis('do', 'NAME[/64] [--on | -c FILE [-o]] --all USER - word'), [
    '.Nm portjail do',
    '.Ar NAME Ns Oo Cm /64 Oc',
    '.Op Fl \\-on | Fl c Ar FILE Oo Fl o Oc',
    '.Fl \\-all Ar USER',
    '.Fl',
    '.Cm word',
  ]);
});
