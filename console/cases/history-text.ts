import { member } from '../parts/json.ts';

interface Entry {
  readonly what: string;
  readonly after: unknown;
}

const TEXTS: Readonly<Record<string, string>> = {
  'finding.decide': 'changed its status',
  'finding.judge': 'gave feedback',
  'finding.comment': 'commented',
};

/** An entry of the history in words, with the text that came with it. */
export function whatText({ what, after }: Entry): string {
  const assignee = member(after, 'assignee');
  if (what === 'finding.assign')
    return typeof assignee === 'string' ? `assigned it to ${assignee}` : 'removed the assignee';
  const said = [
    member(after, 'decision', 'status'),
    member(after, 'decision', 'because'),
    member(after, 'feedback'),
  ].filter((value) => typeof value === 'string');
  const done = TEXTS[what] ?? what;
  return said.length === 0 || what === 'finding.comment' ? done : `${done}: ${said.join(', ')}`;
}
