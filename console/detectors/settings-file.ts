import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { isAtLeast, useViewer } from '../app/viewer.ts';
import type { SettingScope, Wanted } from './setting-text.ts';

const SETTINGS_FILE = graphql(`
  query SettingsFile {
    settingsFile {
      path
      version
      isWritable
    }
  }
`);

const CHANGE = graphql(`
  mutation ChangeSettings($type: FindingType!, $scope: String, $values: JSON!, $version: String!, $key: String!) {
    changed: changeDetectorSettings(
      type: $type
      scope: $scope
      values: $values
      version: $version
      clientMutationId: $key
    ) {
      before
      version
      userErrors {
        message
      }
    }
  }
`);

export type SettingsFile = ResultOf<typeof SETTINGS_FILE>['settingsFile'];

/** The settings file, where the viewer may change it here; undefined where it must be changed by hand. */
export function useWritableFile(): SettingsFile | undefined {
  const viewer = useViewer();
  const isAllowed = viewer !== undefined && viewer.scope.everything && isAtLeast(viewer, 'ENGINEER');
  const { data } = useAnswer(SETTINGS_FILE, {}, { enabled: isAllowed });
  return data?.settingsFile.isWritable === true ? data.settingsFile : undefined;
}

export interface SettingsChange {
  readonly type: string;
  readonly scope: SettingScope;
  /** Null takes a value out of the file. */
  readonly values: Wanted;
  readonly version: string;
}

type Save = (change: SettingsChange, isUndo?: boolean) => Promise<boolean>;

/** Writes settings into the file, tells the outcome with a way back, and refreshes what is shown. */
export function useSaveSettings(): Save {
  const client = useQueryClient();
  return useCallback(
    (change) => {
      const save: Save = async (wanted, isUndo = false) => {
        const { type, scope, values, version } = wanted;
        const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
        const asked = ask(CHANGE, { type, scope: scope || null, values, version, key });
        const { changed, trouble } = await asked.then(
          ({ changed: answer }) => ({ changed: answer, trouble: answer.userErrors[0]?.message }),
          (failed: unknown) => ({
            changed: undefined,
            trouble: failed instanceof Error ? failed.message : 'This did not work.',
          }),
        );
        if (trouble !== undefined || changed?.version == null) {
          notify({ type: 'error', text: trouble ?? 'This did not work.' });
          return false;
        }
        const back: SettingsChange = { ...wanted, values: valuesOf(changed.before), version: changed.version };
        notify({
          type: 'success',
          text: isUndo ? 'The settings were restored.' : 'Saved. Logs read from now on are judged by the new settings.',
          ...(!isUndo && { action: { text: 'Undo', run: () => void save(back, true) } }),
        });
        await client.invalidateQueries();
        return true;
      };
      return save(change);
    },
    [client],
  );
}

function valuesOf(before: unknown): Wanted {
  return typeof before === 'object' && before !== null ? { ...before } : {};
}
