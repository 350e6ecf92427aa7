import { counted } from '#services/model/numbers.ts';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { useMay } from '../app/viewer.ts';
import { Nothing } from '../parts/nothing.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { WholeTable } from '../parts/whole-table.tsx';
import { ApplyModal } from './apply-modal.tsx';
import { ENROLMENT, type Task } from './enrolment-query.ts';
import { Obstacles } from './obstacles.tsx';
import { countedTasks, dollars, priceText } from './price-text.ts';
import { Progress } from './progress.tsx';

/** How often progress is refreshed while workers carry tasks out. */
const LOOK_EVERY_MS = 5000;

interface Row extends Task {
  readonly likely: number;
}

/** The enrolment plan with its costs and obstacles; viewers with the right role can have it carried out. */
export default function EnrolmentPage() {
  const { data, error, isPending, refetch } = useAnswer(ENROLMENT, {});
  const [asking, setAsking] = useState(false);
  const may = useMay('ADMIN');
  const plan = data?.enrolmentPlan;
  const isUnderWay = plan?.requests.some(({ endedAt }) => endedAt === null) ?? false;
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const looking = setInterval(() => void refetch(), LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, [isUnderWay, refetch]);
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const tasks = plan?.tasks ?? [];
  return (
    <ContentLayout>
      <SpaceBetween size="m">
        {plan?.requests.slice(0, 1).map((request) => (
          <Progress key={request.id} request={request} />
        ))}
        {plan && plan.obstacles.length > 0 ? <Obstacles obstacles={plan.obstacles} /> : null}
        <WholeTable<Row>
          title="Enrolment"
          description={
            plan
              ? `Log sources still to be turned on in ${counted(plan.members.length, 'account')}: ${priceText(plan.total)} a month.`
              : 'Which log sources to turn on in accounts, so that there are logs to read.'
          }
          actions={
            may && tasks.length > 0 ? (
              <Button variant="primary" disabled={isUnderWay} onClick={() => setAsking(true)}>
                Switch on
              </Button>
            ) : null
          }
          rows={tasks.map((task): Row => ({ ...task, likely: task.price.likely }))}
          trackBy="id"
          loading={isPending}
          fields={['accountId', 'region', 'feature', 'does']}
          findBy="account, Region or log source"
          sortedBy="likely"
          descending
          empty={
            plan === null ? (
              <Nothing title="Enrolment is not configured">
                enrolment.autoEnable in vedette.yaml says which logs are wanted, and where.
              </Nothing>
            ) : (
              <Nothing title="Everything is turned on" />
            )
          }
          columns={[
            {
              id: 'account',
              header: 'Account',
              sortingField: 'accountId',
              isRowHeader: true,
              cell: (task) => task.accountId,
            },
            { id: 'region', header: 'Region', sortingField: 'region', minWidth: 120, cell: ({ region }) => region },
            {
              id: 'does',
              header: 'Task',
              sortingField: 'feature',
              minWidth: 260,
              cell: ({ does, refusal }) => (
                <>
                  <Untrusted text={does} />
                  {refusal === null ? null : (
                    <Box color="text-status-error" variant="small" display="block">
                      <Untrusted text={`Refused: ${refusal}`} />
                    </Box>
                  )}
                </>
              ),
            },
            {
              id: 'price',
              header: 'USD per month',
              sortingField: 'likely',
              minWidth: 150,
              cell: ({ price }) => (
                <>
                  {priceText(price)}
                  {price.because === null ? null : (
                    <Box variant="small" display="block">
                      <Untrusted text={price.because} />
                    </Box>
                  )}
                </>
              ),
            },
          ]}
        />
      </SpaceBetween>
      {asking && plan ? (
        <ApplyModal
          what={`${countedTasks(tasks.length)}, about $${dollars(plan.total.likely)} a month`}
          onDone={() => {
            setAsking(false);
            void refetch();
          }}
        />
      ) : null}
    </ContentLayout>
  );
}
