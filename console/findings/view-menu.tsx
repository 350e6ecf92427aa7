import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { useMay } from '../app/viewer.ts';
import { spelledShort } from '../parts/untrusted.tsx';
import { exportFindings } from './export-findings.ts';
import { REMOVE_VIEW, SAVE_VIEW, viewOfFilter, VIEWS, type SavedView } from './saved-views.ts';
import { type View } from './view.ts';
import { filterOf } from './filter-query.ts';

interface Props {
  readonly view: View;
  readonly onChange: (view: View) => void;
}

interface Answer {
  readonly kept: { readonly userErrors: readonly { readonly message: string }[] };
}

/** Saves views, opens one's own and shared ones, and exports the findings of a view. */
export function ViewMenu({ view, onChange }: Props) {
  const { data, refetch } = useAnswer(VIEWS, {});
  const [naming, setNaming] = useState(false);
  const views = data?.findingViews ?? [];
  const mine = views.filter(({ isMine }) => isMine);
  const carryOut = async (act: () => Promise<Answer | void>) => {
    try {
      const [refused] = (await act())?.kept.userErrors ?? [];
      if (refused) notify({ type: 'error', text: refused.message });
    } catch (error) {
      notify({ type: 'error', text: error instanceof Error ? error.message : 'This did not work.' });
    }
    await refetch();
  };
  const follow = ({ detail: { id } }: { readonly detail: ButtonDropdownProps.ItemClickDetails }) => {
    const [what = '', of = ''] = id.split(' ');
    const shown = viewOfFilter(views.find((each) => each.id === of)?.filter);
    if (what === 'show' && shown !== undefined) onChange(shown);
    if (what === 'remove') void carryOut(() => ask(REMOVE_VIEW, { id: of }));
    if (what === 'keep') setNaming(true);
    if (what === 'export') void carryOut(() => exportFindings(view));
  };
  return (
    <>
      <ButtonDropdown
        expandToViewport
        onItemClick={follow}
        items={[
          ...(views.length === 0 ? [] : [{ id: 'saved', text: 'Saved views', items: views.map(itemOf) }]),
          { id: 'keep', text: 'Save this view' },
          ...(mine.length === 0
            ? []
            : [
                {
                  id: 'away',
                  text: 'Remove',
                  items: mine.map(({ id, name }) => ({ id: `remove ${id}`, text: spelledShort(name) })),
                },
              ]),
          { id: 'export', text: 'Export as JSON lines' },
        ]}
      >
        View
      </ButtonDropdown>
      {naming ? (
        <SaveView
          onDismiss={() => setNaming(false)}
          onSave={(name, shared) => {
            setNaming(false);
            void carryOut(() => ask(SAVE_VIEW, { view: { name, shared, filter: filterOf(view) } }));
          }}
        />
      ) : null}
    </>
  );
}

function itemOf({ id, name, filter, shared, isMine }: SavedView): ButtonDropdownProps.Item {
  const shows = viewOfFilter(filter) !== undefined;
  return {
    id: `show ${id}`,
    text: spelledShort(name),
    disabled: !shows,
    ...(!shows && { disabledReason: 'This view uses filters that this list cannot show. Use them with the API.' }),
    ...(shared && { secondaryText: isMine ? 'Shared by you' : 'Shared by somebody else' }),
  };
}

interface SaveProps {
  readonly onSave: (name: string, shared: boolean) => void;
  readonly onDismiss: () => void;
}

function SaveView({ onSave, onDismiss }: SaveProps) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const may = useMay('ANALYST');
  return (
    <Modal
      visible
      header="Save this view"
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" disabled={name.trim() === ''} onClick={() => onSave(name.trim(), shared)}>
            Save
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Name" description="The filter is saved to your account, wherever you log in.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        {may ? (
          <Checkbox checked={shared} onChange={({ detail }) => setShared(detail.checked)}>
            Share with everybody who can see the same accounts
          </Checkbox>
        ) : null}
      </SpaceBetween>
    </Modal>
  );
}
