import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import { useAnswer } from '../api/use-answer.ts';
import { FINDINGS } from '../findings/findings-query.ts';
import { FindingsTable } from '../findings/findings-table.tsx';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import type { ShownFinding } from './finding-query.ts';

const SHOWN = 20;

/** Other findings about the same resource, in any state. */
export function Related({ finding: { id, resource } }: { readonly finding: ShownFinding }) {
  const { data, error, isPending } = useAnswer(FINDINGS, {
    filter: { resourceIds: [resource.id] },
    orderBy: { by: 'LAST_SEEN', direction: 'DESCENDING' },
    first: SHOWN,
  });
  if (error) return <Problem error={error} />;
  const others = data?.findings.nodes.filter((other) => other.id !== id) ?? [];
  return (
    <FindingsTable
      items={others}
      loading={isPending}
      header={
        <Header
          counter={isPending ? '' : `(${others.length})`}
          actions={<Link href={hrefOf({ values: { resource: [resource.id] }, state: 'all' })}>Show in the list</Link>}
        >
          About the same resource
        </Header>
      }
      empty={<Box textAlign="center">Nothing else was found about it.</Box>}
    />
  );
}
