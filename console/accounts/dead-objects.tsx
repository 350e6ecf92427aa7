import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { counted } from '#services/model/numbers.ts';
import { ask } from '../api/ask.ts';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Notice } from '../app/notices.ts';
import { useMay } from '../app/viewer.ts';
import { ConfirmModal } from '../parts/confirm-modal.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { SOURCES } from '../api/sources.ts';

const SHOWN = 20;

const DEAD_OBJECTS = graphql(`
  query DeadObjects($id: String!, $first: Int!) {
    logObjects(filter: { accountIds: [$id], states: [FAILED] }, first: $first) {
      pageInfo {
        hasNextPage
      }
      nodes {
        name
        source
        attempts
        settledAt
        troubles {
          message
        }
      }
    }
  }
`);

const REDRIVE = graphql(`
  mutation RedriveLogObjects($accountIds: [String!], $names: [String!], $key: String) {
    redriveLogObjects(accountIds: $accountIds, names: $names, clientMutationId: $key) {
      redriven
      userErrors {
        message
      }
    }
  }
`);

type DeadObject = ResultOf<typeof DEAD_OBJECTS>['logObjects']['nodes'][number];

interface Props {
  readonly accountId: string;
  /** Called when objects will be read again. */
  readonly onRedriven: () => void;
}

/** The log objects of an account that were given up, and a way to have them read again. */
export function DeadObjects({ accountId, onRedriven }: Props) {
  const may = useMay('ENGINEER');
  const { data, error, refetch } = useAnswer(DEAD_OBJECTS, { id: accountId, first: SHOWN });
  /** The object that is to be read again, or all of them. */
  const [wanted, setWanted] = useState<DeadObject | 'all'>();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  const { nodes = [], pageInfo } = data?.logObjects ?? {};
  if (nodes.length === 0) return null;
  const redrive = async (key: string): Promise<Notice> => {
    const names = wanted === undefined || wanted === 'all' ? null : [wanted.name];
    const { redriven, userErrors } = (await ask(REDRIVE, { accountIds: [accountId], names, key })).redriveLogObjects;
    const [refused] = userErrors;
    return refused
      ? { type: 'error', text: refused.message }
      : { type: 'success', text: `To be read again within a minute: ${counted(redriven, 'log object')}.` };
  };
  return (
    <>
      <ResponsiveTable<DeadObject>
        items={nodes}
        wrapLines
        ariaLabels={{ tableLabel: 'Log objects that were given up' }}
        header={
          <Header
            variant="h2"
            counter={`(${nodes.length}${pageInfo?.hasNextPage ? '+' : ''})`}
            description="They could not be read. When the cause is removed, have them read again."
            actions={may ? <Button onClick={() => setWanted('all')}>Read all again</Button> : undefined}
          >
            Log objects that were given up
          </Header>
        }
        columnDefinitions={[
          {
            id: 'name',
            header: 'Log object',
            isRowHeader: true,
            minWidth: 280,
            cell: ({ name }) => <Untrusted text={name} />,
          },
          {
            id: 'source',
            header: 'Logs',
            minWidth: 130,
            cell: ({ source }) => (source === null ? 'Not recognized' : SOURCES[source]),
          },
          {
            id: 'why',
            header: 'Why',
            minWidth: 240,
            cell: ({ troubles: [first] }) => (first === undefined ? '–' : <Untrusted text={first.message} />),
          },
          {
            id: 'when',
            header: 'Given up',
            minWidth: 150,
            cell: ({ settledAt }) => (settledAt === null ? '–' : <Moment at={settledAt} />),
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: (object) =>
              may ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`Read ${spelledShort(object.name)} again`}
                  onClick={() => setWanted(object)}
                >
                  Read again
                </Button>
              ) : null,
          },
        ]}
      />
      {wanted === undefined ? null : (
        <ConfirmModal
          title={wanted === 'all' ? 'Read all of them again?' : 'Read the log object again?'}
          verb="Read again"
          run={redrive}
          onDone={() => {
            setWanted(undefined);
            void refetch();
            onRedriven();
          }}
        >
          <Box>
            {wanted === 'all' ? 'Every log object of this account that was given up' : <Untrusted text={wanted.name} />}{' '}
            will be read as if it had just arrived. What can still not be read is given up again. The audit log says who
            asked for it.
          </Box>
        </ConfirmModal>
      )}
    </>
  );
}
