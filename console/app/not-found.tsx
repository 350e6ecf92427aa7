import Box from '@cloudscape-design/components/box';
import { Link } from '../parts/link.tsx';

export function NotFound() {
  return (
    <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
      <Box variant="h1">There is no such page</Box>
      <Box variant="p" color="text-body-secondary">
        The address may be cut off, or of another version.
      </Box>
      <Link href="/">To the overview</Link>
    </Box>
  );
}
