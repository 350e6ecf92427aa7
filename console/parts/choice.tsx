import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl, { type SegmentedControlProps } from '@cloudscape-design/components/segmented-control';
import { useNarrow } from './use-narrow.ts';

interface Props<Id extends string> {
  readonly label: string;
  readonly selected: Id | null;
  readonly options: readonly (SegmentedControlProps.Option & { readonly id: Id })[];
  readonly onChoose: (id: Id) => void;
  /** Hides the label, where the options explain themselves. */
  readonly bare?: boolean;
}

/**
 * A choice between a few options that are all visible. In a narrow window it becomes a menu, which shows its own label.
 */
export function Choice<Id extends string>({ label, selected, options, onChoose, bare = false }: Props<Id>) {
  const narrow = useNarrow();
  const control = (
    <SegmentedControl
      label={label}
      selectedId={selected}
      options={[...options]}
      onChange={({ detail }) => {
        const chosen = options.find(({ id }) => id === detail.selectedId);
        if (chosen !== undefined) onChoose(chosen.id);
      }}
    />
  );
  return bare || narrow ? control : <FormField label={label}>{control}</FormField>;
}
