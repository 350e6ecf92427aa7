import Container from '@cloudscape-design/components/container';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';

/** A placeholder for a page that is loading. */
export function PageSkeleton() {
  return (
    <SpaceBetween size="l">
      <Skeleton />
      <Container>
        <SpaceBetween size="m">
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
