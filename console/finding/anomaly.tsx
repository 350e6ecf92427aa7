import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Link } from '../parts/link.tsx';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Untrusted } from '../parts/untrusted.tsx';
import type { ShownFinding } from './finding-query.ts';

type Anomaly = NonNullable<ShownFinding['anomaly']>;

const PARTS: Readonly<Record<string, string>> = {
  api: 'The call',
  volume: 'Number of targets',
  rest: 'Further calls of the same kind',
  breadth: 'Calls never made before',
  denied: 'Denied calls',
  network: 'New network',
  client: 'New client',
  region: 'New Region',
  chain: 'Other activity that day',
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
  const { bits, threshold, day, identity, activeDays, window, rates, parts, nearest, ordinary } = anomaly;
  const longest = Math.max(bits, threshold);
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{`Why ${day} is unusual`}</Box>
        <Box color="text-body-secondary">
          {identity === null ? null : (
            <>
              <Untrusted text={identity} />:{' '}
            </>
          )}
          {`${bitsText(bits)}, reported from ${bitsText(threshold)}. Each further bit doubles the odds of an attack. `}
          {activeDays === 0
            ? 'Nothing was known about the identity before, so the shipped rates were used'
            : `Compared with ${activeDays === 1 ? 'one day' : `${activeDays} days`} with activity${window === null ? '' : `, from ${window.from} to ${window.until}`}`}
          {` (rates of version ${rates}).`}
        </Box>
      </div>
      <ul className="bits" aria-label="Parts of the score">
        {[...parts, { part: 'sum', bits, words: '' }].map(({ part, bits: own, words }) => (
          <li key={`${part} ${words}`}>
            <strong>{part === 'sum' ? 'Total' : (PARTS[part] ?? part)}</strong>
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
      {nearest === null ? null : (
        <div>
          <Box variant="awsui-key-label">Nearest past event</Box>
          <Untrusted text={nearest.words} />
        </div>
      )}
      <div>
        <Box variant="awsui-key-label">What would have made it ordinary</Box>
        <Untrusted text={ordinary} />
      </div>
      <Link href={hrefOf({ query: having(['resource', resourceId]), state: 'all' })}>
        Other findings about the same activity
      </Link>
    </SpaceBetween>
  );
}

function bitsText(bits: number): string {
  return `${bits.toFixed(1)} bits`;
}
