import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';
import { inBrowser } from '../api/kept.ts';

/** A person's display preferences, stored in this browser. */
export interface Preferences {
  readonly appearance: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  readonly time: 'local' | 'utc';
}

const DEFAULTS: Preferences = { appearance: 'system', density: 'comfortable', time: 'local' };
const CHOICES: { readonly [Name in keyof Preferences]: readonly Preferences[Name][] } = {
  appearance: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  time: ['local', 'utc'],
};

const listeners = new Set<() => void>();
const dark = matchMedia('(prefers-color-scheme: dark)');
let current = read();

function read(): Preferences {
  return {
    appearance: choice('appearance'),
    density: choice('density'),
    time: choice('time'),
  };
}

function choice<Name extends keyof Preferences>(name: Name): Preferences[Name] {
  const kept = inBrowser.get(`vedette.${name}`);
  return CHOICES[name].find((value) => value === kept) ?? DEFAULTS[name];
}

function apply(): void {
  const isDark = current.appearance === 'system' ? dark.matches : current.appearance === 'dark';
  applyMode(isDark ? Mode.Dark : Mode.Light);
  applyDensity(current.density === 'compact' ? Density.Compact : Density.Comfortable);
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
}

export function applyPreferences(): void {
  apply();
  dark.addEventListener('change', apply);
}

export function prefer(changed: Partial<Preferences>): void {
  current = { ...current, ...changed };
  for (const [name, value] of Object.entries(changed)) inBrowser.set(`vedette.${name}`, value);
  apply();
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
