import { closest, didYouMean } from '#services/model/closest.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { SOURCES } from '#services/sources/index.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError for text that is no source */
export function sourceName(text: string): SourceName {
  const names = SOURCES.map(({ name }) => name);
  if (names.includes(text)) return text;
  throw new UsageError(`"${text}" is not a kind of log: use ${names.join(', ')}.`, didYouMean(closest(text, names)));
}
