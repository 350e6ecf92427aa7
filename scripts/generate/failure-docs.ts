import { ageOf } from '#services/cli/age.ts';
import { EXIT } from '#services/cli/exit-code.ts';
import { FAILURES, RHYTHMS, type RetryRhythm } from '#services/model/failure.ts';
import { page, table } from './markdown.ts';

/** The failures in operation: a page for people who read the log. @returns content by path from the project's root */
export function failureDocs(): ReadonlyMap<string, string> {
  return new Map([
    [
      'docs/failures.md',
      page(
        '# Failures',
        'What fails in operation has a kind, which lines of the log tell beside the message. Log objects that cannot be had are tried again as their kind says; jobs as the queue does, and what they had to do stays due. A command that fails ends with the exit code of the kind.',
        table(
          ['kind', 'what it means', 'tried again', 'exit code'],
          Object.entries(FAILURES).map(([kind, { meaning, retry, exit }]) => [
            `\`${kind}\``,
            meaning,
            said(RHYTHMS[retry]),
            String(EXIT[exit]),
          ]),
        ),
        'Generated from `services/model/failure.ts` by `npm run generate`.',
      ),
    ],
  ]);
}

function said({ firstMs, mostMs, triesMax }: RetryRhythm): string {
  if (triesMax === 1) return 'never';
  const waits = `after ${ageOf(firstMs)}, then twice as long each time, up to ${ageOf(mostMs)}`;
  return triesMax === Infinity ? waits : `${waits}; ${triesMax} tries in all`;
}
