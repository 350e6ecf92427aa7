import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { SettingsTable } from '../detectors/settings-table.tsx';
import { useWhoSet } from '../detectors/who-set.ts';
import { Moment } from '../parts/moment.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { valueText } from '../parts/value-text.ts';
import type { Asked, ShownFinding } from './finding-query.ts';

interface Props {
  readonly finding: ShownFinding;
  readonly inForce: Asked['settings'];
}

/** The settings with which a finding was judged, who set them, and which of them are others now. */
export function JudgedSettings({ finding: { type, judgedWith }, inForce }: Props) {
  const whoSet = useWhoSet(type, judgedWith?.at);
  if (judgedWith === null)
    return (
      <SettingsTable settings={inForce} title="Settings in force (those it was judged with are not known)" level="h3" />
    );
  const now = new Map(inForce.map((setting) => [setting.name, setting]));
  const judged = judgedWith.settings
    // A detector that was switched off would have found nothing.
    .filter(({ name }) => name !== 'enabled')
    .map((setting) => ({
      default: now.get(setting.name)?.default ?? null,
      because: now.get(setting.name)?.because ?? 'The detector has no such setting any more.',
      ...setting,
    }));
  if (judged.length === 0) return null;
  const changed = judged.filter(({ name, value }) => JSON.stringify(now.get(name)?.value) !== JSON.stringify(value));
  return (
    <SpaceBetween size="xs">
      <SettingsTable settings={judged} title="Settings it was judged with" level="h3" whoSet={whoSet} />
      {changed.length === 0 ? null : (
        <Alert type="info" header="These settings are different now">
          <ul>
            {changed.map(({ name, value }) => (
              <li key={name}>
                {name}: <Untrusted text={valueText(now.get(name)?.value ?? null)} /> instead of{' '}
                <Untrusted text={valueText(value)} />
              </li>
            ))}
          </ul>
          It was judged at <Moment at={judgedWith.at} />.
        </Alert>
      )}
    </SpaceBetween>
  );
}
