import { spanText } from './span.ts';

const UNITS = [86_400, 3600, 60] as const;

/** How long ago something was, in its largest unit: `3 days`. */
export function ageText(at: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
  const unit = UNITS.find((each) => seconds >= each);
  return unit === undefined ? 'just now' : `${spanText(seconds - (seconds % unit))} ago`;
}
