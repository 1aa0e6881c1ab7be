import { runProgram } from '../util/program.ts';
import { clientOf } from './client.ts';

/** What the server answered, by question; an empty text where it has none. */
export type Answers = (question: string) => string;

const prompt = 'fail2ban> ';

/**
 * Asks the server all of this in one session of its client, `fail2ban-client -i`: each call of its own starts Python,
 * which takes ten times as long as the answer. A client that prompts otherwise is asked one by one.
 */
export function askServer(questions: readonly string[]): Answers {
  const { out } = runProgram('fail2ban-client', ['-i'], `${questions.join('\n')}\nexit\n`);
  const texts =
    splitAnswers(out, questions.length) ?? questions.map(question => clientOf()(...question.split(' ')).out);
  const known = new Map(questions.map((question, at) => [question, texts[at] ?? '']));
  return question => known.get(question) ?? '';
}

/** What stands behind each prompt; undefined where they are not one for each question and one for the end. */
export function splitAnswers(text: string, count: number): string[] | undefined {
  const parts = text.split(prompt).slice(1);
  return parts.length === count + 1 ? parts.slice(0, count) : undefined;
}

/** The answers of a server that does not answer. */
export const silence: Answers = () => '';
