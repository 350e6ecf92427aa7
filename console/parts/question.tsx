import Box from '@cloudscape-design/components/box';

interface Props {
  readonly detector: { readonly asks: string; readonly why: string };
}

/** What a detector asks, as one would ask a colleague, and why anybody does. */
export function Question({ detector: { asks, why } }: Props) {
  return (
    <div>
      <Box variant="p" fontSize="heading-m" fontWeight="light">
        {asks}
      </Box>
      <Box variant="p" color="text-body-secondary">
        {why}
      </Box>
    </div>
  );
}
