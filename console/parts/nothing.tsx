import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

/** The content of a table without rows: what that means, and what to do about it. */
export function Nothing({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Box textAlign="center" padding="l">
      <Box variant="strong">{title}</Box>
      {children === undefined ? null : (
        <Box variant="p" color="text-body-secondary">
          {children}
        </Box>
      )}
    </Box>
  );
}
