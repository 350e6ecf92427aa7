/** Views that somebody keeps in this browser: the search of their addresses, by name. */
export type SavedViews = Readonly<Record<string, string>>;

const KEY = 'vedette.views';
const NAME_MAX = 60;

/** What was kept; nothing where it is not what this version keeps. */
export function viewsIn(text: string | null): SavedViews {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

export function readViews(): SavedViews {
  return viewsIn(localStorage.getItem(KEY));
}

export function keepView(name: string, search: string): SavedViews {
  return write({ ...readViews(), [name.trim().slice(0, NAME_MAX)]: search });
}

export function forgetView(name: string): SavedViews {
  return write(Object.fromEntries(Object.entries(readViews()).filter(([kept]) => kept !== name)));
}

function write(views: SavedViews): SavedViews {
  localStorage.setItem(KEY, JSON.stringify(views));
  return views;
}
