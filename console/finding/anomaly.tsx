import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Link } from '../parts/link.tsx';
import { hrefOf } from '../findings/view.ts';
import { Untrusted } from '../parts/untrusted.tsx';
import type { ShownFinding } from './finding-query.ts';

type Anomaly = NonNullable<ShownFinding['anomaly']>;

const PARTS: Readonly<Record<string, string>> = {
  api: 'The call',
  volume: 'How many things it was made on',
  rest: 'Further calls of the kind',
  breadth: 'Calls never made before',
  denied: 'Calls that were denied',
  network: 'A new network',
  client: 'A new client',
  region: 'A new Region',
  chain: 'What else was done that day',
};

interface Props {
  readonly anomaly: Anomaly;
  readonly resourceId: string;
}

/**
 * Why a day is out of the ordinary: parts that add up to a score, the threshold for a finding, and acts that would have
 * been ordinary.
 */
export function OutOfTheOrdinary({ anomaly, resourceId }: Props) {
  const { bits, threshold, day, activeDays, rates, parts, ordinary } = anomaly;
  const longest = Math.max(bits, threshold);
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{`Why ${day} is out of the ordinary`}</Box>
        <Box color="text-body-secondary">
          {`${bitsText(bits)}, told of from ${bitsText(threshold)} on. A bit more means twice as likely an attack. `}
          {activeDays === 0
            ? 'Nothing was known of it before: shipped rates were taken'
            : `Compared with ${activeDays === 1 ? 'one day' : `${activeDays} days`} on which it did something`}
          {` (rates of version ${rates}).`}
        </Box>
      </div>
      <ul className="bits" aria-label="Parts of the score">
        {[...parts, { part: 'sum', bits, words: '' }].map(({ part, bits: own, words }) => (
          <li key={`${part} ${words}`}>
            <strong>{part === 'sum' ? 'All together' : (PARTS[part] ?? part)}</strong>
            <span>{bitsText(own)}</span>
            <svg aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none" className="bar">
              <rect width={(100 * Math.max(own, 0)) / longest} height="4" className={part} />
              <rect x={(100 * threshold) / longest - 0.4} width="0.4" height="4" className="threshold" />
            </svg>
            {words === '' ? null : (
              <span className="words">
                <Untrusted text={words.replace(/^[\d.,−-]+ bits: /, '')} />
              </span>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Box variant="awsui-key-label">What would have made it ordinary</Box>
        <Untrusted text={ordinary} />
      </div>
      <Link href={hrefOf({ values: { resource: [resourceId] }, state: 'all' })}>What else was found about it</Link>
    </SpaceBetween>
  );
}

function bitsText(bits: number): string {
  return `${bits.toFixed(1)} bits`;
}
