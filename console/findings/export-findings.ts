import { ask } from '../api/ask.ts';
import { graphql } from '../api/graphql.ts';
import { notify } from '../app/notices.ts';
import { orderOf, type View } from './view.ts';
import { filterOf } from './filter-query.ts';

const WHOLE = graphql(`
  query WholeFindings($filter: FindingFilter, $orderBy: FindingOrder, $after: String) {
    findings(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        document(format: FINDING)
      }
    }
  }
`);

/** For larger exports, machines can read the API's changes in order. */
const EXPORTED_MAX = 5000;

/** Writes the findings of a view to a file, one a line, complete as the API returns them. */
export async function exportFindings(view: View): Promise<void> {
  const lines: string[] = [];
  let after: string | undefined;
  do {
    const { findings } = await ask(WHOLE, {
      filter: filterOf(view),
      orderBy: orderOf(view),
      ...(after !== undefined && { after }),
    });
    lines.push(...findings.nodes.map(({ document: whole }) => JSON.stringify(whole)));
    after = findings.pageInfo.hasNextPage ? (findings.pageInfo.endCursor ?? undefined) : undefined;
  } while (after !== undefined && lines.length < EXPORTED_MAX);
  save(`${lines.join('\n')}\n`);
  const all = after === undefined;
  notify({
    type: all ? 'success' : 'warning',
    text: `${lines.length === 1 ? '1 finding was' : `${lines.length.toLocaleString('en')} findings were`} written to vedette-findings.jsonl${all ? '.' : '. There are more: use the API for all of them.'}`,
  });
}

function save(text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  link.download = 'vedette-findings.jsonl';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
