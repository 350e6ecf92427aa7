import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useMay } from '../app/viewer.ts';
import { Choice } from '../parts/choice.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { useCaseChange, type Decision, type Feedback } from './case-changes.ts';
import { whatText } from './history-text.ts';

const CASE = graphql(`
  query Case($id: ID!) {
    finding(id: $id) {
      id
      status
      feedback
      comments {
        who
        at
        text
      }
      history {
        at
        who
        what
        after
      }
    }
  }
`);

type ShownCase = NonNullable<ResultOf<typeof CASE>['finding']>;

/** The status of a finding, its comments, and its history. */
export function CaseTab({ id }: { readonly id: string }) {
  const { data, error } = useAnswer(CASE, { id });
  if (error) return <Problem error={error} />;
  const shown = data?.finding;
  if (shown == null) return null;
  return (
    <SpaceBetween size="l">
      <Standing shown={shown} />
      <Comments shown={shown} />
      <History shown={shown} />
    </SpaceBetween>
  );
}

const DECISIONS: readonly { readonly id: Decision; readonly text: string }[] = [
  { id: 'OPEN', text: 'Open' },
  { id: 'IN_PROGRESS', text: 'In progress' },
  { id: 'RESOLVED', text: 'Resolved' },
  { id: 'ARCHIVED', text: 'Archived' },
];

const FEEDBACK: readonly { readonly id: Feedback; readonly text: string }[] = [
  { id: 'USEFUL', text: 'Useful' },
  { id: 'NOT_USEFUL', text: 'Not useful' },
];

function Standing({ shown: { id, status, feedback } }: { readonly shown: ShownCase }) {
  const change = useCaseChange();
  const may = useMay('ANALYST');
  const decided = DECISIONS.find((each) => each.id === status)?.id ?? 'OPEN';
  const header = <Header variant="h2">Status and feedback</Header>;
  if (!may) {
    const judged = FEEDBACK.find((each) => each.id === feedback);
    const stands = DECISIONS.find((each) => each.id === decided);
    return <Container header={header}>{[stands, judged].flatMap((each) => each?.text ?? []).join(', ')}</Container>;
  }
  return (
    <Container header={header}>
      <SpaceBetween size="l" direction="horizontal">
        <Choice
          label="Status"
          selected={decided}
          options={DECISIONS}
          onChoose={(wanted) =>
            void change({ kind: 'status', status: wanted }, [id], { kind: 'status', status: decided })
          }
        />
        <Choice
          label="Was this finding useful?"
          selected={feedback}
          options={FEEDBACK}
          onChoose={(said) => void change({ kind: 'judge', feedback: said }, [id])}
        />
      </SpaceBetween>
    </Container>
  );
}

function Comments({ shown: { id, comments } }: { readonly shown: ShownCase }) {
  const change = useCaseChange();
  const may = useMay('ANALYST');
  const [text, setText] = useState('');
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${comments.length})`}>
          Comments
        </Header>
      }
    >
      <SpaceBetween size="m">
        {comments.map((comment) => (
          <div key={`${comment.at} ${comment.who}`}>
            <Box variant="small">
              <Untrusted text={comment.who} short />, <Moment at={comment.at} />
            </Box>
            <Box>
              <Untrusted text={comment.text} />
            </Box>
          </div>
        ))}
        {may ? (
          <SpaceBetween size="s">
            <FormField label="New comment">
              <Textarea rows={3} value={text} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
            <Button
              disabled={text.trim() === ''}
              onClick={() => void change({ kind: 'comment', text: text.trim() }, [id]).then(() => setText(''))}
            >
              Add comment
            </Button>
          </SpaceBetween>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}

function History({ shown: { history } }: { readonly shown: ShownCase }) {
  return (
    <Container header={<Header variant="h2">History</Header>}>
      {history.length === 0 ? <Box color="text-body-secondary">Nobody has worked on this finding yet.</Box> : null}
      <SpaceBetween size="s">
        {history.map((entry) => (
          <div key={`${entry.at} ${entry.what}`}>
            <Moment at={entry.at} /> <Untrusted text={entry.who} short />: <Untrusted text={whatText(entry)} />
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
