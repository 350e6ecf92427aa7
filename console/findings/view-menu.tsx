import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import { useState } from 'react';
import { notify } from '../app/notices.ts';
import { exportFindings } from './export-findings.ts';
import { forgetView, keepView, readViews } from './saved-views.ts';
import { searchOf, viewOf, type View } from './view.ts';

interface Props {
  readonly view: View;
  readonly onChange: (view: View) => void;
}

/** Keeps views of the list in this browser, brings them back, and writes what a view shows to a file. */
export function ViewMenu({ view, onChange }: Props) {
  const [views, setViews] = useState(readViews);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const names = Object.keys(views).toSorted();
  const keep = () => {
    setViews(keepView(name, searchOf(view)));
    setNaming(false);
    setName('');
  };
  const act = ({ detail: { id } }: { readonly detail: ButtonDropdownProps.ItemClickDetails }) => {
    const [what, of = ''] = [id.slice(0, id.indexOf(' ')), id.slice(id.indexOf(' ') + 1)];
    if (what === 'show') onChange(viewOf(new URLSearchParams(views[of])));
    if (what === 'forget') setViews(forgetView(of));
    if (what === 'keep') setNaming(true);
    if (what === 'export')
      exportFindings(view).catch((error: unknown) => {
        notify({ type: 'error', text: error instanceof Error ? error.message : 'This could not be exported.' });
      });
  };
  return (
    <>
      <ButtonDropdown
        expandToViewport
        onItemClick={act}
        items={[
          ...(names.length === 0
            ? []
            : [{ id: 'saved', text: 'Saved views', items: names.map((each) => ({ id: `show ${each}`, text: each })) }]),
          { id: 'keep this', text: 'Save this view' },
          ...(names.length === 0
            ? []
            : [{ id: 'away', text: 'Forget', items: names.map((each) => ({ id: `forget ${each}`, text: each })) }]),
          { id: 'export this', text: 'Export as JSON lines' },
        ]}
      >
        View
      </ButtonDropdown>
      {naming ? (
        <Modal
          visible
          header="Save this view"
          closeAriaLabel="Close"
          onDismiss={() => setNaming(false)}
          footer={
            <Box float="right">
              <Button variant="primary" disabled={name.trim() === ''} onClick={keep}>
                Save
              </Button>
            </Box>
          }
        >
          <FormField label="Name" description="Kept in this browser. Its address can be sent to others as it is.">
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
        </Modal>
      ) : null}
    </>
  );
}
