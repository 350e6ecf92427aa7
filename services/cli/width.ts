import truncatedWidth from 'fast-string-truncated-width';

/** The width of a text on a terminal, in columns: Chinese characters take two, combining accents none. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

/** The text, or as much of its beginning as fits into so many columns with an ellipsis. */
export function cut(text: string, columns: number): string {
  const { index, ellipsed } = truncatedWidth(text, { limit: columns, ellipsis: '…', ellipsisWidth: 1 });
  return ellipsed ? `${text.slice(0, index)}…` : text;
}

/** The text in lines of at most so many columns, broken between words if possible. */
export function* wrapped(text: string, columns: number): Generator<string> {
  for (let rest = text; rest !== '';) {
    const { index, truncated } = truncatedWidth(rest, { limit: Math.max(columns, 2) });
    const blank = truncated ? rest.lastIndexOf(' ', index) : rest.length;
    const end = blank > 0 ? blank : Math.max(index, 1);
    yield rest.slice(0, end);
    rest = rest.slice(end).trimStart();
  }
}
