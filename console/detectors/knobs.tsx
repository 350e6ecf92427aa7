import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ShownDetector } from './detectors-query.ts';
import { fileText, isSettingScope, withoutPresets, type Wanted } from './setting-text.ts';
import { useSaveSettings, useWritableFile, type SettingsFile } from './settings-file.ts';
import { SettingsTable } from './settings-table.tsx';
import { useWhoSet } from './who-set.ts';

interface Props {
  readonly detector: ShownDetector;
  /** The changed values; undefined when nothing is changed. */
  readonly wanted: Wanted | undefined;
  readonly onChange: (wanted: Wanted | undefined) => void;
}

/** A detector's settings with their reasons; others are saved, or the text for vedette.yaml is shown that sets them. */
export function Knobs({ detector: { type, settings, exceptions }, wanted, onChange }: Props) {
  const file = useWritableFile();
  const save = useSaveSettings();
  const whoSet = useWhoSet(type);
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
          exceptions={exceptions}
          title="Settings"
          level="h2"
          whoSet={whoSet}
          onRemove={
            file &&
            (({ name, setFor }) => {
              void save({ type, scope: setFor, values: { [name]: null }, version: file.version });
            })
          }
          actions={
            <Button onClick={() => onChange(wanted === undefined ? {} : undefined)}>
              {wanted === undefined ? 'Change' : 'Cancel'}
            </Button>
          }
          {...(wanted && {
            wanted,
            onWant: (name: string, value: unknown) => onChange({ ...wanted, [name]: value }),
          })}
        />
        {wanted === undefined ? null : Object.keys(changed).length === 0 ? (
          <Box color="text-body-secondary">
            {file === undefined
              ? 'Change a value to see what to write into vedette.yaml. The examples below are tried with it.'
              : 'Change a value: the examples below are tried with it. It takes effect once you save it.'}
          </Box>
        ) : (
          <NewValues
            type={type}
            changed={changed}
            presets={Object.fromEntries(settings.map((setting) => [setting.name, setting.default]))}
            file={file}
            onSaved={() => onChange(undefined)}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

interface NewValuesProps {
  readonly type: string;
  readonly changed: Wanted;
  /** The defaults, by name. */
  readonly presets: Wanted;
  /** Undefined: people write it themselves. */
  readonly file: SettingsFile | undefined;
  readonly onSaved: () => void;
}

function NewValues({ type, changed, presets, file, onSaved }: NewValuesProps) {
  const [given, setScope] = useState('');
  const [isSaving, setIsSaving] = useState(false);
  const save = useSaveSettings();
  const isOne = isSettingScope(given.trim());
  const scope = isOne ? given.trim() : '';
  const text = fileText(type, changed, scope);
  const saveIn = async ({ version }: SettingsFile) => {
    setIsSaving(true);
    const isSaved = await save({ type, scope, values: withoutPresets(changed, presets, scope), version });
    setIsSaving(false);
    if (isSaved) onSaved();
  };
  return (
    <SpaceBetween size="s">
      <FormField
        label="Scope"
        description="The ID of an account or an organizational unit. Leave it empty for the whole organization."
        errorText={
          isOne ? undefined : 'Enter an account ID such as 111122223333, or the ID of a unit such as ou-ab12-cd34ef56.'
        }
      >
        <Input value={given} placeholder="The whole organization" onChange={({ detail }) => setScope(detail.value)} />
      </FormField>
      {file === undefined ? null : (
        <Button variant="primary" loading={isSaving} disabled={!isOne} onClick={() => void saveIn(file)}>
          Save
        </Button>
      )}
      <div>
        <Box variant="awsui-key-label">
          {file === undefined
            ? 'Write this into vedette.yaml. The service applies it within seconds'
            : 'This is written into the settings file of the service'}
        </Box>
        <pre className="raw" tabIndex={0} aria-label="For vedette.yaml">
          {text}
        </pre>
      </div>
      <CopyToClipboard copyButtonText="Copy" textToCopy={text} copySuccessText="Copied" copyErrorText="Not copied" />
    </SpaceBetween>
  );
}
