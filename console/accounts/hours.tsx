import { counted } from '#services/model/numbers.ts';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { usePreferences } from '../app/preferences.ts';
import { momentText } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { SOURCES } from '../api/sources.ts';

const HOURS = graphql(`
  query Hours($accountId: String!, $from: DateTime!, $to: DateTime!) {
    coverageHours(accountIds: [$accountId], from: $from, to: $to) {
      region
      source
      hours {
        hour
        state
        objects
        records
        failed
        late
        pending
        unreadable
      }
    }
  }
`);

type Stream = ResultOf<typeof HOURS>['coverageHours'][number];
type Hour = Stream['hours'][number];

const SHOWN = 72;
const HOUR_MS = 3_600_000;

const STATES: Readonly<Record<Hour['state'], string>> = {
  READ: 'read',
  WAITING: 'waiting to be read',
  DAMAGED: 'partly unreadable',
  SILENT: 'silent, although this stream writes nearly every hour',
  AWAITED: 'may still arrive',
  QUIET: 'quiet',
};

/** What was read of each stream of logs, hour by hour, for the last three days. */
export function Hours({ accountId }: { readonly accountId: string }) {
  const end = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const from = new Date(end - SHOWN * HOUR_MS).toISOString();
  const { data, error } = useAnswer(HOURS, { accountId, from, to: new Date(end).toISOString() });
  return (
    <Container
      header={
        <Header variant="h2" description="What arrived from each log stream in the last three days.">
          Hour by hour
        </Header>
      }
    >
      {error ? (
        <Problem error={error} />
      ) : data === undefined ? (
        <Skeleton height="10em" />
      ) : (
        <HeatMap streams={data.coverageHours} />
      )}
    </Container>
  );
}

function HeatMap({ streams }: { readonly streams: readonly Stream[] }) {
  const [first] = streams;
  if (first === undefined) return <Box color="text-body-secondary">Nothing arrived in these hours.</Box>;
  return (
    <>
      <div className="hours">
        {streams.map((stream) => (
          <Row key={`${stream.source} ${stream.region}`} stream={stream} />
        ))}
        <Days hours={first.hours} />
      </div>
      <ul className="legend" aria-label="Legend">
        {Object.entries(STATES).map(([state, text]) => (
          <li key={state}>
            <span className="hour" data-state={state} /> {text}
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ stream: { region, source, hours } }: { readonly stream: Stream }) {
  const { time } = usePreferences();
  const counts = Object.entries(STATES).flatMap(([state, text]) => {
    const count = hours.filter((hour) => hour.state === state).length;
    return count === 0 ? [] : [`${count} ${text}`];
  });
  const name = `${SOURCES[source]}${region === null ? '' : `, ${region}`}`;
  return (
    <>
      <Box variant="small">{name}</Box>
      <div role="img" aria-label={`${name}: of ${hours.length} hours ${counts.join(', ')}`} className="row">
        {hours.map((hour) => (
          <span
            key={hour.hour}
            className="hour"
            data-state={hour.state}
            title={hourText(hour, momentText(hour.hour, time))}
          />
        ))}
      </div>
    </>
  );
}

/** Where each day begins, below the rows. Pointing at an hour shows its time. */
function Days({ hours }: { readonly hours: readonly Hour[] }) {
  const { time } = usePreferences();
  const starts = hours.flatMap(({ hour }, index) => {
    const [day = '', clock = ''] = momentText(hour, time).split(' ');
    return clock.startsWith('00:') ? [{ day: day.slice('yyyy-'.length), index }] : [];
  });
  return (
    <div className="row days" aria-hidden>
      {starts.map(({ day, index }) => (
        <span key={day} style={{ gridColumnStart: index + 1 }}>
          {day}
        </span>
      ))}
    </div>
  );
}

function hourText({ state, objects, records, failed, late, pending, unreadable }: Hour, when: string): string {
  const told = [
    counted(objects, 'object'),
    counted(records, 'record'),
    ...(failed > 0 ? [`${counted(failed, 'object')} failed`] : []),
    ...(late > 0 ? [`${late} arrived late`] : []),
    ...(pending > 0 ? [`${pending} waiting`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, 'record')} unreadable`] : []),
  ];
  return `${when}: ${STATES[state]} (${told.join(', ')})`;
}
