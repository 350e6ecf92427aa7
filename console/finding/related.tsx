import type { FindingProperty } from '#services/model/finding-fields.ts';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAnswer } from '../api/use-answer.ts';
import { filterOf } from '../findings/filter-query.ts';
import { FINDINGS } from '../findings/findings-query.ts';
import { FindingsTable } from '../findings/findings-table.tsx';
import { having } from '../findings/query.ts';
import { EVERYTHING, hrefOf, orderOf, type View } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { SHARED_BY, type Context, type ShownFinding } from './finding-query.ts';

const SHOWN = 20;

/** Findings in more accounts than this share something that is common to many. */
const COMMON_FROM = 10;

/** What the findings of a context share, and the property by which the list shows all of them. */
const CONTEXTS: Readonly<Record<Context['by'], { readonly title: string; readonly property: FindingProperty }>> = {
  RESOURCE: { title: 'About the same resource', property: 'resource' },
  PRINCIPAL: { title: 'By the same principal', property: 'principal' },
  REMOTE_ADDRESS: { title: 'With the same remote address', property: 'address' },
};

/** Other findings about the same resource, by the same principal or with the same other end, in any state. */
export function Related({ finding: { id, context } }: { readonly finding: ShownFinding }) {
  if (context.length === 0)
    return <Box textAlign="center">The logs name nothing that another finding could share.</Box>;
  return (
    <SpaceBetween size="l">
      {context.map((each) => (
        <Shared key={each.by} id={id} context={each} />
      ))}
    </SpaceBetween>
  );
}

interface SharedProps {
  readonly id: string;
  readonly context: Context;
}

function Shared({ id, context: { by, values, accountId, remarks } }: SharedProps) {
  const { title, property } = CONTEXTS[by];
  const view: View = {
    ...EVERYTHING,
    query: having([property, ...values], ...(accountId === null ? [] : [['account', accountId] as const])),
    state: 'all',
  };
  const { data, error, isPending } = useAnswer(FINDINGS, {
    filter: filterOf(view),
    orderBy: orderOf(view),
    // The finding itself is among them.
    first: SHOWN + 1,
  });
  const { data: counted } = useAnswer(SHARED_BY, { filter: filterOf(view) });
  if (error) return <Problem error={error} />;
  const others = data?.findings.nodes.filter((other) => other.id !== id) ?? [];
  const accounts = counted?.statistics.facet.length ?? 0;
  return (
    <FindingsTable
      items={others.slice(0, SHOWN)}
      loading={isPending}
      header={
        <Header
          counter={counted === undefined ? '' : `(${(counted.statistics.findings - 1).toLocaleString('en')})`}
          actions={others.length === 0 ? undefined : <Link href={hrefOf(view)}>Show in the list</Link>}
          description={
            <>
              <SpaceBetween size="xs" direction="horizontal">
                {values.map((value) => (
                  <Untrusted key={value} text={value} short />
                ))}
              </SpaceBetween>
              {[...remarks, ...(accounts > COMMON_FROM ? [commonTo(accounts)] : [])].map((remark) => (
                <div key={remark}>{remark}</div>
              ))}
            </>
          }
        >
          {title}
        </Header>
      }
      empty={<Box textAlign="center">No other finding.</Box>}
    />
  );
}

function commonTo(accounts: number): string {
  return `Findings of ${accounts.toLocaleString('en')} accounts share it: what is common to many says little.`;
}
