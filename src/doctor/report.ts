import { forceText } from '../status/force.ts';
import { oneLine } from '../util/print.ts';
import type { Outcome } from './chain.ts';
import type { Diagnosis } from './doctor.ts';

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export const countOf = (outcomes: readonly Outcome[], level: 'fault' | 'warning'): number =>
  outcomes.flatMap(({ findings }) => findings).filter(one => one.level === level).length;

/** For people: a line a link, what was found with its fix beneath, what is in force, a last line that counts. */
export function formatText({ outcomes, force }: Diagnosis): string {
  const [faults, warnings] = [countOf(outcomes, 'fault'), countOf(outcomes, 'warning')];
  const last =
    faults + warnings === 0
      ? `${counted(outcomes.length, 'link')}, nothing wrong`
      : `${counted(outcomes.length, 'link')}, ${counted(faults, 'fault')}, ${counted(warnings, 'warning')}`;
  return `${outcomes.map(linkText).join('')}in force: ${forceText[force]}\n${last}\n`;
}

export function linkText({ name, state, text, findings }: Outcome): string {
  const head = `${(state === 'skipped' ? '-' : state).padEnd(8)}${name}${text === '' ? '' : `: ${oneLine(text)}`}\n`;
  return (
    head +
    findings.map(one => `    ${one.name}: ${oneLine(one.what)}\n        fix: ${oneLine(one.mend)}\n`).join('')
  );
}

/** The same for machines. */
export const formatJson = ({ outcomes, force }: Diagnosis): string =>
  `${JSON.stringify({ links: outcomes, force, faults: countOf(outcomes, 'fault'), warnings: countOf(outcomes, 'warning') }, null, 2)}\n`;
