import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Raw } from '../parts/raw.tsx';
import { Untrusted } from '../parts/untrusted.tsx';

const QUOTED = graphql(`
  fragment Quoted on RawRecord {
    origin {
      object
      position
      time
    }
    text
    isCut
    isKept
    trouble
  }
`);

const KEPT = graphql(
  `
    query KeptRecords($id: ID!) {
      finding(id: $id) {
        keptRecords {
          ...Quoted
        }
      }
    }
  `,
  [QUOTED],
);

const RECORDS = graphql(
  `
    query Records($id: ID!, $first: Int!) {
      finding(id: $id) {
        records(first: $first) {
          ...Quoted
        }
      }
    }
  `,
  [QUOTED],
);

type RawRecord = NonNullable<ResultOf<typeof RECORDS>['finding']>['records'][number];

/** How many are shown at first, and on request: each may need an object to be fetched. */
const STEPS = [5, 20] as const;

/** The records themselves: those kept with the finding at once, the others read from the logs on request. */
export function RawRecords({ id, count }: { readonly id: string; readonly count: number }) {
  const [first, setFirst] = useState<number>(0);
  const { data, error, isFetching, refetch } = useAnswer(RECORDS, { id, first }, { enabled: first > 0 });
  const kept = useAnswer(KEPT, { id });
  const records = joined(kept.data?.finding?.keptRecords ?? [], data?.finding?.records ?? []);
  const next = STEPS.find((step) => step > first);
  const whole = records.filter(({ isKept, isCut }) => isKept && !isCut).length;
  const wantsMore = next !== undefined && first < count && (first > 0 || (!kept.isFetching && whole < count));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="A few are kept with the finding; others are read from the logs on request. Whoever was logged may have written parts of them."
          actions={
            wantsMore ? (
              <Button loading={isFetching} onClick={() => setFirst(next)}>
                {first === 0 ? 'Read from the logs' : `Read up to ${next}`}
              </Button>
            ) : undefined
          }
        >
          Raw records
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error ? <Problem error={error} retry={() => void refetch()} /> : null}
        {kept.error ? <Problem error={kept.error} retry={() => void kept.refetch()} /> : null}
        {(isFetching || kept.isFetching) && records.length === 0 ? <Skeleton height="10em" /> : null}
        {records.map((record) => (
          <One key={placeOf(record)} record={record} />
        ))}
      </SpaceBetween>
    </Container>
  );
}

/** The records that were read and those that are kept, each once, in order of time. */
function joined(kept: readonly RawRecord[], read: readonly RawRecord[]): readonly RawRecord[] {
  const places = new Set(read.map(placeOf));
  return [...read, ...kept.filter((record) => !places.has(placeOf(record)))].toSorted((a, b) =>
    a.origin.time < b.origin.time ? -1 : Number(a.origin.time > b.origin.time),
  );
}

function placeOf({ origin: { object, position, time } }: RawRecord): string {
  return `${object} ${position} ${time}`;
}

function One({ record: { origin, text, isCut, isKept, trouble } }: { readonly record: RawRecord }) {
  return (
    <div>
      <Box variant="small">
        <Moment at={origin.time} />, <Untrusted text={origin.object} />, position {origin.position}
      </Box>
      {text === null ? (
        <Alert type="warning">
          <Untrusted text={trouble ?? ''} />
        </Alert>
      ) : (
        <Raw text={text} label={`Record at ${origin.time}`} />
      )}
      {isCut ? <Box variant="small">The record is longer; it is cut here.</Box> : null}
      {isKept ? <Box variant="small">Kept with the finding.</Box> : null}
    </div>
  );
}
