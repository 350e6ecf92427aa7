import Box from '@cloudscape-design/components/box';

interface Props {
  readonly detector: { readonly asks: string; readonly why: string };
}

/** A detector's question in plain words, and the reason for it. */
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
