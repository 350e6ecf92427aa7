import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useFollow } from './navigate.ts';
import { useOneViewer, useViewer } from './viewer.ts';
import { headers } from '../api/ask.ts';
import { session } from '../api/session.ts';
import { answers } from '../api/use-answer.ts';
import { spelledShort } from '../parts/untrusted.tsx';
import { prefer, usePreferences, type Preferences } from './preferences.ts';

/** Choices of the menu, by the ids of its items. */
const CHOICES: Readonly<Record<string, { readonly text: string; readonly changes: Partial<Preferences> }>> = {
  system: { text: 'Same as system', changes: { appearance: 'system' } },
  light: { text: 'Light', changes: { appearance: 'light' } },
  dark: { text: 'Dark', changes: { appearance: 'dark' } },
  comfortable: { text: 'Comfortable', changes: { density: 'comfortable' } },
  compact: { text: 'Compact', changes: { density: 'compact' } },
  local: { text: 'Local time', changes: { time: 'local' } },
  utc: { text: 'UTC', changes: { time: 'utc' } },
};

export function TopBar() {
  const follow = useFollow();
  const { appearance, density, time } = usePreferences();
  const viewer = useViewer();
  useOneViewer(viewer);
  const chosen = [appearance, density, time];
  const group = (text: string, ids: readonly string[]): TopNavigationProps.MenuDropdownUtility['items'][number] => ({
    text,
    id: text,
    items: ids.map((id) => ({
      id,
      text: CHOICES[id]?.text ?? id,
      itemType: 'checkbox',
      checked: chosen.some((value) => value === id),
    })),
  });
  return (
    <div id="top" className="top">
      <TopNavigation
        identity={{
          href: '/',
          title: 'Vedette',
          onFollow: (event) => follow({ detail: { href: '/' }, preventDefault: () => event.preventDefault() }),
        }}
        i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All' }}
        utilities={[
          ...(viewer === undefined
            ? []
            : [
                {
                  type: 'menu-dropdown',
                  iconName: 'user-profile',
                  text: spelledShort(viewer.name),
                  description: `Role: ${viewer.role.toLowerCase()}. Recorded as ${spelledShort(viewer.identity)}`,
                  onItemClick: () => void logOut(),
                  // People at the machine itself are not logged in, so they cannot log out.
                  items: viewer.identity === 'local' ? [] : [{ id: 'log-out', text: 'Log out' }],
                } satisfies TopNavigationProps.Utility,
              ]),
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            ariaLabel: 'Appearance, density and time',
            title: 'Display',
            onItemClick: ({ detail }) => prefer(CHOICES[detail.id]?.changes ?? {}),
            items: [
              group('Appearance', ['system', 'light', 'dark']),
              group('Density', ['comfortable', 'compact']),
              group('Time', ['local', 'utc']),
            ],
          },
        ]}
      />
    </div>
  );
}

async function logOut(): Promise<void> {
  session.end();
  await fetch('/logout', { method: 'POST', headers: headers() }).catch(() => undefined);
  // Who goes back is shown this page as it was left, and it may be somebody else.
  session.refuse();
  answers.clear();
  location.assign('/');
}
