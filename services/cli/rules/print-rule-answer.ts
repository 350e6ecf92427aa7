import type { RuleDraft } from '#services/model/rule.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { previewLines } from './preview-lines.ts';
import type { RuleAnswer } from './rule-source.ts';

/** Prints what became of a rule that was asked for: its effects, the errors, and its id when it was made. */
export function printRuleAnswer(
  terminal: Terminal,
  { id, preview, errors }: RuleAnswer,
  { effect }: RuleDraft,
): ExitCode {
  for (const line of preview ? previewLines(preview, effect.kind === 'suppress') : []) terminal.talk(line);
  for (const error of errors) terminal.complain(error);
  if (id === undefined) return EXIT.error;
  terminal.out(id);
  return EXIT.fine;
}
