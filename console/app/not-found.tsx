import Box from '@cloudscape-design/components/box';
import { Link } from '../parts/link.tsx';

export function NotFound() {
  return (
    <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
      <Box variant="h1">Page not found</Box>
      <Box variant="p" color="text-body-secondary">
        The address may be incomplete, or belong to another version.
      </Box>
      <Link href="/">Go to the overview</Link>
    </Box>
  );
}
