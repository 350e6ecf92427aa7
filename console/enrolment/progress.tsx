import Alert from '@cloudscape-design/components/alert';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { Moment } from '../parts/moment.tsx';
import { spelledShort } from '../parts/untrusted.tsx';
import type { Request } from './enrolment-query.ts';
import { countedTasks } from './price-text.ts';

/** The progress of the last request. */
export function Progress({ request }: { readonly request: Request }) {
  const { askedBy, askedAt, endedAt, tasks, done, refused } = request;
  const said = `${done.toLocaleString('en')} done, ${refused.toLocaleString('en')} refused`;
  if (endedAt === null)
    return (
      <ProgressBar
        label={`${countedTasks(tasks)}, requested by ${spelledShort(askedBy)}`}
        value={tasks === 0 ? 0 : Math.floor((100 * (done + refused)) / tasks)}
        additionalInfo={said}
        description="Work begins within a minute. You can leave this page."
      />
    );
  return (
    <Alert
      type={refused > 0 ? 'warning' : 'success'}
      header={`Of ${countedTasks(tasks)} requested by ${spelledShort(askedBy)}: ${said}`}
    >
      <Moment at={askedAt} />
      {refused > 0 ? ' Refused tasks stay in the plan, with the reason.' : ''}
    </Alert>
  );
}
