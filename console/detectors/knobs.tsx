import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ShownDetector } from './detectors-query.ts';
import { fileText, isSettingScope, type Wanted } from './setting-text.ts';
import { SettingsTable } from './settings-table.tsx';

interface Props {
  readonly detector: ShownDetector;
  /** The changed values; undefined when nothing is changed. */
  readonly wanted: Wanted | undefined;
  readonly onChange: (wanted: Wanted | undefined) => void;
}

/** A detector's settings with their reasons, and the text for vedette.yaml that changes them. */
export function Knobs({ detector: { type, settings }, wanted, onChange }: Props) {
  const changed = Object.fromEntries(
    settings.flatMap(({ name, value }) =>
      wanted !== undefined && name in wanted && JSON.stringify(wanted[name]) !== JSON.stringify(value)
        ? [[name, wanted[name]]]
        : [],
    ),
  );
  return (
    <Container>
      <SpaceBetween size="m">
        <SettingsTable
          settings={settings}
          title="Settings"
          actions={
            <Button onClick={() => onChange(wanted === undefined ? {} : undefined)}>
              {wanted === undefined ? 'Change' : 'Leave as it is'}
            </Button>
          }
          {...(wanted && {
            wanted,
            onWant: (name: string, value: unknown) => onChange({ ...wanted, [name]: value }),
          })}
        />
        {wanted === undefined ? null : Object.keys(changed).length === 0 ? (
          <Box color="text-body-secondary">
            Change a value: what to write into vedette.yaml is shown here, and the stories below are tried with it.
          </Box>
        ) : (
          <InTheFile type={type} changed={changed} />
        )}
      </SpaceBetween>
    </Container>
  );
}

function InTheFile({ type, changed }: { readonly type: string; readonly changed: Wanted }) {
  const [scope, setScope] = useState('');
  const isOne = isSettingScope(scope.trim());
  const text = fileText(type, changed, isOne ? scope.trim() : '');
  return (
    <SpaceBetween size="s">
      <FormField
        label="For whom"
        description="An account or an organizational unit, by its id; the whole organization where it is empty."
        errorText={isOne ? undefined : 'This is neither: 111122223333, or ou-ab12-cd34ef56.'}
      >
        <Input value={scope} placeholder="The whole organization" onChange={({ detail }) => setScope(detail.value)} />
      </FormField>
      <div>
        <Box variant="awsui-key-label">Write this into vedette.yaml, and start the service again</Box>
        <pre className="raw" tabIndex={0} aria-label="For vedette.yaml">
          {text}
        </pre>
      </div>
      <CopyToClipboard copyButtonText="Copy" textToCopy={text} copySuccessText="Copied" copyErrorText="Not copied" />
    </SpaceBetween>
  );
}
