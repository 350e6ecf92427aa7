import { askAhead } from '../api/use-answer.ts';
import { FINDINGS, pageOf } from './findings-query.ts';
import { viewOf } from './read-view.ts';

/** Requests the findings that an address shows, while the code of their page still loads. */
export async function askForFindings(search: URLSearchParams): Promise<void> {
  const view = viewOf(search);
  if (view.group === undefined) await askAhead(FINDINGS, pageOf(view));
}
