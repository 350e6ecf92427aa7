import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { Link } from '../parts/link.tsx';
import { Untrusted } from '../parts/untrusted.tsx';

interface Row {
  readonly text: string;
  readonly href: string;
  readonly count: number;
}

interface Props {
  readonly title: string;
  /** Most first. */
  readonly rows: readonly Row[] | undefined;
}

const SHOWN = 8;

/** The most frequent values, with bars for comparison. */
export function Ranking({ title, rows }: Props) {
  const most = rows?.[0]?.count ?? 1;
  return (
    <Container fitHeight header={<Header variant="h2">{title}</Header>}>
      {rows === undefined ? <Skeleton height="14em" /> : null}
      {rows?.length === 0 ? <Box color="text-body-secondary">No findings yet.</Box> : null}
      <ol className="ranking">
        {rows?.slice(0, SHOWN).map(({ text, href, count }) => (
          <li key={href}>
            <span>
              <Link href={href}>
                <Untrusted text={text} short />
              </Link>
            </span>
            <span>{count.toLocaleString('en')}</span>
            <span className="bar" style={{ inlineSize: `${(100 * count) / most}%` }} />
          </li>
        ))}
      </ol>
    </Container>
  );
}
