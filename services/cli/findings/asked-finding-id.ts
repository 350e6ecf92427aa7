import { isFindingId } from '#services/model/finding.ts';
import { UsageError } from '../usage-error.ts';

/** @param shownBy the command that shows ids @throws UsageError for text that is no id of a finding */
export function askedFindingId(text: string, shownBy = 'vedette findings list'): string {
  if (isFindingId(text)) return text;
  throw new UsageError(`"${text}" is not the id of a finding, which has 32 hex digits.`, `${shownBy} shows them.`);
}
