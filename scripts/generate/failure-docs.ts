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
        'Every failure in operation has a kind, which the log shows beside the message. Log objects that cannot be read are retried as their kind says. Jobs are retried by the queue, and their work stays due. A command that fails exits with the exit code of the kind.',
        table(
          ['kind', 'what it means', 'retried', 'exit code'],
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
