import { usePreferences, type Preferences } from '../app/preferences.ts';

/** A time in UTC or in the browser's zone, to the second. */
export function momentText(iso: string, zone: Preferences['time']): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  if (zone === 'utc') return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 19).replace('T', ' ')} ${offsetText(moment)}`;
}

function offsetText(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.trunc(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

interface Props {
  readonly at: string;
  /** Leaves out the zone, where it is shown above already. */
  readonly bare?: boolean;
}

export function Moment({ at, bare = false }: Props) {
  const { time } = usePreferences();
  const text = momentText(at, time);
  return (
    <time dateTime={at} title={momentText(at, time === 'utc' ? 'local' : 'utc')}>
      {bare ? text.slice(0, 'yyyy-mm-dd hh:mm:ss'.length) : text}
    </time>
  );
}
